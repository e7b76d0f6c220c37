"""Holds the rules to what they reach on posts by a hand that had seen neither the rules nor the other corpora.

``python -m pytest -s tests/corpora/test_other_hand.py`` prints the figures.
"""

import json
from collections import Counter
from pathlib import Path

import pytest
from tests.rulebooks import rulebook_for

from forethought.commands.check import draft_from
from forethought.conduct import check

POSTS = Path(__file__).with_name("other-hand.jsonl")

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
def answered() -> list[tuple[dict, dict[str, str]]]:
    """Each post with the loudest level of each family found in it."""
    pairs = []
    for line in POSTS.read_text(encoding="utf-8").splitlines():
        post = json.loads(line)
        loudest: dict[str, str] = {}
        for finding in check(draft_from(post), rulebook_for(post["profession"])):
            loudest.setdefault(finding.family, finding.level)
        pairs.append((post, loudest))
    return pairs


def test_every_family_is_found_by_posts_of_another_hand(answered):
    wanted, found = Counter(), Counter()
    for post, loudest in answered:
        wanted.update(post["expect"])
        found.update(set(post["expect"]) & loudest.keys())
    reached = {family: round(found[family] / wanted[family], 3) for family in LEAST_FOUND}
    for family, share in reached.items():
        print(f"{family:16} {found[family]:3} of {wanted[family]:3}  {share:.0%}")
    assert {family: share for family, share in reached.items() if share < LEAST_FOUND[family]} == {}


def test_breaches_of_another_hand_are_found_in_every_sort(answered):
    sorts, found = Counter(), Counter()
    for post, loudest in answered:
        if post["expect"] == ["confidentiality"]:
            sorts[post["cat"]] += 1
            found[post["cat"]] += "confidentiality" in loudest
    for sort in sorts:
        print(f"  {sort:12} {found[sort]:2} of {sorts[sort]}")
    assert {sort for sort in sorts if found[sort] < sorts[sort] / 2} == set()


def test_fine_posts_of_another_hand_are_mostly_left_alone(answered):
    fine = [(set(post["allow"]), loudest) for post, loudest in answered if post["cat"] and not post["expect"]]
    spoken = sum(any(family not in allow for family in loudest) for allow, loudest in fine)
    loud = sum(
        any(family not in allow and level != "hint" for family, level in loudest.items()) for allow, loudest in fine
    )
    print(f"of {len(fine)} fine posts {loud} interrupted, {spoken} spoken of")
    assert (loud / len(fine) <= 0.03, spoken / len(fine) <= 0.12) == (True, True)
