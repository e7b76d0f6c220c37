"""Guesses in words how many people may still fit what a window tells, and which told fact narrows that most."""

from typing import NamedTuple

from forethought.conduct.evidence.signals import Fractions
from forethought.conduct.served import Mark

#: More facts than this are not multiplied: they are never independent.
_MOST_FACTS = 4
#: A name leaves one person of any crowd.
_NAMED = 1e-4
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
#: Facts that let fewer people fit.
_NARROWING = _SHARE_OF.keys() | _ONE | _NAMES | {"now", "clock"}


class Crowd(NamedTuple):
    """A crowd in words, and the mark that narrows it most (None where nothing told narrows it)."""

    size: float
    words: str
    narrowest: Mark | None
    #: The crowd in words when the marks of ``drop`` are left out.
    without: str
    #: The one or two marks without which more people fit; none where no two suffice.
    drop: tuple[Mark, ...] = ()


def crowd_of(marks: list[Mark], fractions: Fractions) -> Crowd:
    """Return how many people may fit the marks of one window. Every number behind it is a rough guess."""
    size, narrowest = _size(_kinds(marks), fractions), None
    least, widest = 1.0, size
    for mark in marks:
        if mark.what in _NARROWING:
            without = _size(_kinds_without(mark, marks), fractions)
            gain = without / size
            # Of marks that narrow alike the one a detector found holds the number: "bay 2" rather than "in bay".
            if gain > least or (gain == least > 1 and mark.what.startswith("found:")):
                least, widest, narrowest = gain, without, mark
    told, left = in_words(size), in_words(widest)
    if narrowest is None or left != told:
        return Crowd(max(size, 1.0), told, narrowest, left, (narrowest,) if narrowest else ())
    without, second = _second(marks, narrowest, fractions)
    left = in_words(without)
    if second is None or left == told:
        return Crowd(max(size, 1.0), told, narrowest, told)
    return Crowd(max(size, 1.0), told, narrowest, left, (narrowest, second))


def _second(marks: list[Mark], narrowest: Mark, fractions: Fractions) -> tuple[float, Mark | None]:
    """Return the fact to drop together with the narrowest one, and how many fit without both."""
    _, first, last = narrowest
    rest = [one for one in marks if one.what != narrowest.what and (one.last <= first or last <= one.first)]
    widest, second = 0.0, None
    for mark in rest:
        if mark.what in _NARROWING:
            without = _size(_kinds_without(mark, rest), fractions)
            if without > widest:
                widest, second = without, mark
    return widest, second


def size_of(marks: list[Mark], fractions: Fractions) -> float:
    """Return how many people may fit the marks of one window, at least one."""
    return max(_size(_kinds(marks), fractions), 1.0)


def _kinds(marks: list[Mark]) -> set[str]:
    return {what for what, _, _ in marks}


def _kinds_without(dropped: Mark, marks: list[Mark]) -> set[str]:
    """Return the kinds of the marks that are still told when the words of one are dropped."""
    kind, begin, end = dropped
    return {what for what, first, last in marks if what != kind and (last <= begin or end <= first)}


def _size(kinds: set[str], fractions: Fractions) -> float:
    """Return how many people fit; less than one means that the facts would do for a larger crowd too."""
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
    names = {_SHARE_OF[what] for what in _SHARE_OF.keys() & kinds}
    if "condition" in names:
        # What ails them and what befell them are both private, and seldom independent: one of the two counts.
        names.discard("matter")
    told = sorted(shares.get(name, 1.0) for name in names)
    for share in told[:_MOST_FACTS]:
        pool *= share
    if kinds & _NAMES:
        pool = min(pool, 1.0) * _NAMED
    return pool


def in_words(size: float) -> str:
    """Return a crowd in words, never as a number."""
    if size < 2:
        return "perhaps one person"
    if size < 12:
        return "a handful of people"
    if size < 100:
        return "a few dozen people"
    return "hundreds of people" if size < 2000 else "thousands of people"
