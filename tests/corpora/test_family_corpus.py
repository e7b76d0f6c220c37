"""Holds ordinary.jsonl and family.jsonl to their format, so that what they measure can be trusted."""

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent

MEASURED_FAMILIES = {
    "boundaries",
    "respect",
    "inclusion",
    "credibility",
    "contribution",
    "promotion",
    "employer",
    "disclosure",
    "accessibility",
}
FAMILIES = MEASURED_FAMILIES | {"confidentiality"}

# The rules outside confidentiality: every one needs posts of both sorts.
RULES = {
    *(
        f"boundaries.{name}"
        for name in (
            "individual-advice",
            "remote-diagnosis",
            "client-contact",
            "solicit-testimonial",
            "invite-disclosure",
        )
    ),
    *(
        f"respect.{name}"
        for name in (
            "personal-attack",
            "group-attack",
            "threat",
            "angry-draft",
            "shouting",
            "profanity",
            "mocks-service-users",
        )
    ),
    *(f"inclusion.{name}" for name in ("labels", "stigma-idiom", "suicide-language", "gendered-default")),
    *(
        f"credibility.{name}"
        for name in (
            "unsourced-figure",
            "vague-authority",
            "miracle-claim",
            "absolute-claim",
            "unchecked-forward",
            "unopened-link",
        )
    ),
    *(
        f"contribution.{name}"
        for name in (
            "bare-reshare",
            "bare-link",
            "self-focus",
            "engagement-bait",
            "hashtag-stuffing",
            "mention-spray",
        )
    ),
    *(
        f"promotion.{name}"
        for name in (
            "hard-sell",
            "cold-pitch",
            "thread-hijack",
            "undisclosed-interest",
            "earnings-claim",
            "big-ask",
        )
    ),
    *(
        f"employer.{name}"
        for name in (
            "internal-information",
            "credential-exposed",
            "speaks-for-employer",
            "disparagement",
            "public-safety-concern",
        )
    ),
    *(f"disclosure.{name}" for name in ("intimate-detail", "substance-use", "own-whereabouts", "family-detail")),
    *(
        f"accessibility.{name}"
        for name in (
            "hashtag-case",
            "image-description",
            "emoji-use",
            "styled-letters",
            "link-text",
            "unexplained-abbreviations",
        )
    ),
}

# These two are about what is missing from the words (a description, a visit), so a post may have nothing to mark.
RULES_ABOUT_WHAT_IS_MISSING = {"accessibility.image-description", "credibility.unopened-link"}

ORDINARY_CATEGORIES = {
    "conference",
    "thanks",
    "treatment-ideas",
    "paper",
    "job",
    "awareness",
    "correction",
    "humour",
    "disagreement",
    "published-story",
    "own-illness",
    "quoted-abuse",
    "library-life",
    "career-life",
    "event",
    "question",
    "team-news",
    "general-practice",
    "fiction",
    "data",
}

SURFACES = {"post", "reply", "comment", "quote", "reshare", "message", "group", "article"}
PERSONAS = {"professional", "personal", "organisational"}

Post = dict[str, Any]


def read(name: str) -> list[Post]:
    """Return the posts of one corpus file, in order."""
    with (FOLDER / name).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


ORDINARY = read("ordinary.jsonl")
FAMILY = read("family.jsonl")
MUST_WARN = [post for post in FAMILY if post["expect"]]
NEAR_MISSES = [post for post in FAMILY if not post["expect"]]
EVERY_POST = ORDINARY + FAMILY


def test_the_corpora_are_as_large_as_the_gates_need() -> None:
    assert len(ORDINARY) >= 420
    assert len(MUST_WARN) >= 320
    assert len(NEAR_MISSES) >= len(MUST_WARN)


def test_every_id_is_used_once() -> None:
    twice = [name for name, uses in Counter(post["id"] for post in EVERY_POST).items() if uses > 1]
    assert twice == []


@pytest.mark.parametrize(
    ("name", "posts"), [("ordinary", ORDINARY), ("must warn", MUST_WARN), ("near miss", NEAR_MISSES)]
)
def test_no_post_is_written_twice_in_one_sort(name: str, posts: list[Post]) -> None:
    said = Counter((post["text"].casefold(), json.dumps(post["media"])) for post in posts)
    assert [text for (text, _), uses in said.items() if uses > 1] == [], name


def test_every_post_has_known_values_in_every_field() -> None:
    for post in EVERY_POST:
        where = post["id"]
        assert post["text"].strip() == post["text"] != "", where
        assert len(post["text"]) <= 900, where
        assert post["kind"] in SURFACES, where
        assert post["persona"] in PERSONAS, where
        assert post["profession"], where
        assert post["half"] in {"fit", "report"}, where
        assert post["voice"], where
        assert set(post["expect"]) <= MEASURED_FAMILIES, where
        assert set(post["allow"]) <= FAMILIES - set(post["expect"]), where
        for medium in post["media"]:
            assert set(medium) == {"type", "alt"}, where


def test_an_ordinary_post_expects_nothing_and_has_a_known_category() -> None:
    for post in ORDINARY:
        assert post["expect"] == [], post["id"]
        assert post["mark"] == [], post["id"]
        assert post["cat"] in ORDINARY_CATEGORIES, post["id"]


def test_every_ordinary_category_has_at_least_ten_posts() -> None:
    counts = Counter(post["cat"] for post in ORDINARY)
    assert {category for category in ORDINARY_CATEGORIES if counts[category] < 10} == set()


def test_every_rule_has_at_least_six_posts_that_must_warn() -> None:
    counts = Counter(post["rule"] for post in MUST_WARN)
    assert set(counts) == RULES
    assert {rule for rule in RULES if counts[rule] < 6} == set()


def test_every_rule_has_at_least_six_near_misses() -> None:
    counts = Counter(post["cat"] for post in NEAR_MISSES)
    assert set(counts) == {f"near:{rule}" for rule in RULES}
    assert {rule for rule in RULES if counts[f"near:{rule}"] < 6} == set()


def test_a_post_that_must_warn_expects_the_family_of_its_rule() -> None:
    for post in MUST_WARN:
        assert post["cat"] == post["rule"], post["id"]
        assert post["rule"].split(".")[0] in post["expect"], post["id"]


def test_a_near_miss_marks_no_words_and_names_no_rule() -> None:
    for post in NEAR_MISSES:
        assert post["mark"] == [], post["id"]
        assert "rule" not in post, post["id"]


def test_every_mark_lies_inside_the_text_and_covers_whole_words() -> None:
    for post in EVERY_POST:
        text, end_before = post["text"], 0
        for start, end in post["mark"]:
            assert end_before <= start < end <= len(text), post["id"]
            assert text[start:end].strip() == text[start:end], post["id"]
            end_before = end


def test_a_post_that_must_warn_marks_the_words_to_blame() -> None:
    unmarked = [post["id"] for post in MUST_WARN if not post["mark"] if post["rule"] not in RULES_ABOUT_WHAT_IS_MISSING]
    assert unmarked == []


def test_no_voice_speaks_in_both_halves() -> None:
    halves = defaultdict(set)
    for post in EVERY_POST:
        halves[post["voice"]].add(post["half"])
    assert {voice for voice, sides in halves.items() if len(sides) > 1} == set()


@pytest.mark.parametrize("posts", [ORDINARY, MUST_WARN, NEAR_MISSES], ids=["ordinary", "must-warn", "near-misses"])
def test_the_halves_are_about_equal(posts: list[Post]) -> None:
    fit = sum(post["half"] == "fit" for post in posts)
    assert 0.42 <= fit / len(posts) <= 0.58
