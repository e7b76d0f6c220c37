"""Positions in code points and in UTF-16 units name the same place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forethought.drafts.offsets import Offsets

_TEXT = st.text(st.one_of(st.characters(), st.sampled_from("🔥👩‍🏫🇬🇧𝗕é")))


@given(_TEXT)
def test_every_position_survives_the_way_there_and_back(text: str):
    offsets = Offsets(text)
    there = [offsets.to_utf16(position) for position in range(len(text) + 1)]
    assert [offsets.to_code_points(position) for position in there] == list(range(len(text) + 1))


@given(_TEXT.filter(lambda text: not any("\ud800" <= char <= "\udfff" for char in text)))
def test_utf16_positions_are_those_of_a_browser(text: str):
    offsets = Offsets(text)
    browser = [len(text[:position].encode("utf-16-le")) // 2 for position in range(len(text) + 1)]
    assert [offsets.to_utf16(position) for position in range(len(text) + 1)] == browser
    assert offsets.utf16_length == browser[-1]


def test_emoji_before_a_word_shift_it_in_utf16_only():
    offsets = Offsets("😀 café my PATIENT")
    assert (offsets.to_utf16(10), offsets.to_code_points(11)) == (11, 10)


def test_the_middle_of_a_pair_counts_as_its_start():
    assert Offsets("a😀b").to_code_points(2) == 1


@pytest.mark.parametrize("position", [-1, 3])
def test_a_position_outside_the_text_is_refused(position: int):
    with pytest.raises(ValueError, match="outside"):
        Offsets("ab").to_utf16(position)
    with pytest.raises(ValueError, match="outside"):
        Offsets("ab").to_code_points(position)
