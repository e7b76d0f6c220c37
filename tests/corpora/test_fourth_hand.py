"""Holds every family to what it reaches on a fourth author's posts: the half that nothing was learned from.

The other half was read for false alarms once the work was done. Whoever widens a rule must not read the even numbers.
``python -m pytest -s tests/corpora/test_fourth_hand.py`` prints the figures.
"""

import pytest
from tests.corpora.hands import Checked, checked, false_alarms, short_of, sorts_missed

#: The least share found, below what is reached by about the width of so small a sample (a dozen posts a family).
LEAST_FOUND = {
    "boundaries": 0.50,
    "respect": 0.69,
    "inclusion": 0.66,
    "credibility": 0.75,
    "contribution": 0.66,
    "promotion": 0.61,
    "employer": 0.75,
    "disclosure": 0.60,
    "accessibility": 0.80,
    "confidentiality": 0.80,
}
#: At most this share of the 125 fine posts, which were written to look near, may be interrupted, and spoken of at all.
MOST_INTERRUPTED, MOST_SPOKEN = 0.06, 0.17


@pytest.fixture(scope="module")
def faulty() -> list[Checked]:
    """Everything that must warn, checked once."""
    return checked("fourth-hand-family") + checked("fourth-hand-breach")


def test_every_family_is_found_in_posts_that_nothing_was_learned_from(faulty: list[Checked]) -> None:
    assert short_of(faulty, LEAST_FOUND) == {}


def test_every_sort_of_breach_is_mostly_found(faulty: list[Checked]) -> None:
    breaches = [one for one in faulty if one.post["expect"] == ["confidentiality"]]
    assert sorts_missed(breaches, "confidentiality") == set()


def test_fine_posts_are_mostly_left_alone() -> None:
    interrupted, spoken = false_alarms(checked("fourth-hand-ordinary"))
    assert (interrupted <= MOST_INTERRUPTED, spoken <= MOST_SPOKEN) == (True, True)
