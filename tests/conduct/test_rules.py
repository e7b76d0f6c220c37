"""Every shipped rule does what its own examples say, and every pack loads without a problem."""

import pytest
from tests.rulebooks import rulebook_with

from forethought.conduct.load import core_pack, profession_packs
from forethought.conduct.selftest import test_rules as failures_of

CORE_EXAMPLES = 5


def test_every_rule_of_the_core_pack_passes_its_own_examples():
    rulebook = rulebook_with(with_examples=True)
    assert [str(problem) for problem in rulebook.problems] == []
    assert [str(failure) for failure in failures_of(rulebook)] == []


@pytest.mark.parametrize("profession", sorted(profession_packs()))
def test_every_profession_pack_passes_its_own_examples_and_those_of_core(profession: str):
    rulebook = rulebook_with(profession_packs()[profession], with_examples=True)
    assert [str(problem) for problem in rulebook.problems] == []
    assert [str(failure) for failure in failures_of(rulebook)] == []


@pytest.mark.parametrize("profession", sorted(profession_packs()))
def test_every_profession_brings_rules_of_its_own_with_five_examples_each_way(profession: str):
    folder = profession_packs()[profession]
    own = [rule for rule in rulebook_with(folder, with_examples=True).order if rule.path.is_relative_to(folder)]
    assert len(own) >= 2
    few = [
        rule.id
        for rule in own
        if rule.file.examples is None or min(len(rule.file.examples.warn), len(rule.file.examples.ok)) < CORE_EXAMPLES
    ]
    assert few == []


def test_every_core_rule_has_five_examples_each_way():
    few = {
        rule.id: (len(rule.file.examples.warn), len(rule.file.examples.ok))
        for rule in rulebook_with(with_examples=True).order
        if rule.file.examples is None or min(len(rule.file.examples.warn), len(rule.file.examples.ok)) < CORE_EXAMPLES
    }
    assert few == {}


def test_no_rule_id_is_given_twice_in_all_packs():
    ids = [
        path.parent.name + "." + path.stem
        for folder in (core_pack(), *profession_packs().values())
        for path in folder.glob("*/*.toml")
    ]
    rule_ids = [rule_id for rule_id in ids if not rule_id.startswith("signals.")]
    assert len(rule_ids) == len(set(rule_ids))
