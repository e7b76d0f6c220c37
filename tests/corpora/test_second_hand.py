"""Holds the confidentiality rules to what they reach on a second author's posts: the half that was never looked at.

``python -m pytest -s tests/corpora/test_second_hand.py`` prints the figures of that half.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.rulebooks import rulebook_with

from forethought.commands.check import draft_from
from forethought.conduct import check

FOLDER = Path(__file__).parent
FAMILY = "confidentiality"
#: The least share of breaches found, and warned about or held; the most of the fine posts that may be interrupted.
#: One hundred posts each: a little below, or above, what is reached today.
LEAST_FOUND, LEAST_LOUD, MOST_INTERRUPTED = 0.85, 0.62, 0.05

Answered = list[tuple[dict[str, Any], str]]


def _answered(name: str) -> Answered:
    """Return the posts of the unseen half with the loudest level of this family in each, or nothing."""
    rulebook = rulebook_with()
    answered = []
    for line in (FOLDER / f"second-hand-{name}.jsonl").read_text(encoding="utf-8").splitlines():
        post = json.loads(line)
        if post["half"] == "report" and FAMILY not in post["allow"]:
            levels = [one.level for one in check(draft_from(post), rulebook) if one.family == FAMILY]
            answered.append((post, levels[0] if levels else ""))
    assert len(answered) >= 90, "too few posts to measure"
    return answered


@pytest.fixture(scope="module")
def breaches() -> Answered:
    """The breaches, checked once."""
    return _answered("breach")


def test_most_breaches_of_a_second_author_are_found_in_every_sort(breaches: Answered) -> None:
    sorts = Counter(post["cat"] for post, _ in breaches)
    found = Counter(post["cat"] for post, level in breaches if level)
    for sort in sorts:
        print(f"  {sort:12} {found[sort]:2} of {sorts[sort]}")
    print(f"found {found.total()} of {sorts.total()}")
    assert {sort for sort in sorts if found[sort] < sorts[sort] / 2} == set()
    assert found.total() / sorts.total() >= LEAST_FOUND


def test_most_breaches_of_a_second_author_are_more_than_hinted_at(breaches: Answered) -> None:
    loud = sum(level in ("warn", "hold") for _, level in breaches)
    print(f"warned about or held {loud} of {len(breaches)}")
    assert loud / len(breaches) >= LEAST_LOUD


def test_fine_posts_of_a_second_author_are_mostly_left_alone() -> None:
    fine = _answered("ordinary")
    loud = sum(level in ("warn", "hold") for _, level in fine)
    print(f"of {len(fine)} fine posts {loud} interrupted")
    assert loud / len(fine) <= MOST_INTERRUPTED
