"""The tone of a draft: the same on every machine, found in the middle of a long post, never an exception."""

import gc
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forethought.conduct.tone.hits import tone_spans
from forethought.conduct.tone.score import UNJUDGED, Tone, score, scores_for

PINNED = json.loads(Path(__file__).with_name("pinned_scores.json").read_text(encoding="utf-8"))
CALM = (
    "Three years ago we opened the reading room on a budget of nothing. Every week more people come to use it. "
    "Volunteers built the shelves and a local baker brings us bread. "
)
ATTACK = "You are a lying, spineless coward and everybody here knows it."
HEADS = ("attack", "group", "threat", "anger", "profanity")


def test_fifty_scores_are_pinned() -> None:
    assert len(PINNED) == 50
    assert {text: list(score(text)) for text in PINNED} == PINNED


def test_scores_are_printed_by_name() -> None:
    scores = score(ATTACK)
    assert scores_for(ATTACK) == {"attack": scores.attack, "anger": scores.anger}


def test_an_attack_inside_a_long_post_scores_nearly_as_high_as_alone() -> None:
    inside = score(CALM * 3 + ATTACK + " " + CALM * 3).attack
    assert inside > score(CALM).attack + 3
    assert inside > score(ATTACK).attack - 2


def test_a_calm_sentence_beside_an_attack_lowers_the_score_but_not_what_rules_speak_from() -> None:
    beside = ATTACK + " The minutes are attached."
    assert score(beside).attack < score(ATTACK).attack == Tone(ATTACK).attack
    assert Tone(beside).attack > Tone(ATTACK).attack - 1


def test_calm_around_an_attack_in_a_long_post_takes_nothing_from_its_score() -> None:
    draft = CALM * 3 + ATTACK + " " + CALM * 3
    assert score(draft).attack == Tone(draft).attack


def test_an_attack_inside_a_long_post_is_marked_where_it_stands() -> None:
    draft = CALM * 3 + ATTACK + " " + CALM * 3
    spans = tone_spans(draft, "attack")
    assert spans
    assert all(draft.index(ATTACK) <= span.start < span.end <= draft.index(ATTACK) + len(ATTACK) for span in spans)


def test_the_weightiest_span_comes_first() -> None:
    spans = tone_spans("Do you even read? Shut up you retard.", "attack")
    assert [span.weight for span in spans] == sorted((span.weight for span in spans), reverse=True)
    assert spans[0].kind == "slur"


def test_a_warning_of_the_model_alone_marks_the_two_or_three_words_that_weigh_most() -> None:
    draft = "you silly ignorant idiotic little people with your pathetic hypocrisy"
    assert {draft[span.start : span.end] for span in tone_spans(draft, "attack")} == {"idiotic", "pathetic", "ignorant"}


def test_an_empty_draft_has_no_tone() -> None:
    for draft in ("", " ", "\n\n", "...", "\u200b"):
        assert score(draft) == (UNJUDGED, UNJUDGED)
        assert [tone_spans(draft, head) for head in HEADS] == [[]] * 5


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_judged_without_an_exception(text: str) -> None:
    assert len(score(text)) == 2
    for head in HEADS:
        assert all(0 <= span.start < span.end <= len(text) for span in tone_spans(text, head))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(["you", "are", "a", "moron", "*", "1d10t", "!!", "hate", "🙂", '"', "\n", "not", "said"]),
        max_size=60,
    )
)
def test_any_row_of_hard_words_is_judged_without_an_exception(parts: list[str]) -> None:
    text = " ".join(parts)
    for head in HEADS:
        assert all(0 <= span.start < span.end <= len(text) for span in tone_spans(text, head))


@pytest.mark.parametrize(
    "word",
    [
        "a",
        "you moron ",
        "you are a ",
        "i d i o t ",
        "sh*t ",
        "moron. ",
        "you\n",
        "said you are not a moron and ",
        "f**k*",
        "你",
        "😀",
    ],
)
def test_twenty_thousand_characters_take_linear_time(word: str) -> None:
    def taken(length: int) -> float:
        draft = (word * (length // len(word) + 1))[:length]
        # What other tests hold is not searched for garbage meanwhile.
        gc.disable()
        try:
            began = time.process_time()
            score(draft)
            return time.process_time() - began
        finally:
            gc.enable()

    short = min(taken(2_000) for _ in range(3))
    assert min(taken(20_000) for _ in range(2)) < 30 * short + 0.05


def test_nothing_of_a_draft_is_left_when_it_has_been_judged() -> None:
    secret = "".join(reversed("qrstuvwxyz"))
    tone_spans(f"You are a {secret} moron and a liar. {secret}!", "attack")
    gc.collect()
    assert [type(o) for o in gc.get_objects() if any(isinstance(x, str) and secret in x for x in _held(o))] == []


def _held(holder: object) -> list[object]:
    if isinstance(holder, dict):
        return [*holder, *holder.values()]
    return list(holder) if isinstance(holder, tuple | list | set | frozenset) else []


def test_judging_imports_nothing_that_training_needs() -> None:
    code = (
        "import sys; from forethought.conduct.tone import scores_for; scores_for('you are a star');"
        "print(sorted({'numpy', 'scipy', 'sklearn', 'forethought.conduct.tone.train'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
