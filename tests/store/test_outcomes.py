"""Outcomes of drafts are counts, stored once; a rule whose warnings are kept goes quiet."""

import pytest
from tests.usage.cases import NOON

from forethought.store import Store, StoreError
from forethought.store.outcomes import DraftOutcome, WarningOutcome, add_outcome, outcomes_between
from forethought.store.rule_preferences import (
    RulePreference,
    clear_rule_preference,
    quiet_what_is_kept,
    rule_preferences,
    set_rule_preference,
)


def _outcome(
    draft: str, *warnings: WarningOutcome, at: int = NOON, outcome: str = "posted", site: str = "x"
) -> DraftOutcome:
    return DraftOutcome(draft, at, site, "post", "professional", outcome, "post", warnings)


def _shouting(outcome: str, rule: str = "respect.shouting") -> WarningOutcome:
    return WarningOutcome(rule, rule.split(".")[0], "warn", outcome)


def _report(store: Store, outcome: DraftOutcome) -> list[str]:
    with store.begin() as connection:
        add_outcome(connection, outcome)
        warnings = [(one.rule, one.family) for one in outcome.warnings]
        return quiet_what_is_kept(connection, warnings, outcome.site, NOON)


def test_an_outcome_comes_back_with_its_warnings_in_order(store: Store) -> None:
    told = _outcome("d", _shouting("kept"), _shouting("changed", "promotion.hard-sell"), _shouting("kept"))
    with store.begin() as connection:
        assert add_outcome(connection, told) is True
        assert outcomes_between(connection, NOON, NOON + 1) == [told]
        assert outcomes_between(connection, NOON + 1, NOON + 2) == []


def test_the_same_outcome_twice_counts_once(store: Store) -> None:
    with store.begin() as connection:
        assert add_outcome(connection, _outcome("d")) is True
        assert add_outcome(connection, _outcome("d", outcome="dropped")) is False
        assert [one.outcome for one in outcomes_between(connection, 0, NOON + 1)] == ["posted"]


def test_what_was_not_known_can_become_known(store: Store) -> None:
    with store.begin() as connection:
        add_outcome(connection, _outcome("d", _shouting("unknown"), outcome="unknown"))
        assert add_outcome(connection, _outcome("d", _shouting("changed"))) is True
        assert outcomes_between(connection, 0, NOON + 1) == [_outcome("d", _shouting("changed"))]


def test_a_word_that_is_not_in_the_schema_is_refused(store: Store) -> None:
    with pytest.raises(StoreError), store.begin() as connection:
        add_outcome(connection, _outcome("d", outcome="liked"))


def test_three_kept_warnings_running_make_a_rule_quiet_on_that_site(store: Store) -> None:
    reported = [_report(store, _outcome(f"d{n}", _shouting("kept"), at=NOON + n)) for n in range(4)]
    assert reported == [[], [], ["respect.shouting"], []]
    with store.read() as connection:
        assert rule_preferences(connection) == [RulePreference("respect.shouting", "x", "quiet", NOON, "program")]


@pytest.mark.parametrize("other", ["changed", "dropped", "unknown"])
def test_a_warning_that_was_not_kept_starts_the_count_again(store: Store, other: str) -> None:
    outcomes = ["kept", "kept", other, "kept", "kept"]
    reported = [_report(store, _outcome(f"d{n}", _shouting(one), at=NOON + n)) for n, one in enumerate(outcomes)]
    assert reported == [[]] * 5


def test_kept_warnings_on_different_sites_do_not_add_up(store: Store) -> None:
    sites = ["x", "reddit", "x", "reddit"]
    reported = [
        _report(store, _outcome(f"d{n}", _shouting("kept"), at=NOON + n, site=site)) for n, site in enumerate(sites)
    ]
    assert reported == [[]] * 4


def test_a_rule_about_confidentiality_never_goes_quiet(store: Store) -> None:
    warning = _shouting("kept", "confidentiality.record-number")
    assert [_report(store, _outcome(f"d{n}", warning, at=NOON + n)) for n in range(5)] == [[]] * 5


def test_a_rule_that_the_person_wants_loud_never_goes_quiet(store: Store) -> None:
    with store.begin() as connection:
        set_rule_preference(connection, RulePreference("respect.shouting", "x", "loud", NOON, "person"))
    assert [_report(store, _outcome(f"d{n}", _shouting("kept"), at=NOON + n)) for n in range(5)] == [[]] * 5


def test_a_preference_can_be_replaced_and_cleared(store: Store) -> None:
    with store.begin() as connection:
        for state in ("quiet", "off"):
            set_rule_preference(connection, RulePreference("respect.shouting", "", state, NOON, "person"))
        assert [one.state for one in rule_preferences(connection)] == ["off"]
        assert clear_rule_preference(connection, "respect.shouting", "") is True
        assert clear_rule_preference(connection, "respect.shouting", "") is False
        assert rule_preferences(connection) == []
