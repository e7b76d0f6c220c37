"""Holds rules to their own examples: what must be found and marked, and what must stay silent."""

from collections.abc import Iterable
from dataclasses import dataclass

from forethought.conduct.engine import apply
from forethought.conduct.model import Example, ExampleDraft, Examples, Rule, Rulebook
from forethought.conduct.phrases import Reading
from forethought.drafts import Draft, Media

_PERSONAS = ("professional", "organisational", "personal")


@dataclass(frozen=True, slots=True)
class Failure:
    """An example that did not do what its rule file says."""

    rule: str
    key: str
    text: str
    message: str

    def __str__(self) -> str:
        """Return one line for the author of the rule."""
        return f"{self.rule}: {self.key}: {self.text!r}: {self.message}"


def read_example(given: str | ExampleDraft, rule: Rule) -> Example:
    """Take the marks out of an example and fill in a surface and persona for which the rule speaks.

    Raises ValueError when the marks do not pair.
    """
    marked = given if isinstance(given, str) else given.text
    start, end = marked.find("«"), marked.find("»")
    if (start < 0) != (end < 0) or end < start or marked.count("«") > 1 or marked.count("»") > 1:
        raise ValueError("has «marks» that do not pair; mark one place")
    text = marked.replace("«", "").replace("»", "")
    mark = (start, end - 1) if start >= 0 else None
    surface = "post" if "post" in rule.surfaces else sorted(rule.surfaces)[0]
    persona = next((p for p in _PERSONAS if getattr(rule.levels, p) != "off"), "professional")
    if isinstance(given, str):
        return Example(text, mark, surface, persona)
    return Example(
        text,
        mark,
        given.surface or surface,
        given.persona or persona,
        given.profession,
        tuple((media.type, media.alt) for media in given.media),
        given.link_opened,
    )


def draft_of(example: Example) -> Draft:
    """Return the draft an example stands for."""
    media = tuple(Media(*entry) for entry in example.media)
    return Draft(example.text, example.surface, example.persona, example.profession, "", media, example.link_opened)


def test_rule(rule: Rule, rulebook: Rulebook) -> list[Failure]:
    """Return the examples of a rule that fail: silent where it must warn, elsewhere than marked, or loud where fine."""
    failures = []
    examples = rule.file.examples or Examples()
    for key, given_examples in (("warn", examples.warn), ("ok", examples.ok)):
        for place, given in enumerate(given_examples):
            where = f"examples.{key}[{place}]"
            shown = given if isinstance(given, str) else given.text
            try:
                example = read_example(given, rule)
            except ValueError as error:
                failures.append(Failure(rule.id, where, shown, str(error)))
                continue
            message = _judge(rule, rulebook, example, must_warn=key == "warn")
            if message:
                failures.append(Failure(rule.id, where, shown, message))
    return failures


def _judge(rule: Rule, rulebook: Rulebook, example: Example, must_warn: bool) -> str:
    draft = draft_of(example)
    level = rule.level_for(draft.persona, draft.surface)
    found = []
    if draft.surface in rule.surfaces:
        found = apply(rule, "hint" if level == "off" else level, Reading(draft, rulebook.matcher), rulebook)
    if not must_warn:
        return f"must stay silent, but {example.text[found[0].start : found[0].end]!r} is marked" if found else ""
    if not found:
        return "must be found, and is not"
    span = (found[0].start, found[0].end)
    if example.mark is not None and span != example.mark:
        return (
            f"marks {example.text[span[0] : span[1]]!r}, expected {example.text[example.mark[0] : example.mark[1]]!r}"
        )
    return ""


def test_rules(rulebook: Rulebook, rules: Iterable[Rule] | None = None) -> list[Failure]:
    """Return the failing examples of all rules of a rulebook, or of the rules given."""
    chosen = rulebook.order if rules is None else rules
    return [failure for rule in chosen for failure in test_rule(rule, rulebook)]
