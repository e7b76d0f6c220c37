"""Reading what a person typed into a form."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forethought.plan.fields import Fields, clean
from forethought.usage.calendar import FIRST_YEAR, LAST_YEAR


def test_a_text_is_trimmed_and_its_lines_are_joined_where_there_may_be_none():
    assert Fields({"a": "  one \r\n two\t"}).text("a", 20) == "one two"
    assert Fields({"a": "  one \r\n two\t"}).text("a", 20, has_lines=True) == "one \n two"


def test_emoji_and_right_to_left_writing_are_kept_and_what_cannot_be_seen_is_not():
    assert clean("👩🏽‍⚕️ שלום\u200f \x00\x1b[31m\ufdd0\ud800") == "👩🏽‍⚕️ שלום\u200f [31m"


def test_the_length_is_counted_after_cleaning():
    fields = Fields({"a": "x" * 10 + " " * 50})
    assert (fields.text("a", 10), fields.errors) == ("x" * 10, {})


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-11-22", "2026-11-22"),
        (" 2026-11-22 ", "2026-11-22"),
        ("22/11/2026", "2026-11-22"),
        ("1.2.2026", "2026-02-01"),
        ("2028-02-29", "2028-02-29"),
        ("", None),
    ],
)
def test_a_day_is_read_as_people_write_it(typed: str, day: str | None):
    fields = Fields({"day": typed})
    assert (fields.day("day"), fields.errors) == (day, {})


@pytest.mark.parametrize(
    "typed",
    ["2026-02-29", "31/02/2026", "2026-1-1", "tomorrow", "0000-00-00", "٢٠٢٦-٠١-٠١", "2026-11-22T00:00"],
)
def test_a_day_that_does_not_exist_is_an_error_beside_the_field(typed: str):
    fields = Fields({"day": typed})
    assert fields.day("day") is None
    assert fields.errors == {"day": "There is no such day. Write it like 2026-11-22."}


def test_a_day_that_has_passed_can_be_refused():
    fields = Fields({"day": "2026-11-21"})
    assert fields.day("day", earliest=date(2026, 11, 22)) is None
    assert fields.errors == {"day": "That day has passed. Choose a later one, or leave it empty."}


@pytest.mark.parametrize(("typed", "number"), [("5", 5), (" 07 ", 7), ("", None)])
def test_a_whole_number_is_read(typed: str, number: int | None):
    fields = Fields({"n": typed})
    assert (fields.whole("n", 1, 100), fields.errors) == (number, {})


@pytest.mark.parametrize("typed", ["0", "101", "-1", "1.5", "1e3", "five", "²", "1" * 50])
def test_what_is_no_whole_number_in_range_is_an_error(typed: str):
    fields = Fields({"n": typed})
    assert fields.whole("n", 1, 100) is None
    assert set(fields.errors) == {"n"}


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), st.text()))
def test_reading_never_fails_and_gives_what_can_be_stored(values: dict[str, str]):
    fields = Fields(values)
    text = fields.text("a", 100, has_lines=True)
    text.encode("utf-8")
    assert "\0" not in text
    day = fields.day("b")
    assert day is None or len(day) == 10
    number = fields.whole("c", 0, 9)
    assert number is None or 0 <= number <= 9


@pytest.mark.parametrize("typed", ["9999-12-31", "1900-01-01", "31/12/9999"])
def test_a_day_outside_the_years_that_are_taken_is_told_those_years(typed: str):
    fields = Fields({"day": typed})
    assert fields.day("day") is None
    assert fields.errors == {"day": f"A day has a year from {FIRST_YEAR} to {LAST_YEAR}."}
