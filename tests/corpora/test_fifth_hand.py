"""Holds every family to what it reaches on a fifth author's posts, of which none was ever read by who made the rules.

``python -m pytest -s tests/corpora/test_fifth_hand.py`` prints the figures. **Nobody who widens a rule may read them.**
"""

from collections import Counter

import pytest
from tests.corpora.hands import Checked, checked, false_alarms, short_of

#: The least share found. Fifteen posts a family (promotion 60, respect 72): below what is reached by a post or two.
LEAST_FOUND = {
    "promotion": 0.78,
    "respect": 0.67,
    "credibility": 0.70,
    "employer": 0.80,
    "contribution": 0.80,
    "confidentiality": 0.80,
    "disclosure": 0.70,
    "accessibility": 0.93,
    "inclusion": 0.90,
    "boundaries": 0.80,
}
#: At most this share of the 250 fine posts, most of them written to look near, may be interrupted, and spoken of at all.
MOST_INTERRUPTED, MOST_SPOKEN = 0.03, 0.12


@pytest.fixture(scope="module")
def faulty() -> list[Checked]:
    """The posts that must warn, checked once."""
    return checked("fifth-hand-family")


def test_every_family_is_found_in_posts_of_a_fifth_author(faulty: list[Checked]) -> None:
    assert short_of(faulty, LEAST_FOUND) == {}


def test_every_kind_of_disrespect_is_heard(faulty: list[Checked]) -> None:
    unkind = [one for one in faulty if "respect" in one.post["expect"]]
    rules = Counter(one.post["rule"] for one in unkind)
    found = Counter(one.post["rule"] for one in unkind if "respect" in one.loudest)
    for rule in rules:
        print(f"  {rule:28} {found[rule]:2} of {rules[rule]}")
    assert {rule for rule in rules if found[rule] < rules[rule] / 3} == set()


def test_fine_posts_of_a_fifth_author_are_mostly_left_alone() -> None:
    interrupted, spoken = false_alarms(checked("fifth-hand-ordinary"))
    assert (interrupted <= MOST_INTERRUPTED, spoken <= MOST_SPOKEN) == (True, True)
