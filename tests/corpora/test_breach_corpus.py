"""Holds breach.jsonl and twins.jsonl to their format, so that what they measure can be trusted."""

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent

SORTS = {
    "direct",
    "jigsaw",
    "photo",
    "gossip",
    "workplace",
    "library",
    "career",
    "reply",
    "long",
    "disguised",
}
FAMILIES = {
    "confidentiality",
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
KINDS = {"post", "reply", "comment", "quote", "message", "group", "article"}
PERSONAS = {"professional", "personal", "organisational"}
FIELDS = {
    "id",
    "text",
    "kind",
    "persona",
    "profession",
    "media",
    "expect",
    "allow",
    "mark",
    "cat",
    "level",
    "voice",
    "half",
}


def rows(name: str) -> list[dict[str, Any]]:
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


BREACHES = rows("breach")
TWINS = rows("twins")


def test_there_are_at_least_400_breaches_over_twenty_professions_and_46_voices() -> None:
    assert len(BREACHES) >= 400
    assert len({row["profession"] for row in BREACHES}) >= 20
    assert {row["voice"] for row in BREACHES} == {f"v{number:02}" for number in range(1, 47)}


def test_every_sort_of_breach_is_in_both_halves_at_least_a_dozen_times() -> None:
    counts = Counter((row["cat"], row["half"]) for row in BREACHES)
    assert set(counts) == {(sort, half) for sort in SORTS for half in ("fit", "report")}
    assert {key: count for key, count in counts.items() if count < 12} == {}


def test_the_halves_are_about_equal() -> None:
    halves = Counter(row["half"] for row in BREACHES)
    assert abs(halves["fit"] - halves["report"]) <= len(BREACHES) // 10


def test_no_voice_speaks_in_both_halves() -> None:
    halves = defaultdict(set)
    for row in BREACHES + TWINS:
        halves[row["voice"]].add(row["half"])
    assert {voice: found for voice, found in halves.items() if len(found) > 1} == {}


def test_ids_and_texts_are_used_once() -> None:
    for field in ("id", "text"):
        used = Counter(row[field] for row in BREACHES + TWINS)
        assert [value for value, count in used.items() if count > 1] == []


def test_every_row_has_the_fields_and_values_of_the_format() -> None:
    assert [row["id"] for row in BREACHES if set(row) != FIELDS] == []
    assert [row["id"] for row in TWINS if set(row) != FIELDS | {"of"}] == []
    for row in BREACHES + TWINS:
        assert row["kind"] in KINDS, row["id"]
        assert row["persona"] in PERSONAS, row["id"]
        assert row["profession"], row["id"]
        assert set(row["allow"]) <= FAMILIES, row["id"]
        assert all(set(medium) == {"type", "alt"} for medium in row["media"]), row["id"]


def test_every_breach_expects_confidentiality_at_a_named_level() -> None:
    wrong = [
        row["id"]
        for row in BREACHES
        if row["expect"] != ["confidentiality"] or row["level"] not in {"hold", "warn", "hint"}
    ]
    assert wrong == []


def test_direct_breaches_and_confirming_replies_ask_for_a_hold() -> None:
    wrong = [row["id"] for row in BREACHES if row["cat"] in {"direct", "reply"} and row["level"] != "hold"]
    assert wrong == []


def test_marks_lie_in_order_inside_the_text_and_leave_words_unmarked() -> None:
    for row in BREACHES:
        assert row["mark"], row["id"]
        ends = [0]
        for start, end in row["mark"]:
            assert ends[-1] <= start < end <= len(row["text"]), row["id"]
            words = row["text"][start:end]
            assert words == words.strip(), row["id"]
            ends.append(end)
        assert sum(end - start for start, end in row["mark"]) < len(row["text"]), row["id"]


def test_long_breaches_are_long_and_the_others_fit_a_short_post() -> None:
    for row in BREACHES:
        shortest, longest = (500, 1200) if row["cat"] == "long" else (40, 900)
        assert shortest <= len(row["text"]) <= longest, row["id"]


def test_every_breach_has_one_twin_that_differs_and_speaks_in_the_same_voice() -> None:
    breaches = {row["id"]: row for row in BREACHES}
    assert sorted(row["of"] for row in TWINS) == sorted(breaches)
    for twin in TWINS:
        breach = breaches[twin["of"]]
        assert twin["text"] != breach["text"], twin["id"]
        assert (twin["voice"], twin["half"]) == (breach["voice"], breach["half"]), twin["id"]


def test_twins_expect_nothing_and_mark_nothing() -> None:
    assert {(row["cat"], row["level"], len(row["expect"]), len(row["mark"])) for row in TWINS} == {("twin", "", 0, 0)}
