"""Guesses in words how many people may still fit what a window tells, and which told fact narrows that most."""

from typing import NamedTuple

from forethought.conduct.evidence.scan import Mark
from forethought.conduct.evidence.signals import Fractions

#: More facts than this are not multiplied: they are never independent.
_MOST_FACTS = 4
#: Mark -> the share of a crowd that it fits.
_SHARE_OF = {
    "found:age": "age",
    "number-told": "decade",
    "occupation": "occupation",
    "who:a-occupation": "occupation",
    "who:the-occupation": "occupation",
    "who:bare-occupation": "occupation",
    "former": "former",
    "only": "only",
    "famous": "famous",
    "event": "event",
    "condition": "condition",
    "death": "matter",
    "law": "matter",
    "money": "matter",
    "love": "matter",
    "service": "matter",
    "trouble": "matter",
    "body": "matter",
    "object": "object",
    "home": "home",
    "village": "place",
    "where:capital": "place",
    "institution": "place",
    "belief": "belief",
    "who:his-kin": "kin",
    "who:a-kin": "kin",
    "found:initials": "initials",
}
_ONE = frozenset(
    ("ward-place", "found:place-in-ward", "found:address", "found:record-number", "found:nhs-number", "found:phone")
)
_NAMES = frozenset(("name:title", "name:full", "name:first"))


class Crowd(NamedTuple):
    """A crowd in words, and the mark that narrows it most (None where nothing told narrows it)."""

    size: float
    words: str
    narrowest: Mark | None
    #: The crowd in words when that mark is left out.
    without: str


def crowd_of(marks: list[Mark], fractions: Fractions) -> Crowd:
    """Return how many people may fit the marks of one window. Every number behind it is a rough guess."""
    size, narrowest = _size(marks, fractions), None
    least, widest = 1.0, size
    for mark in marks:
        if mark.what in _SHARE_OF or mark.what in _ONE or mark.what in _NAMES or mark.what in ("now", "clock"):
            without = _size([other for other in marks if other.what != mark.what], fractions)
            gain = without / size
            if gain > least:
                least, widest, narrowest = gain, without, mark
    return Crowd(size, in_words(size), narrowest, in_words(widest))


def _size(marks: list[Mark], fractions: Fractions) -> float:
    kinds = {mark.what for mark in marks}
    if kinds & _NAMES:
        return 1.0
    pools, shares = fractions.pools, fractions.shares
    if kinds & _ONE:
        pool = pools.get("bed", 1)
    elif "mine" in kinds and "clock" in kinds:
        pool = pools.get("session", 12)
    elif "now" in kinds:
        pool = pools.get("today", 30)
    elif kinds & {"weekday", "date-told", "found:date"}:
        pool = pools.get("named-day", 100)
    elif kinds & {"mine", "who:my-served", "at-work"}:
        pool = pools.get("caseload", 60)
    else:
        pool = pools.get("service", 5000)
    told = sorted({share: shares.get(share, 1.0) for what, share in _SHARE_OF.items() if what in kinds}.values())
    for share in told[:_MOST_FACTS]:
        pool *= share
    return max(pool, 1.0)


def in_words(size: float) -> str:
    """Return a crowd in words, never as a number."""
    if size < 2:
        return "perhaps one person"
    if size < 12:
        return "a handful of people"
    if size < 100:
        return "a few dozen people"
    return "hundreds of people" if size < 2000 else "thousands of people"
