"""forethought rules: lists, shows, explains, tries, tests, measures, writes and adds conduct rules."""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import BinaryIO, NoReturn

import click

from forethought.commands.check import draft_from, for_a_person
from forethought.commands.options import data_option, environment_of, give_up
from forethought.conduct.engine import check
from forethought.conduct.explain import explain_rule, explain_text, levels_in_words
from forethought.conduct.lint import lint
from forethought.conduct.load import core_pack, load_for_profession, load_rulebook, profession_packs
from forethought.conduct.model import FAMILIES, Rulebook
from forethought.conduct.packs import PackError, installed_packs, look_over, put_in_place, remove
from forethought.conduct.phrases import suggest
from forethought.conduct.selftest import test_rules
from forethought.drafts import PERSONAS, SURFACES, Draft

_surface = click.option("--surface", type=click.Choice(SURFACES), default="post", help="Where the draft will appear.")
_persona = click.option("--persona", type=click.Choice(PERSONAS), default="professional", help="As whom you write.")
_profession = click.option("--profession", default="", help="A profession pack, for example nursing.")


@click.group("rules")
def rules_command() -> None:
    """List, explain, test and add conduct rules."""


def _rulebook(profession: str, data_dir: Path | None, *, with_examples: bool = False) -> Rulebook:
    added = installed_packs(environment_of(data_dir).data_dir)
    return load_for_profession(profession, *added, with_opt_in=True, with_examples=with_examples)


def _print_problems(rulebook: Rulebook) -> None:
    for problem in rulebook.problems:
        click.echo(f"off: {problem}", err=True)


@rules_command.command("list")
@_profession
@data_option
def list_rules(profession: str, data_dir: Path | None) -> None:
    """List every rule with its levels, and the files that are broken."""
    rulebook = _rulebook(profession, data_dir)
    for rule in sorted(rulebook.order, key=lambda rule: (FAMILIES.index(rule.family), rule.id)):
        default = "" if rule.file.default == "on" else f" [{rule.file.default}]"
        lowered = f" (lowered by pack {rule.origins['lowered']!r})" if "lowered" in rule.origins else ""
        click.echo(f"{rule.id}{default}: {rule.file.title}. {levels_in_words(rule.levels)}{lowered}")
    click.echo(f"{len(rulebook.rules)} rules in {len(rulebook.packs)} packs")
    _print_problems(rulebook)
    if rulebook.problems:
        sys.exit(1)


@rules_command.command("show")
@click.argument("rule_id")
@_profession
@data_option
def show(rule_id: str, profession: str, data_dir: Path | None) -> None:
    """Print a rule's file as it stands."""
    rule = _rulebook(profession, data_dir).rules.get(rule_id) or _no_rule(rule_id)
    click.echo(rule.path.read_text(encoding="utf-8"), nl=False)


def _no_rule(rule_id: str) -> NoReturn:
    known = load_rulebook().rules
    give_up(f"There is no rule {rule_id!r}.{suggest(rule_id, known)} 'forethought rules list' names them all.")


@rules_command.command("explain")
@click.argument("rule_id", required=False)
@click.option("--text", help="Explain what is found in this text, and by which facts.")
@_surface
@_persona
@_profession
@data_option
def explain(
    rule_id: str | None, text: str | None, surface: str, persona: str, profession: str, data_dir: Path | None
) -> None:
    """Say what a rule looks for and where it comes from; or, with --text, why a text is marked."""
    if (rule_id is None) == (text is None):
        raise click.UsageError("Give a rule's id, or --text.")
    rulebook = _rulebook(profession, data_dir)
    if text is not None:
        lines = list(explain_text(Draft(text, surface, persona, profession), rulebook))
        for line in lines or ["No rule marks anything here. That is not a promise that it harms nobody."]:
            click.echo(line)
        return
    rule = rulebook.rules.get(rule_id or "") or _no_rule(rule_id or "")
    for line in explain_rule(rule):
        click.echo(line)


@rules_command.command("try")
@click.argument("text")
@_surface
@_persona
@_profession
@data_option
def try_text(text: str, surface: str, persona: str, profession: str, data_dir: Path | None) -> None:
    """Check TEXT and print what a person would be told."""
    for line in for_a_person(check(Draft(text, surface, persona, profession), _rulebook(profession, data_dir)), text):
        click.echo(line)


@rules_command.command("test")
@click.argument("path", type=click.Path(exists=True, path_type=Path), required=False)
@data_option
def test(path: Path | None, data_dir: Path | None) -> None:
    """Hold rules to their own examples: all shipped and added packs, or the folder or rule file PATH.

    Exit status: 0 all pass, 1 an example fails or a file is broken.
    """
    failures: list[str] = []
    tested: set[str] = set()
    for rulebook, chosen in _to_test(path, data_dir):
        here = [p for p in rulebook.problems if chosen is None or Path(p.path).resolve().is_relative_to(chosen)]
        rules = [rule for rule in rulebook.order if chosen is None or rule.path.resolve().is_relative_to(chosen)]
        failures += [str(problem) for problem in here]
        failures += [str(failure) for failure in test_rules(rulebook, rules)]
        tested |= {rule.id for rule in rules}
    for failure in dict.fromkeys(failures):
        click.echo(failure, err=True)
    click.echo(f"{len(tested)} rules, {len(dict.fromkeys(failures))} problems")
    if failures:
        sys.exit(1)


def _to_test(path: Path | None, data_dir: Path | None) -> list[tuple[Rulebook, Path | None]]:
    core = core_pack().resolve()
    if path is None:
        # With each profession's words on top, the rules of the core pack must still do what their examples say.
        packs = [[core], *([core, folder.resolve()] for folder in profession_packs().values())]
        if added := installed_packs(environment_of(data_dir).data_dir):
            packs.append([core, *added])
        return [(load_rulebook(*folders, with_examples=True), None) for folders in packs]
    path = path.resolve()
    pack = next((folder for folder in (path, *path.parents) if (folder / "pack.toml").is_file()), core)
    return [(load_rulebook(*([core] if pack == core else [core, pack]), with_examples=True), path)]


_NEW = """\
id = "{id}"
title = "What is wrong, in a few words"
level = {{ professional = "hint", personal = "off", organisational = "hint" }}
message = "What was seen."
reason = "Why it can hurt."
suggestion = "What to do instead."

[[sources]]
title = "Who says so"

[when]
any = ["the (words|phrase) ..2 that give it away"]

[unless]
inside = ["quote"]

[examples]
warn = [
    "Here are «the words that give it away»",
    "And «the phrase that give it away» in other company",
    "Then once more «the words in it that give it away»",
]
ok = [
    "The words, and that is all",
    "A near miss",
    "Another near miss",
]
"""


@rules_command.command("new")
@click.argument("rule_id")
@click.option("--pack", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path(), help="The pack.")
def new(rule_id: str, pack: Path) -> None:
    """Write a new rule file for RULE_ID (family.name) into a pack folder, ready to be filled in."""
    family, _, name = rule_id.partition(".")
    if (
        family not in FAMILIES
        or not name
        or not all(c.isascii() and (c.islower() or c.isdigit() or c == "-") for c in name)
    ):
        give_up(f"{rule_id!r} is not family.name.{suggest(family, FAMILIES)} Families: {', '.join(FAMILIES)}.")
    path = pack / family / f"{name}.toml"
    if path.exists():
        give_up(f"{path} is already there.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_NEW.format(id=rule_id), encoding="utf-8")
    click.echo(f"Wrote {path}. Fill it in, then: forethought rules test {path}")


@rules_command.command("lint")
@_profession
@data_option
def lint_rules(profession: str, data_dir: Path | None) -> None:
    """Name what is of no use: lexicons that no rule uses, phrases swallowed by others, examples given twice."""
    rulebook = _rulebook(profession, data_dir, with_examples=True)
    lines = list(lint(rulebook))
    for line in lines:
        click.echo(line)
    _print_problems(rulebook)
    click.echo(f"{len(lines)} remarks")
    if lines or rulebook.problems:
        sys.exit(1)


@rules_command.command("bench")
@click.option(
    "--corpus", type=click.File("rb"), required=True, help="A file of JSON lines with text, kind and persona."
)
@click.option("--show", is_flag=True, help="Also print the posts each rule marks.")
@_profession
@data_option
def bench(corpus: BinaryIO, show: bool, profession: str, data_dir: Path | None) -> None:
    """Count how often each rule speaks in a corpus, so that a noisy one shows before others meet it."""
    rulebook = _rulebook(profession, data_dir)
    hits: Counter[str] = Counter()
    marked: dict[str, list[str]] = {}
    number = spoken = 0
    for line in corpus:
        try:
            draft = draft_from(json.loads(line))
        except ValueError:
            give_up(f"Line {number + 1} of the corpus is not a draft: an object with text, kind and persona.")
        number += 1
        findings = check(draft, rulebook)
        spoken += bool(findings)
        for finding in findings:
            hits[f"{finding.level:5s}{finding.rule}"] += 1
            marked.setdefault(f"{finding.level:5s}{finding.rule}", []).append(draft.text)
    for rule, count in hits.most_common():
        click.echo(f"{count:5d}  {1000 * count / max(1, number):6.1f} in 1,000  {rule}")
        for text in marked[rule] if show else ():
            click.echo(f"         {' '.join(text.split())[:160]}")
    click.echo(f"{number} posts, {spoken} with a finding")


@rules_command.command("docs")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of a rule file instead.")
def docs(schema: bool) -> None:
    """Print the page that lists every shipped rule (docs/rules.md)."""
    from forethought.conduct.reference import rule_schema, rules_page

    if schema:
        click.echo(rule_schema(), nl=False)
        return
    core = load_rulebook(with_examples=True)
    packs = profession_packs()
    click.echo(
        rules_page(
            core, {name: load_rulebook(core_pack(), folder, with_examples=True) for name, folder in packs.items()}
        ),
        nl=False,
    )


@rules_command.command("add")
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
@data_option
def add(archive: Path, yes: bool, data_dir: Path | None) -> None:
    """Add the rule pack ARCHIVE (a zip file): shows what it changes and asks first."""
    folder = environment_of(data_dir).data_dir
    others = installed_packs(folder)
    try:
        candidate = look_over(archive, core_pack(), *others)
    except PackError as error:
        give_up(f"The pack is refused; nothing was changed.\n{error}")
    click.echo(f"{candidate.pack.title} ({candidate.pack.id} {candidate.pack.version}, {candidate.pack.kind})")
    for line in candidate.changes or ["changes nothing"]:
        click.echo(f"  {line}")
    if not yes and not click.confirm("Add it?", default=False):
        give_up("Nothing was changed.", 1)
    put_in_place(candidate, folder)
    click.echo("Added. A running companion uses it from the next check on.")


@rules_command.command("remove")
@click.argument("pack_id")
@data_option
def remove_pack(pack_id: str, data_dir: Path | None) -> None:
    """Take away a pack that was added."""
    if not remove(pack_id, environment_of(data_dir).data_dir):
        give_up(f"There is no added pack {pack_id!r}.")
    click.echo(f"Removed {pack_id}.")
