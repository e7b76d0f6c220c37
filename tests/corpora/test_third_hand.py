"""Holds the rules to what they reach on a third author's posts, and on a second author's attacks: the halves never read.

``python -m pytest -s tests/corpora/test_third_hand.py`` prints the figures of those halves.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.rulebooks import rulebook_for

from forethought.commands.check import draft_from
from forethought.conduct import Rulebook, check

FOLDER = Path(__file__).parent
#: The least share of each family found among some 17 posts each, and of 50 attacks: below what is reached today by
#: about two posts in a family, for so small a sample moves with every change.
LEAST_FOUND = {
    "boundaries": 0.65,
    "respect": 0.35,
    "inclusion": 0.75,
    "credibility": 0.70,
    "contribution": 0.65,
    "promotion": 0.55,
    "employer": 0.55,
    "disclosure": 0.55,
    "accessibility": 0.90,
}
LEAST_ATTACKS_FOUND = 0.52
#: The most of the fine posts that the families above may interrupt (warn or hold), and speak about at all.
MOST_INTERRUPTED, MOST_SPOKEN = 0.04, 0.15

Levels = dict[str, str]


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    """Every rule of the core pack, also those that are off until switched on."""
    return rulebook_for("")


def _answered(name: str, rulebook: Rulebook) -> Iterator[tuple[dict[str, Any], Levels]]:
    """Yield the posts of the half that was never read, with the loudest level of each family found in it."""
    for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        post = json.loads(line)
        if post["half"] == "report":
            levels: Levels = {}
            for finding in check(draft_from(post), rulebook):
                levels.setdefault(finding.family, finding.level)
            yield post, levels


def test_every_family_is_found_in_posts_of_a_third_author(rulebook: Rulebook) -> None:
    wanted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for post, levels in _answered("third-hand-family", rulebook):
        wanted.update(post["expect"])
        found.update(set(post["expect"]) & levels.keys())
    reached = {family: found[family] / wanted[family] for family in LEAST_FOUND}
    for family, share in reached.items():
        print(f"{family:16} {found[family]:2} of {wanted[family]:2}  {share:.0%}")
    assert {family: share for family, share in reached.items() if share < LEAST_FOUND[family]} == {}


def test_attacks_of_a_second_author_are_found(rulebook: Rulebook) -> None:
    heard = [(post["cat"], "respect" in levels) for post, levels in _answered("second-hand-attack", rulebook)]
    sorts = Counter(sort for sort, _ in heard)
    found = Counter(sort for sort, is_heard in heard if is_heard)
    for sort in sorts:
        print(f"  {sort:12} {found[sort]:2} of {sorts[sort]}")
    assert len(heard) == 50
    assert found.total() / len(heard) >= LEAST_ATTACKS_FOUND


def test_fine_posts_of_a_third_author_are_mostly_left_alone(rulebook: Rulebook) -> None:
    fine = [
        {level for family, level in levels.items() if family in LEAST_FOUND and family not in post["allow"]}
        for post, levels in _answered("third-hand-ordinary", rulebook)
    ]
    loud, spoken = sum(bool(levels - {"hint"}) for levels in fine), sum(map(bool, fine))
    print(f"of {len(fine)} fine posts {loud} interrupted, {spoken} spoken of")
    assert (loud / len(fine) <= MOST_INTERRUPTED, spoken / len(fine) <= MOST_SPOKEN) == (True, True)
