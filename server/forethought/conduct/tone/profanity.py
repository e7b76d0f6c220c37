"""Finds strong language in a sentence, starred and leet forms too: whole words only, so that Scunthorpe is a town."""

import re
from functools import cache

from forethought.conduct.tone.features import Sentence, Word
from forethought.conduct.tone.syntax import Lexicon, carried_lexicon


def profanity_in(sentence: Sentence, lexicon: Lexicon) -> list[Word]:
    """Return the swear words of a sentence, unless it swears for joy."""
    found = [word for word in sentence if _is_curse(word.text, lexicon)]
    if not found:
        return []
    texts = {word.text for word in sentence}
    if not texts.isdisjoint(lexicon.lists["joy"]):
        return []
    return found


def _is_curse(word: str, lexicon: Lexicon) -> bool:
    if word in lexicon.lists["curse"]:
        return word not in lexicon.lists["curse_in_phrase"]
    return "*" in word and _starred().fullmatch(word) is not None


@cache
def _starred() -> re.Pattern[str]:
    """Return what the starred forms of the swear words look like: first letter kept, stars for some of the others."""
    forms = set()
    for word in carried_lexicon().lists["curse"]:
        if len(word) > 3:
            letters = "".join(f"[{letter}*]" for letter in word[1:])
            forms.add(f"{word[0]}(?:{letters}|\\*+{word[-1]}|\\*+)")
    return re.compile("|".join(sorted(forms)))
