"""``forethought settings`` covers every setting, in words and as JSON."""

import json

import pytest
from tests.commands.runs import Runs

from forethought.settings import KEYS, Settings, plain


def test_every_setting_is_listed_with_its_value(runs: Runs) -> None:
    values = runs.json("settings", "get", "--json")
    assert values == {key: plain(getattr(Settings(), key)) for key in KEYS} | {
        "zone": "Europe/London",
        "day_start": "00:00",
    }
    assert [line.split(" = ")[0] for line in runs.run("settings", "get").splitlines()] == list(KEYS)
    assert [line.split(": ")[0] for line in runs.run("settings", "list").splitlines()] == list(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_what_get_prints_set_takes_back(runs: Runs, key: str) -> None:
    printed = runs.run("settings", "get", key).rstrip("\n")
    assert runs.run("settings", "set", key, printed) == f"{key} = {printed}\n"


def test_a_setting_is_changed_and_given_back_its_default(runs: Runs) -> None:
    assert runs.run("settings", "set", "budget_minutes", "none") == "budget_minutes = none\n"
    assert json.loads(runs.run("settings", "get", "budget_minutes", "--json")) is None
    assert runs.run("settings", "set", "budget_minutes") == "budget_minutes = 15\n"


def test_what_cannot_be_is_refused_in_words(runs: Runs) -> None:
    words = "The setting budget_minutes takes whole minutes a day from 0 to 1440, or none for no budget."
    assert runs.refused("settings", "set", "budget_minutes", "lots") == (2, words)
    for arguments in (["get", "budget"], ["set", "budget", "5"], ["set", "budget"]):
        code, told = runs.refused("settings", *arguments)
        assert (code, told[:29]) == (2, "There is no setting 'budget'.")


def test_a_value_with_a_minus_gets_the_settings_own_answer(runs: Runs) -> None:
    code, words = runs.refused("settings", "set", "budget_minutes", "-1")
    assert (code, "from 0 to 1440" in words) == (2, True)
