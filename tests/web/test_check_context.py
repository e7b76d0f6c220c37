"""What a person says of whoever a draft describes lowers that check and no other."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.companion import RunningCompanion, running_companion

IN_BAY = "Gentleman in bay 2 proposed tonight after the angiogram"


@pytest.fixture(scope="module")
def target() -> Iterator[RunningCompanion]:
    with running_companion() as started:
        yield started


def _check(target: RunningCompanion, **more: Any) -> Any:
    answer = target.request("POST", "/api/v1/checks", {"text": IN_BAY, "site": "x", "surface": "post"} | more)
    assert answer.status == 200, answer
    return answer.json


def _told(found: Any) -> list[tuple[str, str]]:
    told = [(one["rule"], one["level"]) for one in found["findings"]]
    return [one for one in told if one[0].startswith("confidentiality.")]


def test_an_answer_lowers_this_check_only_and_is_forgotten_by_the_next(target: RunningCompanion) -> None:
    rule = "confidentiality.recent-episode"
    assert _told(_check(target, context="consent")) == [(rule, "hint")]
    assert _told(_check(target, context="made-up")) == []
    assert _told(_check(target, context="not-served")) == []
    assert _told(_check(target)) == [(rule, "warn")]


def test_an_answer_nobody_knows_is_refused(target: RunningCompanion) -> None:
    answer = target.request("POST", "/api/v1/checks", {"text": IN_BAY, "context": "trust me"})
    assert (answer.status, answer.json["error"]["code"]) == (422, "wrong-shape")


def test_a_draft_in_another_language_is_answered_with_a_notice(target: RunningCompanion) -> None:
    found = _check(target, text="Der Patient in Bett 4 hat mir heute Nacht gesagt, dass er die Schwester liebt")
    assert found["notices"] == ["mostly-not-english"]
