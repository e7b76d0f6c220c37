"""Tells whether a draft is written in English, by its commonest words: other languages get no tone verdict."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from forethought.conduct.tone.features import Sentence
from forethought.conduct.tone.model import Model

#: Under this share of known words a draft of at least ``LONG_ENOUGH`` words is not taken for English.
LEAST_KNOWN = 0.1
LONG_ENOUGH = 6
#: Letters between these are of another alphabet; beyond are styled Latin letters and emoji.
LAST_LATIN, FIRST_STYLED = "\u024f", "\U0001d400"


class CommonWords(NamedTuple):
    """The commonest words of English and of other languages, without those that are common in both (``either``)."""

    english: frozenset[str]
    other: frozenset[str]
    either: frozenset[str]


@cache
def common_words() -> CommonWords:
    """Return the lists of ``languages.toml``, read once."""
    data = tomllib.loads(files(__package__).joinpath("languages.toml").read_text(encoding="utf-8"))
    english, other, either = (frozenset(data[name].split()) for name in ("english", "other", "either"))
    either |= english & other
    return CommonWords(english - either, other - either, either)


def is_english(text: str, sentences: list[Sentence], model: Model) -> bool:
    """Tell whether a draft may be judged: English, or too short to say and without a sign of another language."""
    if not text.isascii():
        letters = [char for char in text if char.isalpha()]
        if 2 * sum(LAST_LATIN < char < FIRST_STYLED for char in letters) > len(letters):
            return False
    words = [word.text for sentence in sentences for word in sentence if word.text[0].isalpha()]
    common = common_words()
    english = sum(map(common.english.__contains__, words))
    other = sum(map(common.other.__contains__, words))
    if other > english and (other > 1 or english == 0):
        return False
    if len(words) < LONG_ENOUGH or english >= LEAST_KNOWN * len(words):
        return True
    return sum(map(model.is_common, words)) >= LEAST_KNOWN * len(words)
