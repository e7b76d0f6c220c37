"""What the confidentiality rules must reach on the half of the corpora that nothing was fitted on."""

import json
import statistics
from pathlib import Path
from typing import Any

import pytest
from tests.rulebooks import rulebook_with

from forethought.conduct import Finding, check
from forethought.drafts import Draft, Media

CORPORA = Path(__file__).resolve().parents[2] / "corpora"
FAMILY = "confidentiality"
PERSONAS = {"pro": "professional", "per": "personal", "org": "organisational"}
#: Share of the breaches of a sort that must be found; a little below what is reached, see docs/confidentiality.md.
FLOORS = {
    "direct": 0.92,
    "jigsaw": 0.94,
    "gossip": 0.83,
    "photo": 0.85,
    "workplace": 0.80,
    "reply": 0.82,
    "disguised": 0.78,
    "long": 0.89,
    "library": 0.85,
    "career": 0.91,
}
RECALL, RECALL_AT_WARN = 0.90, 0.72
MOST_ORDINARY_WARNED, MOST_ORDINARY_HINTED, MOST_TWINS_WARNED = 0.02, 0.09, 0.08
LEAST_EXPLAINED, MOST_MARKED = 0.88, 0.40

Told = list[tuple[dict[str, Any], list[Finding]]]


def _draft(post: dict[str, Any]) -> Draft:
    media = tuple(Media(entry["type"], entry.get("alt")) for entry in post["media"])
    return Draft(
        post["text"], post["kind"], PERSONAS.get(post["persona"], post["persona"]), post["profession"], "", media
    )


def _told(name: str) -> Told:
    rulebook = rulebook_with()
    lines = (CORPORA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    posts = [post for post in map(json.loads, lines) if post["half"] == "report"]
    return [(post, [one for one in check(_draft(post), rulebook) if one.family == FAMILY]) for post in posts]


@pytest.fixture(scope="module")
def breaches() -> Told:
    return _told("breach")


def _share(told: list[bool]) -> float:
    assert len(told) > 15
    return sum(told) / len(told)


@pytest.mark.parametrize("sort", FLOORS)
def test_each_sort_of_breach_is_found_often_enough(breaches: Told, sort: str) -> None:
    assert _share([bool(found) for post, found in breaches if post["cat"] == sort]) >= FLOORS[sort]


def test_most_breaches_are_found(breaches: Told) -> None:
    assert _share([bool(found) for _, found in breaches]) >= RECALL


def test_most_breaches_are_warned_about_and_not_only_hinted_at(breaches: Told) -> None:
    assert _share([any(one.level != "hint" for one in found) for _, found in breaches]) >= RECALL_AT_WARN


def test_hardly_any_ordinary_post_is_warned_about() -> None:
    fine = [found for post, found in _told("ordinary") if FAMILY not in post["allow"]]
    assert _share([any(one.level != "hint" for one in found) for found in fine]) <= MOST_ORDINARY_WARNED
    assert _share([bool(found) for found in fine]) <= MOST_ORDINARY_HINTED


def test_few_twins_of_breaches_are_warned_about() -> None:
    fine = [found for post, found in _told("twins") if FAMILY not in post["allow"]]
    assert _share([any(one.level != "hint" for one in found) for found in fine]) <= MOST_TWINS_WARNED


def test_what_is_marked_is_what_a_person_marked(breaches: Told) -> None:
    found = [(post, found) for post, found in breaches if found]
    overlaps = [
        any(one.start < last and first < one.end for one in findings for first, last in post["mark"])
        for post, findings in found
    ]
    assert _share(overlaps) >= LEAST_EXPLAINED


def test_only_a_part_of_a_post_is_marked(breaches: Told) -> None:
    shares = []
    for post, findings in breaches:
        marked = {place for one in findings for place in range(one.start, one.end)}
        if findings:
            shares.append(len(marked) / len(post["text"]))
    assert statistics.median(shares) < MOST_MARKED


def test_every_finding_carries_the_facts_it_rests_on(breaches: Told) -> None:
    findings = [one for _, found in breaches for one in found]
    assert len(findings) > 150
    assert [one.rule for one in findings if not one.facts] == []
