"""Holds every family to what it reaches on a fourth author's posts: the half that nothing was learned from.

The other half was read for false alarms once the work was done. Whoever widens a rule must not read the even numbers.
``python -m pytest -s tests/corpora/test_fourth_hand.py`` prints the figures.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.rulebooks import rulebook_for

from forethought.commands.check import draft_from
from forethought.conduct import check

FOLDER = Path(__file__).parent

#: The least share found, below what is reached by about the width of so small a sample (a dozen posts a family).
LEAST_FOUND = {
    "boundaries": 0.50,
    "respect": 0.38,
    "inclusion": 0.66,
    "credibility": 0.75,
    "contribution": 0.66,
    "promotion": 0.50,
    "employer": 0.75,
    "disclosure": 0.60,
    "accessibility": 0.80,
    "confidentiality": 0.80,
}
#: At most this share of the 125 fine posts, which were written to look near, may be interrupted, and spoken of at all.
MOST_INTERRUPTED, MOST_SPOKEN = 0.06, 0.18


class Checked(NamedTuple):
    """A post, and the loudest level of each family found in it."""

    post: dict[str, Any]
    loudest: dict[str, str]


def _checked(name: str) -> list[Checked]:
    checked = []
    for line in (FOLDER / f"fourth-hand-{name}.jsonl").read_text(encoding="utf-8").splitlines():
        post = json.loads(line)
        if post["half"] != "report":
            continue
        loudest: dict[str, str] = {}
        for finding in check(draft_from(post), rulebook_for(post["profession"])):
            loudest.setdefault(finding.family, finding.level)
        checked.append(Checked(post, loudest))
    return checked


@pytest.fixture(scope="module")
def faulty() -> list[Checked]:
    """Everything that must warn, checked once."""
    return _checked("family") + _checked("breach")


def test_every_family_is_found_in_posts_that_nothing_was_learned_from(faulty: list[Checked]) -> None:
    wanted = Counter(family for one in faulty for family in one.post["expect"])
    found = Counter(family for one in faulty for family in one.post["expect"] if family in one.loudest)
    for family in wanted:
        print(f"{family:16} {found[family]:3} of {wanted[family]:3}  {found[family] / wanted[family]:.0%}")
    assert wanted.keys() == LEAST_FOUND.keys()
    assert {family for family in wanted if found[family] / wanted[family] < LEAST_FOUND[family]} == set()


def test_every_sort_of_breach_is_mostly_found(faulty: list[Checked]) -> None:
    breaches = [one for one in faulty if one.post["expect"] == ["confidentiality"]]
    sorts = Counter(one.post["cat"] for one in breaches)
    found = Counter(one.post["cat"] for one in breaches if "confidentiality" in one.loudest)
    for sort in sorts:
        print(f"  {sort:12} {found[sort]:2} of {sorts[sort]}")
    assert {sort for sort in sorts if found[sort] < sorts[sort] / 2} == set()


def test_fine_posts_are_mostly_left_alone() -> None:
    fine = [
        {family: level for family, level in one.loudest.items() if family not in one.post["allow"]}
        for one in _checked("ordinary")
    ]
    interrupted = sum(any(level != "hint" for level in one.values()) for one in fine)
    spoken = sum(bool(one) for one in fine)
    print(f"of {len(fine)} fine posts {interrupted} interrupted, {spoken} spoken of")
    assert interrupted / len(fine) <= MOST_INTERRUPTED
    assert spoken / len(fine) <= MOST_SPOKEN
