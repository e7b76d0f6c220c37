"""Adds up uses of sites in one pass: the length of the union of all, and of each site's."""

from collections.abc import Iterable, Sequence

from forethought.usage.intervals import Interval, union
from forethought.usage.slices import Slice

#: When it started and ended (ms), and on which site: all that totals need of a slice.
Use = tuple[int, int, str]


def uses_of(slices: Iterable[Slice]) -> list[Use]:
    """Return the uses of slices, by start."""
    return sorted((one.start_ms, one.end_ms, one.site) for one in slices)


def cut_to(uses: Iterable[Use], since_ms: int, until_ms: int) -> list[Use]:
    """Return the uses cut to a period, in the order given; what lies outside is left out."""
    return [
        (start if start > since_ms else since_ms, end if end < until_ms else until_ms, site)
        for start, end, site in uses
        if start < until_ms and end > since_ms and since_ms < until_ms
    ]


def joined(uses: Iterable[Use]) -> list[Use]:
    """Return as few uses as come to the same at every instant: each site's union, in order of their start."""
    by_site: dict[str, list[Interval]] = {}
    for start, end, site in uses:
        by_site.setdefault(site, []).append((start, end))
    return sorted((start, end, site) for site, parts in by_site.items() for start, end in union(parts))


def total_and_sites(uses: Sequence[Use]) -> tuple[int, dict[str, int]]:
    """Return milliseconds in all and by site (most first) for uses in order of their start."""
    total = covered_to = 0
    times: dict[str, int] = {}
    site_covered_to: dict[str, int] = {}
    # The companion does this for every answer, so it is one loop without calls.
    for start, end, site in uses:
        if end > covered_to:
            total += end - (start if start > covered_to else covered_to)
            covered_to = end
        before = site_covered_to.get(site, 0)
        if end > before:
            times[site] = times.get(site, 0) + end - (start if start > before else before)
            site_covered_to[site] = end
    return total, dict(sorted(times.items(), key=lambda item: (-item[1], item[0])))
