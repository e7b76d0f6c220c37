"""Detectors: what cannot be said as a list of words is found by code, one file each, imported when first needed."""

import importlib
import re
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from forethought.drafts import Draft
from forethought.drafts.tokens import EMOJI, HASHTAG, URL, Tokens


class Found(NamedTuple):
    """A place in the text (code points) and, where there is exactly one right replacement, that."""

    start: int
    end: int
    replacement: str | None = None


#: name in packs -> (module here, what it finds)
NAMES: dict[str, tuple[str, str]] = {
    "phone": ("phone", "a telephone number as written in the UK, the US or internationally"),
    "nhs-number": ("nhs_number", "ten digits with the right check digit and a word such as NHS or patient near"),
    "record-number": ("record_number", "a hospital, library card, student or case number after its name"),
    "postcode": ("postcode", "a full UK postcode"),
    "address": ("address", "a house number with a street"),
    "date": ("date", "a day as digits or with the month's name"),
    "time-of-day": ("time_of_day", "a time such as 3am, 03:12 or half past two"),
    "age": ("age", "an age: 17-year-old, 62M, aged 4, turns 100"),
    "place-in-ward": ("place_in_ward", "a ward, bed, bay, room or cubicle with its number"),
    "initials": ("initials", "initials that stand for a person: J.S., Client X, Mrs P*****"),
    "percent": ("percent", "a percentage"),
    "ratio": ("ratio", "1 in 3, nine out of ten"),
    "money": ("money", "an amount of money"),
    "question": ("question", "a sentence that ends in a question mark"),
    "emoji-run": ("emoji_run", "four emoji in a row, or one three times"),
    "capitals-run": ("capitals_run", "four words in capitals, or a mostly capital text"),
    "exclamation-run": ("exclamation_run", "four exclamation or question marks together, or three in two places"),
    "only-a-link": ("only_a_link", "a draft that is a link and fewer than four words"),
    "unopened-link": ("unopened_link", "a link, or what is reshared, that was not opened in this session"),
    "undescribed-picture": ("undescribed_picture", "a picture without a description"),
    "hashtag-in-one-case": ("hashtag_in_one_case", "a tag of several words in one case, with the readable spelling"),
    "styled-letters": ("styled_letters", "letters from the mathematical and enclosed alphabets, with plain letters"),
    "abbreviation": ("abbreviation", "a capital abbreviation that is not widely known"),
    "capitalised": ("capitalised", "a word that begins with a capital inside a sentence"),
    "secret-value": ("secret_value", "a word that looks like a password or code: digits, or letters with digits"),
    "quote": ("quote", "words in quotation marks"),
}

_CAPITALS = r"[A-Z\u00c0-\u00d6\u00d8-\u00de\u0386-\u03ab\u0410-\u042f]"
_TWO_CAPITALS = re.compile(rf"{_CAPITALS}{{2}}[^\sa-z]{{0,40}}\s{{1,4}}[^\w\s]{{0,4}}{_CAPITALS}")


_NUMBERED = frozenset(
    "ward wards bed bay room rm cubicle side sideroom theatre resus chair flat cell desk bed's ward's room's".split()
)


def _has_digit(draft: Draft, tokens: Tokens) -> bool:
    return tokens.has_digit


def _digit_or(*words: str) -> Callable[[Draft, Tokens], bool]:
    wanted = frozenset(words)
    return lambda draft, tokens: tokens.has_digit or not wanted.isdisjoint(tokens.present_words)


def _looks_like(pattern: str) -> Callable[[Draft, Tokens], bool]:
    search = re.compile(pattern, re.MULTILINE).search
    return lambda draft, tokens: search(draft.text) is not None


def _has(*kinds: str) -> Callable[[Draft, Tokens], bool]:
    return lambda draft, tokens: not tokens.present_kinds.isdisjoint(kinds)


_PERCENT = re.compile("%|\uff05|cent|pct", re.IGNORECASE)
_SHARES = frozenset(("in", "out", "times", "thirds", "quarters", "fifths"))
_SMALL_NUMBERS = frozenset(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twenty"))


def _may_be_ratio(tokens: Tokens) -> bool:
    words = tokens.words
    return not _SHARES.isdisjoint(words) and any(
        after in _SHARES and (before in _SMALL_NUMBERS or before[-1].isdigit()) for before, after in pairwise(words)
    )


#: A quick look that spares most drafts a detector; a name that is missing here is always run.
_QUICK: dict[str, Callable[[Draft, Tokens], bool]] = {
    **dict.fromkeys(
        ("phone", "nhs-number", "record-number", "postcode", "address", "date", "secret-value"), _has_digit
    ),
    "money": _has_digit,
    "time-of-day": _digit_or("half", "quarter"),
    "age": _digit_or("old", "aged", "turns", "turned", "turning", "early", "mid", "late"),
    "ratio": lambda draft, tokens: _may_be_ratio(tokens),
    "percent": lambda draft, tokens: tokens.has_digit and _PERCENT.search(draft.text) is not None,
    "place-in-ward": lambda draft, tokens: not _NUMBERED.isdisjoint(tokens.present_words),
    "quote": _looks_like(r"[\"\u201c\u00ab\u201e]|(?<!\w)['\u2018]|^>"),
    "exclamation-run": _looks_like(r"[!?\uff01\uff1f]{3}"),
    "abbreviation": _looks_like(r"[A-Z][a-z]?[A-Z]"),
    # Two words in capitals side by side, the least that shouting needs.
    "capitals-run": lambda draft, tokens: _TWO_CAPITALS.search(draft.text) is not None,
    "question": lambda draft, tokens: "?" in draft.text or "\uff1f" in draft.text,
    "emoji-run": _has(EMOJI),
    "only-a-link": _has(URL),
    "unopened-link": lambda draft, tokens: draft.link_opened is False,
    "undescribed-picture": lambda draft, tokens: bool(draft.media),
    "hashtag-in-one-case": _has(HASHTAG),
    "styled-letters": lambda draft, tokens: not draft.text.isascii() or "\\_(" in draft.text,
}


def may_find(name: str, draft: Draft, tokens: Tokens) -> bool:
    """Say quickly whether it is worth running the detector ``name``."""
    quick = _QUICK.get(name)
    return quick is None or quick(draft, tokens)


_loaded: dict[str, Callable[[Draft, Tokens], list[Found]]] = {}


def find(name: str, draft: Draft, tokens: Tokens) -> list[Found]:
    """Run the detector ``name``, importing its file when it is first used. Raises KeyError for an unknown name."""
    detector = _loaded.get(name)
    if detector is None:
        module = importlib.import_module(f"forethought.conduct.detectors.{NAMES[name][0]}")
        detector = _loaded[name] = module.find
    return detector(draft, tokens)
