"""What the tone model reads in a draft, whatever the draft does to hide it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forethought.conduct.tone.features import (
    LONGEST_SENTENCE,
    MASK,
    fold,
    pair_slots,
    sentences,
    shouted,
    sort_slots,
    word_slots,
)


def words(text: str) -> list[str]:
    return [word.text for sentence in sentences(fold(text)) for word in sentence]


@pytest.mark.parametrize(
    "disguised",
    [
        "you are an 1d10t",
        "you are an i d i o t",
        "you are an i.d.i.o.t",
        "you are an id\u200biot",
        "you are an i\u0501iot",
        "you are an \u0456di\u043et",
        "you are an id\u00ecot",
        "you are an \U0001d422\U0001d41d\U0001d422\U0001d428\U0001d42d",
        "yoU aRe An IdIoT",
    ],
)
def test_a_disguised_word_is_read_as_its_writer_meant_it(disguised: str) -> None:
    assert words(disguised) == ["you", "are", "an", "idiot"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("you are a 🐷", ["you", "are", "a", "pig"]),
        ("all 👩🏿 out", ["all", "women", "out"]),
        ("thanks 👍🏿", ["thanks", "👍"]),
        ("the 🗑️", ["the", "trash"]),
        ("🅱lind 🅾", ["blind", "o"]),
        ("well done ❤️ 🎉", ["well", "done", "❤", "🎉"]),
    ],
)
def test_a_picture_that_stands_for_a_word_is_read_as_it(text: str, read: list[str]) -> None:
    assert words(text) == read


def test_a_drawn_out_letter_is_read_twice_at_most() -> None:
    assert words("soooooo goooood") == ["soo", "good"]


def test_names_links_and_numbers_are_read_as_such() -> None:
    assert words("@jan_ot see https://example.org/a?b=1 at 1030") == ["@user", "see", "http", "at", "0"]


def test_a_number_with_letters_is_not_taken_for_leet() -> None:
    assert words("the 4th of B12 at 3pm") == ["the", "0", "of", "0", "at", "0"]


def test_marks_of_exclamation_are_read_and_other_stops_are_not() -> None:
    assert words("Stop. Now! Really?! Yes!!") == ["stop", "now", "!", "really", "!", "yes", "!!"]


def test_each_word_knows_where_it_stands_in_the_draft() -> None:
    text = "🙂 Ünder \u201cYOU\u201d 1d10t"
    places = [(text[word.start : word.end], word.text) for sentence in sentences(fold(text)) for word in sentence]
    assert places == [("🙂", "🙂"), ("Ünder", "under"), ("YOU", "you"), ("1d10t", "idiot")]


@given(st.text(max_size=400))
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(max_size=400))
def test_words_lie_inside_the_draft_in_order(text: str) -> None:
    found = [word for sentence in sentences(fold(text)) for word in sentence]
    places = [place for word in found for place in (word.start, word.end)]
    assert places == sorted(places)
    assert all(0 <= word.start < word.end <= len(text) for word in found)


def test_slots_of_words_and_pairs_are_fixed_for_ever() -> None:
    assert word_slots("idiot") == [56144, 44807, 24290, 5833, 60400, 3372, 8317, 43086, 36266, 45995]
    assert pair_slots(["you", "utter", "idiot"]) == [16007, 54535]
    assert all(0 <= slot <= MASK for slot in word_slots("idiot"))


def test_sorts_of_words_pair_up_near_a_hard_one_only() -> None:
    def slots(*sorts: str | None) -> set[int]:
        return set(sort_slots(sorts, {"insult"}))

    you, insult = slots("you"), slots("insult")
    assert slots("you", "be", None) == you | slots("be")
    near, beside = slots("you", None, "insult"), slots("you", "insult")
    assert near > you | insult and beside > near
    assert slots("you", None, None, None, None, "insult") == you | insult
    assert near != slots("insult", None, "you")


def test_a_draft_in_capitals_is_shouted_and_abbreviations_are_not() -> None:
    assert shouted("READ THE EMAIL PLEASE")
    assert not shouted("NHS, RCOT and HCPC ask every one of us to read the email")


SHAPES = ("a", "a ", "'", '"', " 'a", "!", "@", "\u200b", "😀", "a-", "*", "a*", "www.", "\n", "1a", "a.", "$", "@a ")


@pytest.mark.parametrize(
    "draft", [(shape * 20_000)[:20_000] for shape in SHAPES], ids=[repr(shape) for shape in SHAPES]
)
def test_the_longest_draft_of_any_shape_is_cut_in_linear_time(draft: str) -> None:
    def taken(text: str) -> float:
        began = time.process_time()
        found = sentences(fold(text))
        assert all(len(sentence) <= LONGEST_SENTENCE for sentence in found)
        return time.process_time() - began

    short = min(taken(draft[:2_000]) for _ in range(3))
    assert min(taken(draft) for _ in range(2)) < 40 * short + 0.05
