"""Finds strong language in a sentence, starred and leet forms too: whole words only, so that Scunthorpe is a town."""

import re
from collections.abc import Set
from functools import cache

from forethought.conduct.tone.features import Word
from forethought.conduct.tone.syntax import Lexicon, carried_lexicon


def may_swear(words: Set[str], lexicon: Lexicon) -> bool:
    """Say quickly whether the lexicon's words of a draft can hold strong language; most drafts are spared the rest."""
    joined = " ".join(words)
    return (
        not lexicon.lists["curse"].isdisjoint(words)
        or lexicon.profanity.may_stand(words)
        or "*" in joined
        or any(stem in joined for stem in lexicon.lists.get("curse_stem", ()))
    )


def profanity_in(written: list[Word], lexicon: Lexicon) -> list[Word]:
    """Return the swear words of a sentence, given as the lexicon's words of it, unless it swears for joy."""
    texts = [word.text for word in written]
    found = [word for word in written if _is_curse(word.text, lexicon)]
    for _, first, after in lexicon.profanity.spans(texts):
        found.append(Word(" ".join(texts[first:after]), written[first].start, written[after - 1].end))
    if not lexicon.lists["joy"].isdisjoint(texts):
        return []
    return sorted(found, key=lambda word: (word.start, -word.end))


def _is_curse(word: str, lexicon: Lexicon) -> bool:
    lists = lexicon.lists
    if word in lists["curse"]:
        return True
    if len(word) > 4 and lexicon.curse_stem.search(word) is not None:
        return word not in lists["plain_word"]
    return "*" in word and starred().fullmatch(word) is not None


@cache
def starred() -> re.Pattern[str]:
    """Return what the starred forms of the swear words look like: first letter kept, stars for some of the others."""
    forms = set()
    for word in carried_lexicon().lists["curse"]:
        if len(word) > 3:
            letters = "".join(f"[{letter}*]" for letter in word[1:])
            forms.add(f"{word[0]}(?:{letters}|\\*+{word[-1]}|\\*+)")
    return re.compile("|".join(sorted(forms)))
