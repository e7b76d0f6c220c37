"""Holds the confidentiality rules to what they reach on a second author's posts: the half that was never looked at.

``python -m pytest -s tests/corpora/test_second_hand.py`` prints the figures of that half.
"""

import pytest
from tests.corpora.hands import Checked, checked, false_alarms, shares_found, sorts_missed

FAMILY = "confidentiality"
#: The least share of breaches found, and warned about or held; the most of the fine posts that may be interrupted.
#: One hundred posts each: a little below, or above, what is reached today.
LEAST_FOUND, LEAST_LOUD, MOST_INTERRUPTED = 0.85, 0.62, 0.05


@pytest.fixture(scope="module")
def breaches() -> list[Checked]:
    """The breaches, checked once."""
    return checked("second-hand-breach")


def test_most_breaches_of_a_second_author_are_found_in_every_sort(breaches: list[Checked]) -> None:
    assert len(breaches) == 100
    assert sorts_missed(breaches, FAMILY) == set()
    assert shares_found(breaches, [FAMILY])[FAMILY] >= LEAST_FOUND


def test_most_breaches_of_a_second_author_are_more_than_hinted_at(breaches: list[Checked]) -> None:
    loud = sum(one.loudest.get(FAMILY) in ("warn", "hold") for one in breaches)
    print(f"warned about or held {loud} of {len(breaches)}")
    assert loud / len(breaches) >= LEAST_LOUD


def test_fine_posts_of_a_second_author_are_mostly_left_alone() -> None:
    fine = checked("second-hand-ordinary")
    assert len(fine) == 100
    assert false_alarms(fine, [FAMILY])[0] <= MOST_INTERRUPTED
