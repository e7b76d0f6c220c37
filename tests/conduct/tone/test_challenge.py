"""Floors on the challenge file, which was written before the model was tuned."""

import json
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from forethought.conduct.tone.figures import Outcome, auc, is_right, outcome, threshold_at

CORPORA = Path(__file__).parents[2] / "corpora"
#: Of the posts of a sort, at least this share (in percent) must get what they expect.
FLOORS = {
    "second-person": 85,
    "third-person": 80,
    "group": 90,
    "contempt": 85,
    "polite-contempt": 80,
    "wish-of-harm": 90,
    "threat": 95,
    "slur-at-person": 90,
    "disguised": 75,
    "long-post": 85,
    "mockery": 80,
    "anger": 85,
    "strong": 90,
}
#: What must stay silent may be warned about in at most this share (in percent) of its posts.
CEILINGS = {
    "quote": 5,
    "report": 10,
    "identity": 5,
    "complaint-thing": 10,
    "joyful-profanity": 20,
    "counter-speech": 25,
    "reclaimed": 40,
    "homonym": 5,
    "condemnation": 5,
    "clinical": 5,
    "idiom": 5,
    "self-mockery": 10,
    "disagreement": 5,
    "ordinary": 5,
    "professional": 10,
    "affection": 10,
    "sport": 10,
    "cooking": 10,
    "fiction": 10,
}


def posts(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CORPORA / name).read_text(encoding="utf-8").splitlines()]


@cache
def judged() -> list[tuple[dict[str, Any], Outcome]]:
    return [(post, outcome(post["text"])) for post in posts("tone-challenge.jsonl")]


@cache
def right_by_sort() -> dict[str, list[bool]]:
    by_sort: dict[str, list[bool]] = defaultdict(list)
    for post, said in judged():
        by_sort[post["sort"]].append(is_right(post, said))
    return by_sort


def test_the_challenge_file_has_every_sort_in_the_fields_it_promises() -> None:
    challenge = posts("tone-challenge.jsonl")
    assert len(challenge) >= 300
    assert {post["sort"] for post in challenge} == set(FLOORS) | set(CEILINGS)
    assert len({post["text"] for post in challenge}) == len(challenge)
    for post in challenge:
        assert set(post) == {"id", "text", "kind", "expect", "sort", "level", "mark"}
        assert post["expect"] in {"attack", "anger", "strong", "silent"}
        assert bool(post["mark"]) == (post["expect"] != "silent")
        assert all(0 <= start < end <= len(post["text"]) for start, end in post["mark"])


@pytest.mark.parametrize("sort", sorted(FLOORS))
def test_attacks_anger_and_strong_language_are_found(sort: str) -> None:
    right = right_by_sort()[sort]
    assert 100 * sum(right) >= FLOORS[sort] * len(right)


@pytest.mark.parametrize("sort", sorted(CEILINGS))
def test_what_only_talks_of_attacks_stays_silent(sort: str) -> None:
    wrong = [not right for right in right_by_sort()[sort]]
    assert 100 * sum(wrong) <= CEILINGS[sort] * len(wrong)


def test_the_attack_score_sorts_the_challenge_file() -> None:
    attacks = [said.score for post, said in judged() if post["expect"] == "attack"]
    others = [said.score for post, said in judged() if post["expect"] in {"silent", "strong"}]
    assert auc(attacks, others) >= 0.85


def test_ordinary_posts_of_the_professions_are_left_alone() -> None:
    said = [outcome(post["text"]) for post in posts("ordinary.jsonl")]
    assert len(said) > 400
    assert sum(o.attack for o in said) <= 0.005 * len(said)
    assert sum(o.anger for o in said) <= 0.01 * len(said)


def test_an_attack_keeps_its_chance_inside_a_long_post() -> None:
    calm = [post["text"] for post in posts("ordinary.jsonl")[:6]]
    alone = [post["text"] for post, said in judged() if said.attack and post["expect"] == "attack"]
    kept = sum(outcome("\n".join([*calm[:3], text, *calm[3:]])).attack for text in alone)
    assert kept >= 0.9 * len(alone)


def test_a_draw_counts_half_in_the_area() -> None:
    assert auc([1.0, 2.0], [1.0, 0.0]) == 0.875
    assert auc([3.0], [1.0, 2.0]) == 1.0


def test_a_threshold_is_the_lowest_score_that_few_enough_ordinary_posts_reach() -> None:
    assert threshold_at([[1.0, 2.0, 3.0, 4.0]], 0.5) == 3.0
    assert threshold_at([[1.0, 2.0], [10.0, 20.0]], 0.25) == 20.0
