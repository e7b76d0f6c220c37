"""Writes dated entries as an iCalendar file (RFC 5545), for the person's own calendar program."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

#: Longest content line in octets, without its end (RFC 5545, 3.1).
_LONGEST_LINE = 75

_FREQUENCIES = {"week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A whole day in a calendar; ``uid`` stays the same, so that a second import updates and does not double."""

    uid: str
    day: date
    title: str
    notes: str = ""
    repeat: str = "none"
    link: str = ""


def calendar_file(entries: Iterable[Entry], now_ms: int, name: str = "Forethought") -> str:
    """Return the file's text, lines ended with CR LF. ``now_ms`` is when it was made, in epoch milliseconds."""
    stamp = f"{datetime.fromtimestamp(now_ms / 1000, UTC):%Y%m%dT%H%M%SZ}"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Forethought//Plan//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{escape(name)}",
    ]
    for entry in entries:
        lines += _event(entry, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in fold(line))


def _event(entry: Entry, stamp: str) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{entry.uid}",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}",
        # The day after: the end of a whole day is not part of it (RFC 5545, 3.6.1).
        f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escape(entry.title)}",
        "TRANSP:TRANSPARENT",
    ]
    if entry.notes:
        lines.append(f"DESCRIPTION:{escape(entry.notes)}")
    if entry.link:
        lines.append(f"URL:{''.join(entry.link.split())}")
    if entry.repeat in _FREQUENCIES:
        lines.append(_rule(entry))
    lines.append("END:VEVENT")
    return lines


def _rule(entry: Entry) -> str:
    rule = f"RRULE:FREQ={_FREQUENCIES[entry.repeat]}"
    if entry.repeat == "month" and entry.day.day > 28:
        # The last of the days up to this one that the month has, as the plan itself repeats.
        days = ",".join(str(n) for n in range(28, entry.day.day + 1))
        return f"{rule};BYMONTHDAY={days};BYSETPOS=-1"
    if entry.repeat == "year" and (entry.day.month, entry.day.day) == (2, 29):
        return f"{rule};BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1"
    return rule


def escape(text: str) -> str:
    """Return a TEXT value: backslash, semicolon, comma and line ends escaped, other control characters left out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return "".join(c for c in text if c >= " " and c != "\x7f" and not "\x80" <= c <= "\x9f")


def fold(line: str) -> list[str]:
    """Return a line in parts of at most 75 octets; the later ones begin with a space, and no character is cut."""
    parts = []
    part, size = "", 0
    for character in line:
        width = len(character.encode("utf-8", "replace"))
        if size + width > _LONGEST_LINE:
            parts.append(part)
            part, size = " ", 1
        part += character
        size += width
    return [*parts, part]
