"""Holds two families to what they reach on posts of two further authors (the eighth hand), of which none was ever read.

``python -m pytest -s tests/corpora/test_eighth_hand.py`` prints the figures. **Nobody who widens a rule may read them.**
"""

import pytest
from tests.corpora.hands import Checked, checked, false_alarms, shares_found, sorts_missed

#: Of 120 posts that name, number or answer somebody served, of 80 that give somebody away by small facts, and of 160
#: attacks, at least this share is found: below what is reached by a post or two.
LEAST_DIRECT, LEAST_COMPOSED, LEAST_ATTACKS = 0.79, 0.79, 0.73
#: Of the direct ones at least this share is held.
LEAST_HELD = 0.65


@pytest.fixture(scope="module")
def faulty() -> list[Checked]:
    """The posts that must warn, checked once."""
    return checked("eighth-hand-family")


@pytest.fixture(scope="module")
def fine() -> list[Checked]:
    """The posts that must be left alone, checked once."""
    return checked("eighth-hand-ordinary")


def _of(posts: list[Checked], kind: str) -> list[Checked]:
    found = [one for one in posts if one.post["cat"].startswith(kind)]
    sorts_missed(found, "respect" if kind == "attack" else "confidentiality")
    return found


def test_breaches_of_an_eighth_author_are_mostly_found(faulty: list[Checked]) -> None:
    direct = _of(faulty, "direct")
    found = shares_found(direct, ["confidentiality"])["confidentiality"]
    held = sum(one.loudest.get("confidentiality") == "hold" for one in direct) / len(direct)
    print(f"of {len(direct)} direct posts {held:.0%} held")
    composed = shares_found(_of(faulty, "composed"), ["confidentiality"])["confidentiality"]
    assert (found >= LEAST_DIRECT, held >= LEAST_HELD, composed >= LEAST_COMPOSED) == (True, True, True)


def test_attacks_of_an_eighth_author_are_mostly_found(faulty: list[Checked]) -> None:
    assert shares_found(_of(faulty, "attack"), ["respect"])["respect"] >= LEAST_ATTACKS


def test_ordinary_posts_of_an_eighth_author_are_mostly_left_alone(fine: list[Checked]) -> None:
    ordinary = [one for one in fine if one.post["cat"] == "ordinary"]
    interrupted, spoken = false_alarms(ordinary)
    by_family, _ = false_alarms(ordinary, ["confidentiality"])
    assert (interrupted <= 0.05, spoken <= 0.22, by_family <= 0.03) == (True, True, True)


def test_talk_about_attacks_is_left_alone(fine: list[Checked]) -> None:
    silent = [one for one in fine if one.post["cat"].startswith("silent")]
    interrupted, _ = false_alarms(silent, ["respect"])
    assert interrupted <= 0.02
