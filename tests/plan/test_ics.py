"""The calendar file, as RFC 5545 wants it."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from forethought.plan.ics import Entry, calendar_file, escape, fold

NOW_MS = 1_795_000_000_000


def test_a_file_is_written_whole():
    entry = Entry(
        "plan-1@x", date(2026, 11, 18), "Share: dates; all, of \\ them", "One\nTwo", "month", "https://a.example/b c"
    )
    assert calendar_file([entry], NOW_MS).split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Forethought//Plan//EN",
        "CALSCALE:GREGORIAN",
        "X-WR-CALNAME:Forethought",
        "BEGIN:VEVENT",
        "UID:plan-1@x",
        "DTSTAMP:20261118T110640Z",
        "DTSTART;VALUE=DATE:20261118",
        "DTEND;VALUE=DATE:20261119",
        "SUMMARY:Share: dates\\; all\\, of \\\\ them",
        "TRANSP:TRANSPARENT",
        "DESCRIPTION:One\\nTwo",
        "URL:https://a.example/bc",
        "RRULE:FREQ=MONTHLY",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_the_last_days_of_a_month_repeat_on_the_last_day_there_is():
    text = calendar_file([Entry("1", date(2026, 8, 31), "x", repeat="month")], NOW_MS)
    assert "RRULE:FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1" in text
    leap = calendar_file([Entry("1", date(2028, 2, 29), "x", repeat="year")], NOW_MS)
    assert "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1" in leap


def test_a_file_without_entries_is_still_a_calendar():
    assert calendar_file([], NOW_MS).startswith("BEGIN:VCALENDAR\r\n")


@given(st.text(max_size=400))
def test_no_line_is_longer_than_75_octets_and_unfolding_gives_the_line_back(text: str):
    line = "SUMMARY:" + escape(text).encode("utf-8", "replace").decode()
    parts = fold(line)
    assert all(len(part.encode()) <= 75 for part in parts)
    assert all(part.startswith(" ") for part in parts[1:])
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == line


@given(st.text(max_size=100))
def test_no_text_can_end_its_line_or_begin_another(text: str):
    written = escape(text)
    assert not any(end in written for end in ("\n", "\r", "\x0b", "\x0c", "\x85"))
    assert written.replace("\\\\", "").replace("\\;", "").replace("\\,", "").replace("\\n", "").count("\\") == 0
