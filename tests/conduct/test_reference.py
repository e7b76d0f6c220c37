"""docs/rules.md and the JSON Schema say what the rules and the loader say."""

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest
from tests.conduct.packs import RULE
from tests.rulebooks import rulebook_with

from forethought.conduct.load import core_pack, profession_packs
from forethought.conduct.reference import rule_schema, rules_page
from forethought.resources import shipped

REPOSITORY = Path(__file__).resolve().parents[2]


def test_the_page_of_rules_is_that_of_the_shipped_packs():
    professions = {name: rulebook_with(folder, with_examples=True) for name, folder in profession_packs().items()}
    page = rules_page(rulebook_with(with_examples=True), professions)
    assert (REPOSITORY / "docs" / "rules.md").read_text(encoding="utf-8") == page, (
        "run: forethought rules docs > docs/rules.md"
    )


def test_the_schema_for_editors_is_that_of_the_loader():
    written = (shipped("shared_rules") / "rule.schema.json").read_text(encoding="utf-8")
    assert written == rule_schema(), "run: forethought rules docs --schema > shared_rules/rule.schema.json"


def test_every_shipped_rule_is_valid_by_the_schema():
    validator = jsonschema.Draft202012Validator(json.loads(rule_schema()))
    folders = [core_pack(), *profession_packs().values()]
    paths = [path for folder in folders for path in folder.glob("*/*.toml") if path.parent.name != "signals"]
    assert paths
    for path in paths:
        errors = [error.message for error in validator.iter_errors(tomllib.loads(path.read_text(encoding="utf-8")))]
        assert errors == [], path


@pytest.mark.parametrize(("old", "new"), [("suggestion", "sugestion"), ('"warn"', '"wran"'), ("any =", "some =")])
def test_the_schema_refuses_what_the_loader_refuses(old: str, new: str):
    broken = tomllib.loads(RULE.replace(old, new, 1))
    assert not jsonschema.Draft202012Validator(json.loads(rule_schema())).is_valid(broken)


def test_the_readme_for_authors_names_every_detector_and_key():
    from forethought.conduct import detectors, model

    text = (shipped("shared_rules") / "README.md").read_text(encoding="utf-8")
    missing = [name for name in detectors.NAMES if f"`@{name}`" not in text]
    shapes = (
        model.RuleFile,
        model.When,
        model.Unless,
        model.OnlyIf,
        model.AllWithin,
        model.Count,
        model.Tone,
        model.PackFile,
    )
    missing += [field for shape in shapes for field in shape.__struct_fields__ if field not in text]
    assert missing == []
