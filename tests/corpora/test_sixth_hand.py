"""Holds confidentiality, respect and promotion to what they reach on a sixth author's posts, of which none was ever read.

``python -m pytest -s tests/corpora/test_sixth_hand.py`` prints the figures. **Nobody who widens a rule may read them.**
"""

from collections import Counter

import pytest
from tests.corpora.hands import Checked, checked, false_alarms, short_of

#: The least share found, of 128, 80 and 40 posts: below what is reached by a post or two.
LEAST_FOUND = {"confidentiality": 0.83, "respect": 0.80, "promotion": 0.82}
#: Of the 70 posts that name or number somebody served, at least this share is found, and held.
LEAST_DIRECT, LEAST_HELD = 0.87, 0.70
DIRECT = ("named-person", "record-number", "date-of-birth", "phone", "email", "address", "confirm-relationship")
#: Sorts of fine posts that look like a fault; the rest are posts of an ordinary week.
NEAR = (
    "professional-talk-of-harm",
    "counter-speech",
    "reclaimed-or-self-mockery",
    "firm-disagreement-or-complaint-about-systems",
    "thanks-and-colleagues-by-name",
    "own-family-or-own-illness",
    "published-story-or-people-in-general",
)


@pytest.fixture(scope="module")
def faulty() -> list[Checked]:
    """The posts that must warn, checked once."""
    return checked("sixth-hand-family")


@pytest.fixture(scope="module")
def fine() -> list[Checked]:
    """The posts that must be left alone, checked once."""
    return checked("sixth-hand-ordinary")


def test_three_families_are_found_in_posts_of_a_sixth_author(faulty: list[Checked]) -> None:
    assert short_of(faulty, LEAST_FOUND) == {}


def test_what_names_or_numbers_somebody_served_is_mostly_held(faulty: list[Checked]) -> None:
    direct = [one for one in faulty if one.post["cat"] in DIRECT]
    found = sum("confidentiality" in one.loudest for one in direct) / len(direct)
    held = sum(one.loudest.get("confidentiality") == "hold" for one in direct) / len(direct)
    print(f"of {len(direct)} direct posts {found:.0%} found, {held:.0%} held")
    assert (found >= LEAST_DIRECT, held >= LEAST_HELD) == (True, True)


def test_posts_of_an_ordinary_week_of_a_sixth_author_are_mostly_left_alone(fine: list[Checked]) -> None:
    interrupted, spoken = false_alarms(one for one in fine if one.post["cat"] not in NEAR)
    assert (interrupted <= 0.03, spoken <= 0.12) == (True, True)


def test_fine_posts_of_a_sixth_author_that_look_like_a_fault_are_mostly_left_alone(fine: list[Checked]) -> None:
    near = [one for one in fine if one.post["cat"] in NEAR]
    spoken = Counter(one.post["cat"] for one in near if one.loudest)
    for sort in NEAR:
        print(f"  {sort:45} {spoken[sort]:2} of {sum(one.post['cat'] == sort for one in near)}")
    interrupted, told = false_alarms(near)
    assert (interrupted <= 0.1, told <= 0.3) == (True, True)
