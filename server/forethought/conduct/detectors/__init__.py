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
    "code": ("code", "letters with digits, or a long number, as files, cards and bookings are numbered"),
    "birthday": ("birthday", "a day some years ago, or an age that is reached on a day"),
    "spelt-email": ("spelt_email", "an e-mail address with words for its signs: jo at example dot com"),
    "postcode": ("postcode", "a full UK postcode"),
    "address": ("address", "a house number, or the name of a house, with a street"),
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


def _digits(least: int = 1) -> Callable[[Draft, Tokens], bool]:
    return lambda draft, tokens: tokens.digits >= least


def _digit_and(pattern: str, *parts: str) -> Callable[[Draft, Tokens], bool]:
    """Ask for a digit, and in the text in small letters for one of ``parts`` or what ``pattern`` looks like."""
    search = re.compile(pattern).search
    return lambda draft, tokens: (
        tokens.digits > 0 and (any(part in tokens.small for part in parts) or search(tokens.small) is not None)
    )


def _words(*words: str) -> Callable[[Draft, Tokens], bool]:
    wanted = frozenset(words)
    return lambda draft, tokens: not wanted.isdisjoint(tokens.present_words)


def _either(*looks: Callable[[Draft, Tokens], bool]) -> Callable[[Draft, Tokens], bool]:
    return lambda draft, tokens: any(look(draft, tokens) for look in looks)


def _looks_like(pattern: str) -> Callable[[Draft, Tokens], bool]:
    search = re.compile(pattern).search
    return lambda draft, tokens: search(draft.text) is not None


def _has(*kinds: str) -> Callable[[Draft, Tokens], bool]:
    return lambda draft, tokens: not tokens.present_kinds.isdisjoint(kinds)


_SHARES = frozenset(("in", "out", "times", "thirds", "quarters", "fifths"))
_SMALL_NUMBERS = frozenset(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twenty"))


def _may_be_ratio(draft: Draft, tokens: Tokens) -> bool:
    if _SHARES.isdisjoint(tokens.words):
        return False
    numbers = [before for before, after in pairwise(tokens.words) if after in _SHARES]
    return any(number in _SMALL_NUMBERS or number[-1].isdigit() for number in numbers)


_NUMBERED = (
    "ward wards bed bay room rm cubicle side sideroom theatre resus chair flat cell desk bed's ward's room's".split()
)
#: A home may be told by its name instead of a number, which ends in one of these.
HOUSES = frozenset(
    "house cottage lodge villa farm farmhouse barn forge rectory vicarage mill bungalow manor grange croft".split()
)
_OPENED = re.compile(r"(?<!\w)['\u2018]")


def _may_be_quote(draft: Draft, tokens: Tokens) -> bool:
    text = draft.text
    if '"' in text or "\u201c" in text or "\u00ab" in text or "\u201e" in text:
        return True
    if ("'" in text or "\u2018" in text) and _OPENED.search(text) is not None:
        return True
    return text.startswith(">") or "\n>" in text


_THREE_MARKS = re.compile(r"[!?\uff01\uff1f]{3}")


def _may_exclaim(draft: Draft, tokens: Tokens) -> bool:
    text = draft.text
    return ("!" in text or "?" in text or not text.isascii()) and _THREE_MARKS.search(text) is not None


#: A quick look that spares most drafts a detector; a name that is missing here is always run.
_QUICK: dict[str, Callable[[Draft, Tokens], bool]] = {
    "secret-value": _digits(),
    "address": _either(_digits(), _words(*HOUSES)),
    "phone": _digits(7),
    "nhs-number": _digits(10),
    # Four digits side by side, or what a date of birth begins with.
    "record-number": _digit_and(r"\d(?:[ -]?\d){3}|d\.?o\.?b|\bb\W{0,2}\d", "born", "birth", "bday", "b day"),
    # Four digits near each other.
    "code": _looks_like(r"\d[\w ./-]{0,3}\d[\w ./-]{0,3}\d[\w ./-]{0,4}\d"),
    "birthday": _digit_and(
        r"\d[/.-]\d{1,2}\b|\d\w{0,2}\s(?:of\s)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
        r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\s\d"
    ),
    "spelt-email": _looks_like(r"(?i)\sdot\s|[(\[](?:dot|at)[)\]]|\s@\s|@\s\w{1,30}\."),
    "postcode": _digit_and(r"\d[^\W\d_]{2}\b"),
    "date": _digit_and(
        r"\d[/.-]\d|(?:uary|march|april|may|june|july|august|ber)\s\d"
        r"|\d\w{0,2}\s(?:of\s)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    ),
    "money": _digit_and(r"[\u00a3$\u20ac]|\d\s{0,2}[kmguepqd]"),
    "time-of-day": _either(_digit_and(r"\d\s?[ap]m|\d:\d", "half", "quarter"), _words("half", "quarter")),
    "age": _either(
        _digit_and(r"\d\s?-?\s?[ymf]|aged?\s(?:of\s)?\d|turn(?:s|ed|ing)?\s\d|(?:early|mid|late)[ -][\dtfsen]", "old"),
        _words("old", "aged", "turns", "turned", "turning", "early", "mid", "late"),
    ),
    "ratio": _may_be_ratio,
    "percent": _digit_and("%|\uff05", "cent", "pct"),
    "place-in-ward": _words(*_NUMBERED),
    "quote": _may_be_quote,
    "exclamation-run": _may_exclaim,
    "abbreviation": _looks_like(r"[A-Z][a-z]?[A-Z]"),
    # Two words in capitals side by side, the least that shouting needs.
    "capitals-run": _looks_like(rf"{_CAPITALS}{{2}}[^\sa-z]{{0,40}}\s{{1,4}}[^\w\s]{{0,4}}{_CAPITALS}"),
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
