"""What each call does when everything is right: wishes for rules, outcomes, quiet, time, pauses, the state."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from tests.companion import RunningCompanion, running_companion

SHOUT = "PLEASE STOP DOING THIS RIGHT NOW EVERYBODY"
SHOUTING = "respect.shouting"


@pytest.fixture(scope="module")
def running() -> Iterator[RunningCompanion]:
    """One process for all tests of this file."""
    with running_companion() as started:
        yield started


@pytest.fixture
def target(running: RunningCompanion) -> RunningCompanion:
    """The companion with an empty store."""
    running.erase()
    return running


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def check(target: RunningCompanion, text: str, **more: Any) -> Any:
    answer = target.request("POST", "/api/v1/checks", {"text": text, "site": "x", "surface": "post", **more})
    assert answer.status == 200, answer
    return answer.json


def rules(found: Any) -> list[str]:
    return [one["rule"] for one in found["findings"]]


def outcome(draft: str, what: str, *rule_ids: str, site: str = "x", **more: Any) -> dict[str, Any]:
    warnings = [{"rule": rule, "outcome": what} for rule in rule_ids]
    return {
        "draft": draft,
        "at": now_ms(),
        "site": site,
        "surface": "post",
        "persona": "professional",
        "outcome": "posted",
        "kind": "post",
        "warnings": warnings,
        **more,
    }


def test_a_check_answers_in_the_documented_shape(target: RunningCompanion):
    found = check(target, SHOUT, revision=7)
    assert {key: found[key] for key in ("revision", "length", "incomplete", "more", "quieted", "notices")} == {
        "revision": 7,
        "length": len(SHOUT),
        "incomplete": False,
        "more": 0,
        "quieted": [],
        "notices": [],
    }
    (finding,) = [one for one in found["findings"] if one["rule"] == SHOUTING]
    assert SHOUT[finding["start"] : finding["end"]].isupper()
    assert {type(finding[key]) for key in ("title", "message", "reason", "suggestion", "key", "level")} == {str}
    assert finding["family"] == "respect"
    assert set(finding["sources"][0]) == {"title", "section", "url"}
    assert SHOUT not in json.dumps(finding["key"])


def test_two_checks_at_once_keep_their_own_revision(target: RunningCompanion):
    assert [check(target, "a", revision=n)["revision"] for n in (1, 2**53 - 1)] == [1, 2**53 - 1]


def test_a_rule_kept_three_times_running_on_a_site_goes_quiet_there(target: RunningCompanion):
    assert SHOUTING in rules(check(target, SHOUT))
    told = [
        target.request("POST", "/api/v1/outcomes", outcome(f"d{n}", "kept", SHOUTING)).json["quieted"] for n in range(3)
    ]
    assert told[:2] == [[], []]
    assert [one["rule"] for one in told[2]] == [SHOUTING]
    found = check(target, SHOUT)
    assert SHOUTING not in rules(found)
    assert found["quieted"] == told[2]
    assert SHOUTING in rules(check(target, SHOUT, site="linkedin"))
    assert target.request("GET", "/api/v1/state").json["quiet"] == [{"rule": SHOUTING, "site": "x"}]


def test_undoing_quiet_brings_the_rule_back_for_good(target: RunningCompanion):
    for n in range(3):
        target.request("POST", "/api/v1/outcomes", outcome(f"d{n}", "kept", SHOUTING))
    undone = target.request("POST", "/api/v1/quiet", {"rule": SHOUTING, "site": "x", "quiet": False})
    assert (undone.status, undone.json) == (200, {"rule": SHOUTING, "site": "x", "quiet": False})
    for n in range(3, 7):
        target.request("POST", "/api/v1/outcomes", outcome(f"d{n}", "kept", SHOUTING))
    assert SHOUTING in rules(check(target, SHOUT))
    assert target.request("GET", "/api/v1/state").json["quiet"] == []


def test_a_change_in_between_breaks_the_run(target: RunningCompanion):
    for n, what in enumerate(("kept", "kept", "changed", "kept", "kept")):
        target.request("POST", "/api/v1/outcomes", outcome(f"d{n}", what, SHOUTING, at=now_ms() - 10_000 + n))
    assert SHOUTING in rules(check(target, SHOUT))


def test_confidentiality_never_goes_quiet_by_itself_nor_by_a_call(target: RunningCompanion):
    rule = "confidentiality.record-number"
    for n in range(5):
        answer = target.request("POST", "/api/v1/outcomes", outcome(f"d{n}", "kept", rule))
        assert answer.json == {"status": "stored", "quieted": []}
    answer = target.request("POST", "/api/v1/quiet", {"rule": rule, "site": None, "quiet": True})
    assert (answer.status, answer.json["error"]["code"]) == (409, "needs-the-page")
    assert target.request("GET", "/api/v1/state").json["quiet"] == []


def test_quiet_everywhere_is_heeded_on_every_site(target: RunningCompanion):
    target.request("POST", "/api/v1/quiet", {"rule": SHOUTING, "site": None, "quiet": True})
    assert SHOUTING not in rules(check(target, SHOUT))
    assert SHOUTING not in rules(check(target, SHOUT, site="linkedin"))
    # The person's own choice is not announced again and again.
    assert check(target, SHOUT)["quieted"] == []
    target.request("POST", "/api/v1/quiet", {"rule": SHOUTING, "site": "x", "quiet": False})
    assert SHOUTING in rules(check(target, SHOUT))
    assert SHOUTING not in rules(check(target, SHOUT, site="linkedin"))


def test_a_rule_that_is_none_cannot_be_made_quiet(target: RunningCompanion):
    answer = target.request("POST", "/api/v1/quiet", {"rule": "respect.nothing", "site": None, "quiet": True})
    assert (answer.status, answer.json["error"]["code"]) == (404, "unknown-rule")


def test_the_persona_of_a_site_is_used_when_the_caller_names_none(target: RunningCompanion):
    target.run("settings", "set", "persona_by_site", '{"instagram": "personal"}')
    state = target.request("GET", "/api/v1/state").json
    assert state["settings"]["persona_by_site"] == {"instagram": "personal"}
    text = "So true! " * 3 + "#a #b #c #d #e #f #g #h #i #j #k #l"
    ours = check(target, text, site="instagram")
    assert ours == check(target, text, site="instagram", persona="personal")


@pytest.mark.parametrize(("said", "kept"), [("posted", "stored"), ("emptied", "stored"), ("closed", "stored")])
def test_an_outcome_counts_once(target: RunningCompanion, said: str, kept: str):
    report = outcome("d1", "changed", SHOUTING, outcome=said)
    assert target.request("POST", "/api/v1/outcomes", report).json["status"] == kept
    assert target.request("POST", "/api/v1/outcomes", report).json["status"] == "duplicate"


def test_a_known_end_replaces_an_unknown_one(target: RunningCompanion):
    assert (
        target.request("POST", "/api/v1/outcomes", outcome("d1", "unknown", outcome="unknown")).json["status"]
        == "stored"
    )
    assert target.request("POST", "/api/v1/outcomes", outcome("d1", "kept")).json["status"] == "stored"
    assert target.request("POST", "/api/v1/outcomes", outcome("d1", "unknown", outcome="unknown")).json["status"] == (
        "duplicate"
    )


@pytest.mark.parametrize("at", [0, 2**52])
def test_an_outcome_out_of_time_is_refused(target: RunningCompanion, at: int):
    answer = target.request("POST", "/api/v1/outcomes", outcome("d1", "kept", at=at))
    assert (answer.status, answer.json["error"]["code"]) == (409, "wrong-time")


@pytest.mark.parametrize("site", ["nowhere", "X", "forum.example.org"])
def test_an_outcome_on_a_site_that_nobody_added_is_refused(target: RunningCompanion, site: str):
    answer = target.request("POST", "/api/v1/outcomes", outcome("d1", "kept", site=site))
    assert answer.status == 422
    assert target.request("POST", "/api/v1/outcomes", outcome("d1", "kept")).json["status"] == "stored"


def test_an_outcome_on_a_site_that_was_added_counts(target: RunningCompanion):
    target.run("settings", "set", "sites_added", "forum.example.org")
    report = outcome("d1", "kept", site="forum.example.org")
    assert target.request("POST", "/api/v1/outcomes", report).json["status"] == "stored"


@pytest.mark.parametrize("rule", ["respect.nothing", "confidentiality.", "respect", "gossip.shouting", "", "a" * 81])
def test_an_outcome_of_a_rule_that_never_was_is_refused_and_nothing_of_it_counted(target: RunningCompanion, rule: str):
    answer = target.request("POST", "/api/v1/outcomes", outcome("d1", "kept", SHOUTING, rule))
    assert answer.status == 422
    assert target.request("POST", "/api/v1/outcomes", outcome("d1", "kept", SHOUTING)).json["status"] == "stored"


def test_an_outcome_of_a_rule_that_went_with_its_pack_still_counts(target: RunningCompanion):
    target.run("settings", "set", "profession", "occupational-therapy")
    rule = "boundaries.equipment-unseen"
    assert target.request("POST", "/api/v1/outcomes", outcome("d1", "kept", rule)).json["status"] == "stored"
    target.run("settings", "set", "profession", "")
    assert target.request("POST", "/api/v1/outcomes", outcome("d2", "kept", rule)).json["status"] == "stored"
    # Also after a restart, when only what was counted before tells that there was such a rule.
    target.stop()
    target.start()
    assert target.request("POST", "/api/v1/outcomes", outcome("d3", "kept", rule)).json["status"] == "stored"


def test_slices_are_judged_one_by_one(target: RunningCompanion):
    now = now_ms()
    good = {"src": "a", "seq": 0, "site": "x", "start": now - 60_000, "end": now - 30_000}
    odd = [
        {**good, "seq": 1, "start": 1.5},
        {**good, "seq": True},
        {**good, "seq": 2**60},
        {**good, "seq": 2, "end": now + 3_600_000},
        {**good, "seq": 3, "site": "nowhere"},
        "nonsense",
        None,
    ]
    body = json.dumps({"slices": [*odd, good]}).encode().replace(b'"seq": 3', b'"seq": NaN')
    answer = target.request("POST", "/api/v1/slices", body)
    assert answer.status == 200
    statuses = [one["status"] for one in answer.json["results"]]
    assert statuses == ["rejected"] * 7 + ["stored"]
    assert answer.json["today"]["sites"] == {"x": 30_000}
    again = target.request("POST", "/api/v1/slices", {"slices": [good, {**good, "end": now - 20_000}]})
    assert [one["status"] for one in again.json["results"]] == ["duplicate", "extended"]
    assert again.json["today"]["total_ms"] == 40_000


def test_time_on_a_site_that_a_browser_names_counts(target: RunningCompanion):
    now = now_ms()
    one = {"src": "a", "seq": 0, "site": "forum.example.org", "start": now - 60_000, "end": now - 30_000}

    def status() -> str:
        return target.request("POST", "/api/v1/slices", {"slices": [one]}).json["results"][0]["status"]

    assert status() == "rejected"
    for _ in range(2):
        answer = target.request("POST", "/api/v1/sites", {"site": "forum.example.org"})
        assert (answer.status, answer.json) == (200, {"sites_added": ["forum.example.org"]})
    assert status() == "stored"
    assert target.request("GET", "/api/v1/state").json["settings"]["sites_added"] == ["forum.example.org"]


@pytest.mark.parametrize("site", ["x", "forum", "Forum.example.org", "https://forum.example.org", "a..b", "", 7, None])
def test_what_is_no_host_name_is_no_site(target: RunningCompanion, site: object):
    assert target.request("POST", "/api/v1/sites", {"site": site}).status == 422
    assert target.request("GET", "/api/v1/state").json["settings"]["sites_added"] == []


def test_at_most_200_slices_come_at_once(target: RunningCompanion):
    now = now_ms()
    many = [
        {"src": "a", "seq": n, "site": "x", "start": now - 60_000 - n * 1000, "end": now - 59_000 - n * 1000}
        for n in range(201)
    ]
    assert target.request("POST", "/api/v1/slices", {"slices": many}).status == 422
    answer = target.request("POST", "/api/v1/slices", {"slices": many[:200]})
    assert {one["status"] for one in answer.json["results"]} == {"stored"}


def test_a_level_reached_comes_with_the_answer(target: RunningCompanion):
    # So that no day begins within these twelve minutes.
    target.run("settings", "set", "zone", "UTC")
    target.run("settings", "set", "day_start", f"{(time.gmtime().tm_hour + 12) % 24:02}:00")
    now = now_ms()
    used = [
        {"src": "a", "seq": n, "site": "x", "start": now - (n + 1) * 60_000, "end": now - n * 60_000} for n in range(12)
    ]
    today = target.request("POST", "/api/v1/slices", {"slices": used}).json["today"]
    assert (today["level"], today["shown_level"], today["next_level_in_ms"]) == (2, 0, 180_000)
    shown = {"id": "e1", "at": now, "kind": "level-shown", "site": "x", "level": 2}
    answer = target.request("POST", "/api/v1/events", {"events": [shown, shown]})
    assert [one["status"] for one in answer.json["results"]] == ["stored", "duplicate"]
    assert answer.json["today"]["shown_level"] == 2


def test_a_pause_is_told_and_can_be_ended(target: RunningCompanion):
    until = now_ms() + 3_600_000
    assert target.request("POST", "/api/v1/pauses", {"until": until}).json["today"]["paused_until"] == until
    assert target.request("GET", "/api/v1/state").json["paused_until"] == until
    assert target.request("POST", "/api/v1/pauses", {"until": 0}).json["today"]["paused_until"] == 0
    assert target.request("POST", "/api/v1/pauses", {"until": until + 48 * 3_600_000}).status == 409


def test_the_state_names_what_a_visit_can_be_for(target: RunningCompanion):
    state = target.request("GET", "/api/v1/state").json
    assert [one["purpose"] for one in state["purposes"]] == ["replies", "looking"]
    assert (state["due"], state["paused_until"], state["quiet"]) == (0, 0, [])
    assert type(state["monday_dot"]) is bool


def test_what_was_acknowledged_survives_a_kill(target: RunningCompanion):
    now = now_ms()
    for n in range(20):
        one = {"src": "a", "seq": n, "site": "x", "start": now - (n + 2) * 1000, "end": now - (n + 1) * 1000}
        assert target.request("POST", "/api/v1/slices", {"slices": [one]}).json["results"][0]["status"] == "stored"
    target.kill()
    target.start()
    assert target.request("GET", "/api/v1/state").json["today"]["total_ms"] == 20_000
