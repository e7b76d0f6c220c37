"""Holds confidentiality to what it reaches on a ninth author's posts, of which none was ever read.

``python -m pytest -s tests/corpora/test_ninth_hand.py`` prints the figures. **Nobody who widens a rule may read them.**
"""

import pytest
from tests.corpora.hands import Checked, checked, false_alarms, share_found

#: Of 120 posts that name, number, tag or answer somebody served, and of 80 that give somebody away by small facts, at
#: least this share is found: below what is reached by a post or two.
LEAST_DIRECT, LEAST_COMPOSED = 0.83, 0.77
#: Of the direct ones at least this share is held.
LEAST_HELD = 0.70


@pytest.fixture(scope="module")
def faulty() -> list[Checked]:
    """The posts that must warn, checked once."""
    return checked("ninth-hand-family")


def test_what_names_numbers_tags_or_answers_somebody_served_is_mostly_held(faulty: list[Checked]) -> None:
    direct = [one for one in faulty if one.post["cat"].startswith("direct-")]
    held = sum(one.loudest.get("confidentiality") == "hold" for one in direct) / len(direct)
    print(f"of {len(direct)} direct posts {held:.0%} held")
    assert (share_found(direct, "confidentiality") >= LEAST_DIRECT, held >= LEAST_HELD) == (True, True)


def test_what_is_recognised_by_small_facts_is_mostly_found(faulty: list[Checked]) -> None:
    composed = [one for one in faulty if one.post["cat"].startswith("composed-")]
    assert share_found(composed, "confidentiality") >= LEAST_COMPOSED


def test_ordinary_posts_of_a_ninth_author_are_left_alone() -> None:
    fine = checked("ninth-hand-ordinary")
    interrupted, spoken = false_alarms(fine)
    by_family, _ = false_alarms(fine, ["confidentiality"])
    assert (interrupted <= 0.03, spoken <= 0.13, by_family <= 0.02) == (True, True, True)
