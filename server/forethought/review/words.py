"""Numbers, lengths of time and dates as a person says them, in British English."""

from collections.abc import Sequence
from datetime import date

_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

MINUTE_MS = 60_000


def number(n: int) -> str:
    """Return small numbers in words (``no`` to ``twelve``), larger ones in digits."""
    return _SMALL[n] if 0 <= n < len(_SMALL) else str(n)


def count(n: int, one: str, many: str | None = None) -> str:
    """Return ``1 draft`` or ``3 drafts``; ``many`` is for plurals that do not end in s."""
    return f"{n} {one if n == 1 else many or one + 's'}"


def minutes_of(ms: int) -> int:
    """Return whole minutes, halves rounded up, but never 0 for time that was spent."""
    return 0 if ms <= 0 else max(1, (ms + MINUTE_MS // 2) // MINUTE_MS)


def length(minutes: int) -> str:
    """Return ``47 min``, ``2 h`` or ``1 h 47 min``, with spaces that do not break."""
    hours, rest = divmod(minutes, 60)
    parts = ([f"{hours}\u00a0h"] if hours else []) + ([f"{rest}\u00a0min"] if rest or not hours else [])
    return "\u00a0".join(parts)


def listed(names: Sequence[str]) -> str:
    """Return ``a``, ``a and b`` or ``a, b and c``."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def day_and_month(day: date) -> str:
    """Return ``16 March``."""
    return f"{day.day} {_MONTH_NAMES[day.month - 1]}"


def long_day(day: date) -> str:
    """Return ``Monday 16 March 2026``."""
    return f"{WEEKDAY_NAMES[day.weekday()]} {day_and_month(day)} {day.year}"


def short_day(day: date) -> str:
    """Return ``16 Mar``."""
    return f"{day.day} {_MONTH_NAMES[day.month - 1][:3]}"


def span_of_days(first: date, last: date) -> str:
    """Return ``16 to 22 March 2026``, with month and year said once where they are the same."""
    if first.year != last.year:
        return f"{day_and_month(first)} {first.year} to {day_and_month(last)} {last.year}"
    if first.month != last.month:
        return f"{day_and_month(first)} to {day_and_month(last)} {last.year}"
    return f"{first.day} to {day_and_month(last)} {last.year}"


def apportion(total: int, parts: Sequence[int]) -> list[int]:
    """Round ``parts`` (ms), each up or down, to minutes that add up to ``total``, their sum in whole minutes.

    So a reader who adds the printed minutes gets the printed total. The largest remainders are rounded up.
    """
    rounded = [part // MINUTE_MS for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda i: (-(parts[i] % MINUTE_MS), i))
    for i in by_remainder[: total - sum(rounded)]:
        rounded[i] += 1
    return rounded


def shares(total_ms: int, parts: Sequence[int]) -> list[int]:
    """Round ``parts`` (ms) so that they add up to the printed total; parts that overlap are rounded one by one."""
    if sum(parts) == total_ms:
        return apportion(minutes_of(total_ms), parts)
    return [minutes_of(part) for part in parts]
