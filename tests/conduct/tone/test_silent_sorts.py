"""What must stay silent is left alone by everything that speaks of respect together: rules, tone and classifier."""

import json
from pathlib import Path

import pytest
from tests.rulebooks import rulebook_for

from forethought.conduct import check
from forethought.drafts import Draft

CHALLENGE = Path(__file__).parents[2] / "corpora" / "tone-challenge.jsonl"
#: At most so many of a hundred of the challenge's silent posts may be warned about, and spoken of at all.
MOST_WARNED, MOST_SPOKEN = 2, 12


@pytest.fixture(scope="module")
def levels() -> list[set[str]]:
    """The levels of what respect says of each post that must stay silent, strong language left out, which it may name."""
    posts = [json.loads(line) for line in CHALLENGE.read_text(encoding="utf-8").splitlines()]
    drafts = [Draft(post["text"], post["kind"]) for post in posts if post["expect"] == "silent"]
    assert len(drafts) >= 250
    found = [check(draft, rulebook_for("")) for draft in drafts]
    return [{one.level for one in of if one.family == "respect" and one.rule != "respect.profanity"} for of in found]


def test_what_only_talks_of_harm_is_not_warned_about(levels: list[set[str]]) -> None:
    assert 100 * sum(bool(found - {"hint"}) for found in levels) <= MOST_WARNED * len(levels)


def test_what_only_talks_of_harm_gets_few_hints(levels: list[set[str]]) -> None:
    assert 100 * sum(map(bool, levels)) <= MOST_SPOKEN * len(levels)
