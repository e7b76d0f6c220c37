"""Says in plain lines what a rule looks for, where each part of it comes from, and why a draft was marked."""

from collections.abc import Iterator

from forethought.conduct import detectors
from forethought.conduct.engine import apply, check, level_of, owners_in
from forethought.conduct.evidence import Signals, assessment, explain_evidence
from forethought.conduct.model import Clause, Finding, PersonaLevels, Rule, Rulebook
from forethought.conduct.phrases import Phrase, Reading
from forethought.drafts import Draft


def levels_in_words(levels: PersonaLevels) -> str:
    """Return the levels of the three personas in one line."""
    return f"professional {levels.professional}, personal {levels.personal}, organisational {levels.organisational}"


def explain_rule(rule: Rule) -> Iterator[str]:
    """Yield what a rule does and which pack each part of it comes from."""
    file = rule.file
    yield f"{rule.id}: {file.title}"
    yield f"  level: {levels_in_words(rule.levels)} (from pack {rule.origins['level']!r})"
    if "lowered" in rule.origins:
        yield f"  lowered by pack {rule.origins['lowered']!r}"
    yield f"  default: {file.default}; surfaces: {', '.join(sorted(rule.surfaces))}"
    yield f"  says: {file.message} {file.reason}"
    yield f"  advises: {file.suggestion}"
    for number, clause in enumerate(rule.clauses):
        for line in _clause_lines(clause):
            yield f"  {'or ' if number else ''}set off by {line}"
    for label, phrases in (
        ("only where the sentence has", rule.only_same_sentence),
        ("only where the draft has", rule.only_post_has),
        ("not over", rule.overlap),
        ("not where the sentence has", rule.same_sentence),
        ("not where the draft has", rule.post_has),
    ):
        if phrases:
            yield f"  {label}: {_listed(phrases)}"
    if rule.inside:
        yield f"  not inside: {', '.join(sorted(rule.inside))}"
    for source in file.sources:
        yield "  source: " + ", ".join(part for part in (source.title, source.section, source.url) if part)
    yield f"  file: {rule.path.parent.name}/{rule.path.name} of pack {rule.pack!r}"


def _clause_lines(clause: Clause) -> Iterator[str]:
    if clause.any:
        yield f"any of: {_listed(clause.any)}"
    for within in clause.within:
        reach = f"{within.words} words" if within.words is not None else f"{within.sentences} sentences"
        yield f"all within {reach}: " + " + ".join(f"[{_listed(group)}]" for group in within.groups)
    for count in clause.counts:
        yield f"at least {count.at_least} of: {_listed(count.phrases)}"
    for name in clause.detectors:
        yield f"@{name}: {detectors.NAMES[name][1]}"
    if clause.evidence:
        yield f"evidence: {clause.evidence}"
    if clause.tone:
        yield f"the tone model: {clause.tone.head}"
    if clause.draft is not None:
        facts = {key: getattr(clause.draft, key) for key in clause.draft.__struct_fields__}
        yield "a draft with " + ", ".join(f"{key} {value}" for key, value in facts.items() if value is not None)


def _listed(phrases: tuple[Phrase, ...]) -> str:
    return "; ".join(phrase.source for phrase in phrases)


def explain_text(draft: Draft, rulebook: Rulebook) -> Iterator[str]:
    """Yield, for each rule that marks something in a draft, the words, what set it off, and the facts it rests on."""
    reading = Reading(draft, rulebook.matcher)
    findings: list[Finding] = []
    for owner in sorted(owners_in(reading, rulebook)):
        rule = rulebook.order[owner]
        level = level_of(rule, rulebook, draft)
        if level == "off":
            continue
        for finding in apply(rule, level, reading, rulebook):
            findings.append(finding)
            yield f"{finding.level} {rule.id}: {draft.text[finding.start : finding.end]!r}"
            yield f"  {_trigger(rule, finding.key)}"
            for fact in finding.facts:
                yield f"  {fact.weight:+.2f} {fact.label}: {draft.text[fact.start : fact.end]!r}"
    said = {(finding.key, finding.start, finding.end): finding for finding in check(draft, rulebook)}
    for finding in findings:
        told = said.pop((finding.key, finding.start, finding.end), None)
        if told is None:
            yield f"not said: {finding.rule}: the draft does not read like {finding.family} to the classifier"
        elif told.level != finding.level:
            reads = "reads" if finding.level == "hint" else "hardly reads"
            yield f"said as a {told.level}: {finding.rule}: the draft {reads} like {finding.family}"
    for finding in said.values():
        yield f"{finding.level} {finding.rule}: {draft.text[finding.start : finding.end]!r}"
        yield "  set off by: the classifier; no phrase of a rule of this family stands here"
    signals = rulebook.signals
    if isinstance(signals, Signals):
        yield from explain_evidence(draft, assessment(reading, signals), signals)


def _trigger(rule: Rule, key: str) -> str:
    number, _, name = key.rpartition(":")[2].partition(".")
    if name.startswith("any") and name[3:].isdigit():
        return f"set off by: {rule.clauses[int(number)].any[int(name[3:])].source}"
    return f"set off by: {name or number}"
