"""forethought rules writes, adds, removes and measures rules, and changes nothing that nobody agreed to."""

import json
import os
import stat
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.conduct.packs import LEXICON, PACK, RULE

from forethought.cli import main
from forethought.commands import rules

FILES = {
    "pack.toml": PACK.format(id="street", kind="organisation"),
    "promotion/shop.toml": RULE,
    "lexicons/shop.txt": LEXICON,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with nothing in it."""
    return tmp_path / "data"


def _rules(folder: Path, *arguments: str, say: str | None = None) -> Result:
    return CliRunner().invoke(main, ["rules", *arguments, "--data", str(folder)], input=say)


def _archive(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def test_a_pack_is_added_after_it_was_shown_and_agreed_to(folder: Path, tmp_path: Path):
    result = _rules(folder, "add", str(_archive(tmp_path / "street.zip", FILES)), say="y\n")
    assert result.exit_code == 0, result.output
    assert "A pack (street 1, organisation)" in result.output
    assert "promotion.shop" in result.output
    assert result.output.endswith("Added. A running companion uses it from the next check on.\n")
    assert "warn promotion.shop" in _rules(folder, "try", "Come to my shop").output


def test_what_a_command_writes_is_the_persons_alone(folder: Path, tmp_path: Path):
    before = os.umask(0o022)
    try:
        _rules(folder, "add", str(_archive(tmp_path / "street.zip", FILES)), "--yes")
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.rglob("*")]}
    assert modes["shop.toml"] == 0o600
    assert modes == {name: 0o600 if "." in name else 0o700 for name in modes}


def test_a_pack_that_nobody_agreed_to_leaves_everything_as_it_was(folder: Path, tmp_path: Path):
    result = _rules(folder, "add", str(_archive(tmp_path / "street.zip", FILES)), say="n\n")
    assert (result.exit_code, "Nothing was changed." in result.output) == (1, True)
    assert "promotion.shop" not in _rules(folder, "list").output


def test_a_pack_that_fails_its_own_example_is_refused_with_the_sentence(folder: Path, tmp_path: Path):
    wrong = {**FILES, "promotion/shop.toml": RULE.replace('"my dog"', '"my shop again"')}
    result = _rules(folder, "add", str(_archive(tmp_path / "street.zip", wrong)), "--yes")
    assert result.exit_code != 0
    assert "The pack is refused; nothing was changed." in result.output
    assert "my shop again" in result.output
    assert "promotion.shop" not in _rules(folder, "list").output


def test_a_rule_that_broke_after_it_was_added_is_named_by_the_test_of_all_rules(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    # Those of the shipped packs are held to their examples in tests/conduct/test_rules.py.
    monkeypatch.setattr(rules, "profession_packs", dict)
    _rules(folder, "add", str(_archive(tmp_path / "street.zip", FILES)), "--yes")
    [rule] = folder.rglob("shop.toml")
    rule.chmod(0o600)
    rule.write_text(RULE.replace("level =", "levl ="), encoding="utf-8")
    result = _rules(folder, "test")
    assert (result.exit_code, "shop.toml" in result.output, "levl" in result.output) == (1, True, True)


def test_a_file_that_is_no_archive_is_refused(folder: Path, tmp_path: Path):
    path = tmp_path / "street.zip"
    path.write_bytes(b"not a zip file")
    result = _rules(folder, "add", str(path), "--yes")
    assert (result.exit_code != 0, "The pack is refused" in result.output) == (True, True)


def test_an_added_pack_can_be_taken_away_again_and_only_once(folder: Path, tmp_path: Path):
    _rules(folder, "add", str(_archive(tmp_path / "street.zip", FILES)), "--yes")
    assert _rules(folder, "remove", "street").output == "Removed street.\n"
    assert "promotion.shop" not in _rules(folder, "list").output
    again = _rules(folder, "remove", "street")
    assert (again.exit_code != 0, "There is no added pack 'street'." in again.output) == (True, True)


def test_a_new_rule_is_a_file_that_passes_its_own_test_once_it_is_in_a_pack(tmp_path: Path):
    (tmp_path / "pack.toml").write_text(PACK.format(id="mine", kind="personal"), encoding="utf-8")
    result = CliRunner().invoke(main, ["rules", "new", "credibility.hearsay", "--pack", str(tmp_path)])
    path = tmp_path / "credibility" / "hearsay.toml"
    assert (result.exit_code, str(path) in result.output) == (0, True)
    tested = CliRunner().invoke(main, ["rules", "test", str(path)])
    assert (tested.exit_code, tested.output) == (0, "1 rules, 0 problems\n")


def test_a_new_rule_never_overwrites_one(tmp_path: Path):
    CliRunner().invoke(main, ["rules", "new", "credibility.hearsay", "--pack", str(tmp_path)])
    path = tmp_path / "credibility" / "hearsay.toml"
    path.write_text("my own words", encoding="utf-8")
    result = CliRunner().invoke(main, ["rules", "new", "credibility.hearsay", "--pack", str(tmp_path)])
    assert (result.exit_code != 0, "is already there" in result.output) == (True, True)
    assert path.read_text(encoding="utf-8") == "my own words"


@pytest.mark.parametrize("rule_id", ["hearsay", "credibilty.hearsay", "credibility.Hear Say", "credibility.../x", "."])
def test_a_new_rule_needs_a_family_and_a_plain_name(tmp_path: Path, rule_id: str):
    result = CliRunner().invoke(main, ["rules", "new", rule_id, "--pack", str(tmp_path)])
    assert (result.exit_code != 0, "is not family.name" in result.output) == (True, True)
    assert list(tmp_path.iterdir()) == []


def test_a_family_with_a_slip_of_the_pen_is_named_rightly(tmp_path: Path):
    result = CliRunner().invoke(main, ["rules", "new", "credibilty.hearsay", "--pack", str(tmp_path)])
    assert "Did you mean 'credibility'?" in result.output


def test_bench_counts_how_often_each_rule_speaks(folder: Path, tmp_path: Path):
    corpus = tmp_path / "posts.jsonl"
    posts = ["Only four places left, grab yours now, link in bio", "A fine day in Bath"]
    corpus.write_text("".join(json.dumps({"text": text}) + "\n" for text in posts), encoding="utf-8")
    lines = _rules(folder, "bench", "--corpus", str(corpus)).output.splitlines()
    assert "    1   500.0 in 1,000  warn promotion.hard-sell" in lines
    assert lines[-1] == "2 posts, 1 with a finding"
    assert not any("grab yours" in line for line in lines)
    assert "grab yours" in _rules(folder, "bench", "--show", "--corpus", str(corpus)).output


def test_bench_names_the_line_that_is_no_draft(folder: Path, tmp_path: Path):
    corpus = tmp_path / "posts.jsonl"
    corpus.write_text('{"text": "A fine day"}\n{"words": 1}\n', encoding="utf-8")
    result = _rules(folder, "bench", "--corpus", str(corpus))
    assert (result.exit_code != 0, "Line 2 of the corpus is not a draft" in result.output) == (True, True)


def test_every_list_of_the_shipped_rules_is_used(folder: Path):
    assert _rules(folder, "lint").output.startswith("0 remarks")
