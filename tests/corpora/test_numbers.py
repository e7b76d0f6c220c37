"""Holds confidentiality to what it reaches on numbers, days of birth and contact details in every shape.

``python -m pytest -s tests/corpora/test_numbers.py`` prints the figures. The posts have been learned from.
"""

import pytest
from tests.corpora.hands import Checked, checked, false_alarms, sorts_missed

#: Of 100, 60, 60, 40 and 60 posts at least this share is found, and held: below what is reached by a post or two.
LEAST = {
    "record": (0.75, 0.56),
    "birth": (0.75, 0.55),
    "phone": (0.91, 0.81),
    "email": (0.87, 0.80),
    "address": (0.88, 0.63),
}


@pytest.fixture(scope="module")
def posts() -> list[Checked]:
    """All posts, checked once."""
    return checked("numbers")


@pytest.mark.parametrize("sort", LEAST)
def test_numbers_of_somebody_served_are_mostly_held(posts: list[Checked], sort: str) -> None:
    of_sort = [one for one in posts if one.post["cat"] == sort]
    sorts_missed(of_sort, "confidentiality")
    levels = [one.loudest.get("confidentiality") for one in of_sort]
    found, held = len(levels) - levels.count(None), levels.count("hold")
    print(f"  {sort}: {held} held")
    assert (found / len(levels) >= LEAST[sort][0], held / len(levels) >= LEAST[sort][1]) == (True, True)


def test_numbers_that_are_nobodys_are_mostly_left_alone(posts: list[Checked]) -> None:
    interrupted, spoken = false_alarms([one for one in posts if not one.post["expect"]], ["confidentiality"])
    assert (interrupted <= 0.05, spoken <= 0.12) == (True, True)
