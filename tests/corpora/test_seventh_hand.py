"""Holds six families to what they reach on a seventh author's posts, of which none was ever read.

``python -m pytest -s tests/corpora/test_seventh_hand.py`` prints the figures. **Nobody who widens a rule may read them.**
"""

import pytest
from tests.corpora.hands import Checked, checked, false_alarms, short_of, sorts_missed

#: The least share found, of 160, 50, 40 and thrice 30 posts: below what is reached by a post or two.
LEAST_FOUND = {
    "confidentiality": 0.83,
    "respect": 0.82,
    "promotion": 0.82,
    "boundaries": 0.76,
    "disclosure": 0.76,
    "employer": 0.70,
}
#: Of the 90 posts that name, number or answer somebody served, at least this share is found, and held.
LEAST_DIRECT, LEAST_HELD = 0.85, 0.73


@pytest.fixture(scope="module")
def faulty() -> list[Checked]:
    """The posts that must warn, checked once."""
    return checked("seventh-hand-family")


@pytest.fixture(scope="module")
def fine() -> list[Checked]:
    """The posts that must be left alone, checked once."""
    return checked("seventh-hand-ordinary")


def test_six_families_are_found_in_posts_of_a_seventh_author(faulty: list[Checked]) -> None:
    assert short_of(faulty, LEAST_FOUND) == {}


def test_what_names_numbers_or_answers_somebody_served_is_mostly_held(faulty: list[Checked]) -> None:
    direct = [one for one in faulty if one.post["cat"].startswith("direct-")]
    missed = sorts_missed(direct, "confidentiality")
    found = sum("confidentiality" in one.loudest for one in direct) / len(direct)
    held = sum(one.loudest.get("confidentiality") == "hold" for one in direct) / len(direct)
    print(f"of {len(direct)} direct posts {found:.0%} found, {held:.0%} held")
    assert (found >= LEAST_DIRECT, held >= LEAST_HELD, missed) == (True, True, set())


def test_what_is_recognised_by_small_facts_is_mostly_found_in_every_sort(
    faulty: list[Checked],
) -> None:
    assert sorts_missed([one for one in faulty if one.post["cat"].startswith("composed-")], "confidentiality") == set()


def test_ordinary_posts_of_a_seventh_author_are_left_alone(fine: list[Checked]) -> None:
    interrupted, spoken = false_alarms(fine)
    by_family, _ = false_alarms(fine, ["confidentiality"])
    assert (interrupted <= 0.03, spoken <= 0.12, by_family <= 0.02) == (True, True, True)
