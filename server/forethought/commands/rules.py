"""forethought rules: lists, shows, explains, tries, tests and adds conduct rules."""

import sys
from pathlib import Path

import click

from forethought.conduct.load import core_pack, load_rulebook, profession_packs
from forethought.conduct.model import Rulebook
from forethought.conduct.selftest import test_rules


@click.group("rules")
def rules_command() -> None:
    """List, explain, test and add conduct rules."""


@rules_command.command("test")
@click.argument("path", type=click.Path(exists=True, path_type=Path), required=False)
def test(path: Path | None) -> None:
    """Hold rules to their own examples: all shipped packs, or the pack folder or rule file PATH.

    Exit status: 0 all pass, 1 an example fails or a file is broken.
    """
    failures, number = [], 0
    for rulebook, chosen in _to_test(path):
        failures += [str(problem) for problem in rulebook.problems]
        rules = [rule for rule in rulebook.order if chosen is None or rule.path.resolve().is_relative_to(chosen)]
        failures += [str(failure) for failure in test_rules(rulebook, rules)]
        number += len(rules)
    for failure in failures:
        click.echo(failure, err=True)
    click.echo(f"{number} rules, {len(failures)} problems")
    if failures:
        sys.exit(1)


def _to_test(path: Path | None) -> list[tuple[Rulebook, Path | None]]:
    core = core_pack().resolve()
    if path is None:
        books: list[tuple[Rulebook, Path | None]] = [(load_rulebook(core, with_examples=True), None)]
        books += [(load_rulebook(core, folder, with_examples=True), folder) for folder in profession_packs().values()]
        return books
    path = path.resolve()
    pack = next((folder for folder in (path, *path.parents) if (folder / "pack.toml").is_file()), core)
    packs = [core] if pack == core else [core, pack]
    return [(load_rulebook(*packs, with_examples=True), path)]
