"""Decides what becomes of a reported time slice: stored, extended, duplicate, ignored, gone or rejected, and why.

A slice is known by ``src`` and ``seq``. Its site and start never change and its end only grows, so that replays,
retries and progress reports in any order come to the same.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from forethought.usage.intervals import Interval, first_left

#: No honest slice is longer: the extension closes one after 60 s. Queries by time rely on it.
LONGEST_MS = 900_000

#: How far a browser's clock may be ahead of the companion's.
FUTURE_MS = 120_000

#: How long a browser keeps what it could not deliver.
OLDEST_MS = 35 * 86_400_000

#: Above this a JavaScript number is not exact.
LARGEST = 2**53 - 1

#: Most slices in one request.
MOST_AT_ONCE = 200

Status = Literal["stored", "extended", "duplicate", "ignored", "gone", "rejected"]

_KEYS = frozenset({"src", "seq", "site", "start", "end", "purpose"})


class Slice(NamedTuple):
    """A run of active use of one site in one document, from ``start_ms`` up to but without ``end_ms``."""

    src: str
    seq: int
    site: str
    start_ms: int
    end_ms: int
    purpose: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a reported slice; ``reason`` is empty when there is nothing to explain."""

    status: Status
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch that may not be counted: erased (``gone``) or paused. No site means every site."""

    start_ms: int
    end_ms: int
    site: str | None = None
    kind: Literal["gone", "paused"] = "gone"


def read_slice(item: object, now_ms: int, known_sites: Collection[str], sites_off: Collection[str]) -> Slice | Verdict:
    """Return the slice that one item of a request describes, or the verdict on an item that is none.

    ``item`` is what a JSON parser gives; ``now_ms`` is the companion's clock.
    """
    if not isinstance(item, dict):
        return Verdict("rejected", "wrong-type")
    if not item.keys() >= {"src", "seq", "site", "start", "end"}:
        return Verdict("rejected", "missing")
    if not item.keys() <= _KEYS:
        return Verdict("rejected", "unknown-key")
    src, seq, site, start, end = item["src"], item["seq"], item["site"], item["start"], item["end"]
    purpose = item.get("purpose")
    # bool is a kind of int in Python, and a float may be 2**53 + 1 rounded: both are refused by exact type.
    if not (type(src) is str and type(site) is str and type(seq) is int and type(start) is int and type(end) is int):
        return Verdict("rejected", "wrong-type")
    refusal = (
        _refuse_name(src, site, known_sites, sites_off)
        or _refuse_time(seq, start, end, now_ms)
        or _refuse_purpose(purpose)
    )
    return refusal or Slice(src, seq, site, start, end, purpose)


def _refuse_name(src: str, site: str, known_sites: Collection[str], sites_off: Collection[str]) -> Verdict | None:
    if not (1 <= len(src) <= 64 and src.isprintable()):
        return Verdict("rejected", "wrong-src")
    if site not in known_sites:
        return Verdict("rejected", "unknown-site")
    if site in sites_off:
        return Verdict("ignored", "site-off")
    return None


def _refuse_time(seq: int, start: int, end: int, now_ms: int) -> Verdict | None:
    if max(seq, start, end) > LARGEST or min(seq, start, end) < -LARGEST:
        return Verdict("rejected", "too-large")
    if seq < 0:
        return Verdict("rejected", "wrong-seq")
    if end < start:
        return Verdict("rejected", "negative")
    if end - start > LONGEST_MS:
        return Verdict("rejected", "too-long")
    if end > now_ms + FUTURE_MS:
        return Verdict("rejected", "future")
    if start < now_ms - OLDEST_MS or start < 0:
        return Verdict("rejected", "too-old")
    if end == start:
        return Verdict("ignored", "short")
    return None


def _refuse_purpose(purpose: object) -> Verdict | None:
    return None if purpose is None or is_purpose(purpose) else Verdict("rejected", "wrong-purpose")


def is_purpose(purpose: object) -> bool:
    """Return whether this names a purpose: "replies", "looking" or "goal:" and a goal's number."""
    if not isinstance(purpose, str):
        return False
    number = purpose.removeprefix("goal:")
    is_goal = number != purpose and number.isascii() and number.isdigit() and len(number) <= 18
    return is_goal or purpose in {"replies", "looking"}


def without_gaps(reported: Slice, gaps: Sequence[Gap]) -> Slice | Verdict:
    """Return the slice without what was erased or paused, or the verdict when nothing is left of it.

    The same at every replay, so that a row that was cut once stays cut.
    """
    touching = [
        gap
        for gap in gaps
        if gap.start_ms < reported.end_ms
        and gap.end_ms > reported.start_ms
        and (gap.site is None or gap.site == reported.site)
    ]
    if not touching:
        return reported
    left = first_left(interval(reported), [(gap.start_ms, gap.end_ms) for gap in touching])
    if left is not None:
        return reported._replace(start_ms=left[0], end_ms=left[1])
    if any(gap.kind == "gone" for gap in touching):
        return Verdict("gone", "erased")
    return Verdict("ignored", "paused")


def merge(stored: Slice | None, reported: Slice) -> tuple[Verdict, Slice]:
    """Return what becomes of a valid slice when ``stored`` is the row under its key, and the row from now on.

    A purpose is set once; a later, different one is not taken, the longer end is.
    """
    if stored is None:
        return Verdict("stored"), reported
    if reported.site != stored.site:
        return Verdict("rejected", "changed-site"), stored
    if reported.start_ms != stored.start_ms:
        return Verdict("rejected", "changed-start"), stored
    grown = stored._replace(end_ms=max(stored.end_ms, reported.end_ms), purpose=stored.purpose or reported.purpose)
    return Verdict("duplicate" if grown == stored else "extended"), grown


def interval(of: Slice) -> Interval:
    """Return when a slice was."""
    return of.start_ms, of.end_ms


def cut_slices(slices: Iterable[Slice], since_ms: int, until_ms: int) -> list[Slice]:
    """Return the slices cut to a period; what lies outside is left out."""
    return [
        one
        if one.start_ms >= since_ms and one.end_ms <= until_ms
        else one._replace(start_ms=max(one.start_ms, since_ms), end_ms=min(one.end_ms, until_ms))
        for one in slices
        # The second half: of a day that a zone leaves out nothing remains, not even slices of no length.
        if one.start_ms < until_ms and one.end_ms > since_ms and since_ms < until_ms
    ]
