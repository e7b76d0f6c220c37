"""Writes the page that lists every shipped rule (docs/rules.md) and the JSON Schema that editors use for rule files."""

import json
import re
from collections.abc import Iterator

import msgspec

from forethought.conduct import detectors
from forethought.conduct.model import FAMILIES, ExampleDraft, PersonaLevels, Rule, Rulebook, RuleFile

_HEAD = """\
# Conduct rules

What Forethought warns of, and who says so. This page is written by `forethought rules docs`; a test holds it equal
to the rules. How to write a rule: [shared_rules/README.md](../shared_rules/README.md).

A rule says *hint*, *warn* or *hold* by persona (professional / personal / organisational). *Quiet* rules are listed
behind “more” and never underlined; *opt-in* rules are off until you switch them on. Nothing is ever blocked, and
silence is no promise that a draft harms nobody.
"""
_DEFAULTS = {"on": "", "quiet": ", quiet", "opt-in": ", opt-in"}


def rules_page(core: Rulebook, professions: dict[str, Rulebook]) -> str:
    """Return docs/rules.md: the core rules and what each profession's pack adds. The examples must be loaded."""
    lines = [_HEAD]
    for family in FAMILIES:
        rules = sorted((rule for rule in core.order if rule.family == family), key=lambda rule: rule.id)
        if rules:
            lines += [f"## {family.capitalize()}", ""]
            for rule in rules:
                lines += _rule_lines(rule)
    for name, rulebook in sorted(professions.items()):
        added = [rule for rule in rulebook.order if rule.id not in core.rules]
        lines += [f"## Pack: {rulebook.packs[-1].title}", ""]
        words = sorted(
            key for key, entries in rulebook.lexicons.items() if len(entries) > len(core.lexicons.get(key, ()))
        )
        lines += [f"`{name}` adds words to {', '.join(f'`{{{word}}}`' for word in words) or 'no lexicon'}.", ""]
        for rule in sorted(added, key=lambda rule: rule.id):
            lines += _rule_lines(rule)
    lines += ["## Detectors", "", "| name | finds |", "| --- | --- |"]
    lines += [f"| `@{name}` | {line} |" for name, (_, line) in sorted(detectors.NAMES.items())]
    return "\n".join(lines) + "\n"


def _levels(levels: PersonaLevels) -> str:
    return f"{levels.professional} / {levels.personal} / {levels.organisational}"


def _rule_lines(rule: Rule) -> Iterator[str]:
    file = rule.file
    yield f"### {file.title}"
    yield ""
    yield f"`{rule.id}`: {_levels(rule.levels)}{_DEFAULTS[file.default]}"
    if file.surfaces is not None:
        yield f"Only in: {', '.join(file.surfaces)}."
    yield ""
    yield f"{_plain(file.message)} {_plain(file.reason)} *{_plain(file.suggestion)}*"
    yield ""
    yield "Sources: " + "; ".join(_source(source) for source in file.sources)
    yield ""
    if file.examples is not None:
        yield f"- marks: {_example(file.examples.warn[0])}"
        yield f"- silent: {_example(file.examples.ok[0])}"
        yield ""


def _plain(text: str) -> str:
    return re.sub(r"\{[a-z]+\}", "…", text).replace("<", "&lt;").replace("*", "\\*")


def _source(source: msgspec.Struct) -> str:
    given = msgspec.structs.asdict(source)
    name = f"[{given['title']}]({given['url']})" if given["url"] else given["title"]
    return f"{name}, {given['section']}" if given["section"] else name


def _example(example: str | ExampleDraft) -> str:
    text = example if isinstance(example, str) else example.text
    shown = " ".join(text.split()).replace("`", "'")
    return f"`{shown}`" if shown else "(no words)"


def rule_schema() -> str:
    """Return the JSON Schema (2020-12) of a rule file, from the same shapes that the loader uses."""
    schema = msgspec.json.schema(RuleFile)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Forethought conduct rule"
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
