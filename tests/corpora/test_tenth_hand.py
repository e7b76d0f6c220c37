"""Holds confidentiality to what it reaches on posts of a tenth and an eleventh author, of which none was ever read.

The authors were told what the README promises and nothing of the rules, and to write no trick questions.
``python -m pytest -s tests/corpora/test_tenth_hand.py`` prints the figures. **Nobody who widens a rule may read them.**
"""

import pytest
from tests.corpora.hands import Checked, checked, false_alarms, share_found

#: Of 240 posts that name, number or answer somebody served, and of all 400, at least this share is found.
LEAST_DIRECT, LEAST_FOUND = 0.90, 0.90
#: Of the direct ones at least this share is held.
LEAST_HELD = 0.80


@pytest.fixture(scope="module")
def faulty() -> list[Checked]:
    """The posts that must warn, checked once."""
    return checked("tenth-hand-family")


def test_what_names_numbers_or_answers_somebody_served_is_found_and_mostly_held(faulty: list[Checked]) -> None:
    direct = [one for one in faulty if one.post["cat"].startswith("direct-")]
    held = sum(one.loudest.get("confidentiality") == "hold" for one in direct) / len(direct)
    print(f"of {len(direct)} direct posts {held:.0%} held")
    assert (share_found(direct, "confidentiality") >= LEAST_DIRECT, held >= LEAST_HELD) == (True, True)


def test_breaches_of_all_sorts_are_found(faulty: list[Checked]) -> None:
    assert share_found(faulty, "confidentiality") >= LEAST_FOUND


def test_ordinary_posts_of_both_authors_are_left_alone() -> None:
    fine = checked("tenth-hand-ordinary")
    interrupted, spoken = false_alarms(fine)
    by_family, _ = false_alarms(fine, ["confidentiality"])
    assert (interrupted <= 0.03, spoken <= 0.12, by_family <= 0.02) == (True, True, True)
