"""What somebody else said is not the writer's own attack."""

import time

import pytest

from forethought.conduct.tone.features import QUOTED, fold
from forethought.conduct.tone.voice import own_voice


@pytest.mark.parametrize(
    "draft",
    [
        'A visitor said "you are a liar" to my student.',
        "A visitor said \u201cyou are a liar\u201d to my student.",
        "A visitor said \u2018you are a liar\u2019 to my student.",
        "A visitor said 'you are a liar' to my student.",
        "A visitor said \u00abyou are a liar\u00bb to my student.",
        "> you are a liar\nThat is what a visitor said to my student.",
    ],
)
def test_quoted_words_are_taken_out_and_every_place_is_kept(draft: str) -> None:
    own = own_voice(fold(draft))
    assert "liar" not in own
    assert QUOTED in own
    assert len(own) == len(draft)
    assert own.index("student") == draft.index("student")


@pytest.mark.parametrize(
    "draft", ["don't call the nurses' room a rats' nest", "it's 5' 10\" tall, isn't it", "'tis a pity"]
)
def test_apostrophes_do_not_quote(draft: str) -> None:
    assert own_voice(fold(draft)) == fold(draft)


@pytest.mark.parametrize("draft", ['"You are a liar."', '"You are a liar" 😀', "'you are a liar'"])
def test_a_draft_that_is_only_a_quotation_is_the_writers_own(draft: str) -> None:
    assert own_voice(fold(draft)) == fold(draft)


def test_an_attack_beside_a_quotation_stays() -> None:
    assert "you are a coward" in own_voice(fold('He said "fine" but you are a coward'))


def test_a_quotation_that_is_never_closed_swallows_nothing() -> None:
    draft = 'He said "fine and you are a coward'
    assert own_voice(fold(draft)) == fold(draft)


@pytest.mark.parametrize(
    "draft", [" 'a" * 6_666, "'" * 20_000, '"' * 19_999, "> " * 10_000, ' "' * 10_000, "a'b " * 5_000]
)
def test_any_row_of_marks_takes_linear_time(draft: str) -> None:
    began = time.process_time()
    assert len(own_voice(draft)) == len(draft)
    assert time.process_time() - began < 0.5
