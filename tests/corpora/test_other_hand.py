"""Holds the rules to what they reach on posts by a hand that had seen neither the rules nor the other corpora.

``python -m pytest -s tests/corpora/test_other_hand.py`` prints the figures.
"""

import pytest
from tests.corpora.hands import Checked, checked, false_alarms, short_of, sorts_missed

#: The least share found, below what is reached by about the width of so small a sample.
LEAST_FOUND = {
    "confidentiality": 0.80,
    "boundaries": 0.65,
    "respect": 0.65,
    "inclusion": 0.75,
    "credibility": 0.78,
    "contribution": 0.75,
    "promotion": 0.75,
    "employer": 0.65,
    "disclosure": 0.70,
    "accessibility": 0.88,
}


@pytest.fixture(scope="module")
def answered() -> list[Checked]:
    """All posts, checked once."""
    return checked("other-hand", half=None)


def test_every_family_is_found_by_posts_of_another_hand(answered: list[Checked]) -> None:
    assert short_of(answered, LEAST_FOUND) == {}


def test_breaches_of_another_hand_are_found_in_every_sort(answered: list[Checked]) -> None:
    breaches = [one for one in answered if one.post["expect"] == ["confidentiality"]]
    assert sorts_missed(breaches, "confidentiality") == set()


def test_fine_posts_of_another_hand_are_mostly_left_alone(answered: list[Checked]) -> None:
    fine = [one for one in answered if one.post["cat"] and not one.post["expect"]]
    interrupted, spoken = false_alarms(fine)
    assert (interrupted <= 0.03, spoken <= 0.12) == (True, True)
