"""Posts by authors who had not seen the rules, checked: what the tests of each author's posts share."""

import json
from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from tests.rulebooks import rulebook_for

from forethought.commands.check import draft_from
from forethought.conduct import check
from forethought.conduct.model import FAMILIES

FOLDER = Path(__file__).parent


class Checked(NamedTuple):
    """A post, and the loudest level of each family found in it."""

    post: dict[str, Any]
    loudest: dict[str, str]


def checked(name: str, half: str | None = "report") -> list[Checked]:
    """Return the posts of one half of a file (of all of it: None), each checked by the rules of its profession."""
    found = []
    for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        post = json.loads(line)
        if half is not None and post["half"] != half:
            continue
        loudest: dict[str, str] = {}
        for finding in check(draft_from(post), rulebook_for(post["profession"])):
            loudest.setdefault(finding.family, finding.level)
        found.append(Checked(post, loudest))
    return found


def shares_found(posts: Iterable[Checked], families: Iterable[str]) -> dict[str, float]:
    """Return, and print, the share of each family's posts in which it was found."""
    posts = list(posts)
    wanted = Counter(family for one in posts for family in one.post["expect"])
    found = Counter(family for one in posts for family in one.post["expect"] if family in one.loudest)
    for family in families:
        print(f"{family:16} {found[family]:3} of {wanted[family]:3}  {found[family] / wanted[family]:.0%}")
    return {family: found[family] / wanted[family] for family in families}


def short_of(posts: Iterable[Checked], least: dict[str, float]) -> dict[str, float]:
    """Return the share found of each family that stays below the least share it must reach; print all of them."""
    reached = shares_found(posts, least)
    return {family: share for family, share in reached.items() if share < least[family]}


def sorts_missed(posts: Iterable[Checked], family: str) -> set[str]:
    """Print of how many posts of each sort a family was found, and return the sorts of which it mostly was not."""
    posts = list(posts)
    sorts = Counter(one.post["cat"] for one in posts)
    found = Counter(one.post["cat"] for one in posts if family in one.loudest)
    for sort in sorts:
        print(f"  {sort:12} {found[sort]:2} of {sorts[sort]}")
    return {sort for sort in sorts if found[sort] < sorts[sort] / 2}


def share_found(posts: list[Checked], family: str) -> float:
    """Return the share of posts in which a family was found, printing it and that of each sort."""
    sorts_missed(posts, family)
    return shares_found(posts, [family])[family]


def false_alarms(posts: Iterable[Checked], families: Collection[str] = FAMILIES) -> tuple[float, float]:
    """Return, and print, the share of fine posts that some families interrupt (warn, hold), and speak of at all."""
    levels = [
        {level for family, level in one.loudest.items() if family in families and family not in one.post["allow"]}
        for one in posts
    ]
    interrupted, spoken = sum(bool(one - {"hint"}) for one in levels), sum(map(bool, levels))
    print(f"of {len(levels)} fine posts {interrupted} interrupted, {spoken} spoken of")
    return interrupted / len(levels), spoken / len(levels)
