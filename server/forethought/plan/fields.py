"""Reads what a person typed into a form: each field's value, or what is wrong with it in words to stand beside it."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date

from forethought.usage.calendar import CalendarError, parse_day

_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})")

#: What no keyboard writes and what a page cannot show; tabs and line ends are kept where a text has lines.
_UNSEEN = frozenset({"Cc", "Cs", "Co", "Cn"})


class Fields:
    """The fields of one form. Reading a field that is wrong notes its error under its name and gives an empty value."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self.errors: dict[str, str] = {}

    def text(self, name: str, longest: int, *, required: str = "", has_lines: bool = False) -> str:
        """Return a text of at most ``longest`` characters; ``required`` is what to say when it is left empty."""
        text = clean(self._values.get(name, ""), has_lines=has_lines)
        if not text and required:
            self.errors[name] = required
        if len(text) > longest:
            self.errors[name] = f"At most {longest} characters, please: these are {len(text):,}."
        return text

    def day(self, name: str, *, earliest: date | None = None) -> str | None:
        """Return a day as YYYY-MM-DD, or None when it is left empty or wrong."""
        text = self._values.get(name, "").strip()
        if not text:
            return None
        if (day_first := _DAY_FIRST.fullmatch(text)) is not None:
            text = f"{day_first[3]}-{int(day_first[2]):02}-{int(day_first[1]):02}"
        try:
            day = parse_day(text)
        except CalendarError as error:
            said = str(error) if _is_day(text) else "There is no such day. Write it like 2026-11-22."
            self.errors[name] = said
            return None
        if earliest is not None and day < earliest:
            self.errors[name] = "That day has passed. Choose a later one, or leave it empty."
            return None
        return day.isoformat()

    def whole(self, name: str, low: int, high: int) -> int | None:
        """Return a whole number from ``low`` to ``high``, or None when it is left empty or wrong."""
        text = self._values.get(name, "").strip()
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) <= 9 and low <= int(text) <= high):
            self.errors[name] = f"Write a whole number from {low:,} to {high:,}, or leave it empty."
            return None
        return int(text)

    def one_of(self, name: str, choices: Collection[str], *, required: str = "", default: str = "") -> str:
        """Return one of ``choices``; ``default`` when it is left empty and that is allowed."""
        text = self._values.get(name, "").strip()
        if text in choices:
            return text
        if text or required:
            self.errors[name] = required or "Choose one of the list."
        return default

    def flag(self, name: str) -> bool:
        """Return whether a box was ticked."""
        return bool(self._values.get(name))


def _is_day(text: str) -> bool:
    """Return whether the calendar has this day, in whatever year."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def clean(text: str, *, has_lines: bool = False) -> str:
    """Return a text without characters that cannot be seen, and without space around it; lines only where they may be.

    What shapes a script or an emoji (joiners, direction marks) is kept.
    """
    kept = text.replace("\r\n", "\n").replace("\r", "\n")
    if not has_lines:
        kept = " ".join(kept.split())
    return "".join(c for c in kept if c == "\n" or unicodedata.category(c) not in _UNSEEN).strip()
