"""Holds the rules to what they reach on the corpora: few false alarms on fine posts, and most of what must warn found.

The posts are checked as ``forethought check --jsonl`` checks them: with the pack of their profession and every rule,
also those that are off until switched on.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.rulebooks import rulebook_for

from forethought.commands.check import draft_from
from forethought.conduct import Rulebook, check
from forethought.conduct.load import core_pack, load_rulebook, profession_packs

FOLDER = Path(__file__).parent

#: At most this share of fine posts may be interrupted (warn or hold), and spoken about at all.
MOST_INTERRUPTED, MOST_SPOKEN = 0.03, 0.12
#: The least share of a family's posts that must be found: slightly less than is reached today.
LEAST_FOUND = {
    "boundaries": 0.85,
    "respect": 0.80,
    "inclusion": 0.90,
    "credibility": 0.85,
    "contribution": 0.90,
    "promotion": 0.90,
    "employer": 0.90,
    "disclosure": 0.90,
    "accessibility": 0.92,
}
#: One half of a corpus is a smaller sample, so it may be this much worse than the whole.
HALF_MARGIN = 0.06
PARTS = ("fit", "report", "whole")


class Checked:
    """One post of a corpus with the families found in it, by level."""

    def __init__(self, post: dict[str, Any], rulebook: Rulebook) -> None:
        findings = check(draft_from(post), rulebook)
        self.half: str = post["half"]
        self.expected = set(post["expect"])
        allowed = set(post["allow"])
        self.found = {finding.family for finding in findings}
        self.is_spoken_of = bool(self.found - allowed)
        self.is_interrupted = bool({finding.family for finding in findings if finding.level != "hint"} - allowed)


def _checked(name: str) -> list[Checked]:
    with (FOLDER / name).open(encoding="utf-8") as lines:
        return [Checked(post, rulebook_for(post["profession"])) for post in map(json.loads, lines)]


@pytest.fixture(scope="module")
def ordinary() -> list[Checked]:
    """The fine posts, checked once."""
    return _checked("ordinary.jsonl")


@pytest.fixture(scope="module")
def family() -> list[Checked]:
    """The posts that must warn and their near misses, checked once."""
    return _checked("family.jsonl")


def _part(posts: list[Checked], part: str) -> list[Checked]:
    chosen = [post for post in posts if part in ("whole", post.half)]
    assert len(chosen) >= 100, "too few posts to measure"
    return chosen


@pytest.mark.parametrize("part", PARTS)
def test_at_most_three_in_a_hundred_fine_posts_are_interrupted(ordinary: list[Checked], part: str):
    posts = _part(ordinary, part)
    assert sum(post.is_interrupted for post in posts) / len(posts) <= MOST_INTERRUPTED


@pytest.mark.parametrize("part", PARTS)
def test_at_most_twelve_in_a_hundred_fine_posts_are_spoken_of(ordinary: list[Checked], part: str):
    posts = _part(ordinary, part)
    assert sum(post.is_spoken_of for post in posts) / len(posts) <= MOST_SPOKEN


@pytest.mark.parametrize("part", PARTS)
def test_most_posts_that_must_warn_are_found_in_every_family(family: list[Checked], part: str):
    wanted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for post in _part(family, part):
        wanted.update(post.expected & LEAST_FOUND.keys())
        found.update(post.expected & post.found & LEAST_FOUND.keys())
    margin = 0.0 if part == "whole" else HALF_MARGIN
    assert wanted.keys() == LEAST_FOUND.keys()
    reached = {name: round(found[name] / wanted[name], 3) for name in LEAST_FOUND}
    assert {name: share for name, share in reached.items() if share < LEAST_FOUND[name] - margin} == {}


def test_the_rules_of_every_profession_leave_every_fine_post_alone():
    rulebook = load_rulebook(core_pack(), *profession_packs().values(), with_opt_in=True)
    core = core_pack()
    own = {rule.id for rule in rulebook.order if not rule.path.is_relative_to(core)}
    assert len(own) >= 12
    marked: list[str] = []
    with (FOLDER / "ordinary.jsonl").open(encoding="utf-8") as lines:
        for post in map(json.loads, lines):
            marked += [f"{post['id']} {f.rule}" for f in check(draft_from(post), rulebook) if f.rule in own]
    assert marked == []
