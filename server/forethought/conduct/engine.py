"""Applies a rulebook to a draft: which rules find something, where, how loud, and what they advise."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from forethought.conduct.model import (
    LEVEL_ORDER,
    TIED_NAME,
    Circumstances,
    Clause,
    CompiledCount,
    CompiledWithin,
    Finding,
    Hit,
    Level,
    LevelOrOff,
    Rule,
    Rulebook,
)
from forethought.conduct.phrases import Reading
from forethought.drafts import Draft
from forethought.drafts.tokens import EMAIL, HASHTAG, MENTION, URL

if TYPE_CHECKING:
    from forethought.conduct.classifier import Listened

Span = tuple[int, int]

#: What rests on several small things is asked again: below these scores of the classifier (log-odds, of the family)
#: evidence is no more than a hint, and evidence and cues that stand together say nothing, unless the odds of a finding
#: outweigh them. Chosen on three authors' posts, half of the third's left out (docs/classifier.md), and moved a tenth
#: by the counts of six authors' unread posts after training again. Identifiers and the tone are never doubted.
EVIDENCE_LOWERED, EVIDENCE_DROPPED = -2.0, -3.1
CUES_DROPPED = -5.5
#: From this score on what evidence only hints at is as loud as it is serious: of 250 fine posts written to look near,
#: none of which the classifier had learned, that interrupted none.
EVIDENCE_RAISED = -1.0
#: Below this score of its own family a warning that words gave is no more than a hint: of 353 true warnings outside
#: respect in the posts that may be read none scores so low, and of 9 false ones all. Respect is the tone's as well.
WARNING_LOWERED = -4.0
#: Words near each other that gave an attack need a second opinion: where the tone's attack score (in log-odds) stays
#: below this, and the classifier would not have hinted at it by itself, it is no more than a hint. What that takes from
#: the interruptions of ordinary posts, and what from the warnings about attacks, stands in docs/tone.md.
ATTACK_LOWERED = 0.0
#: Below this attack score the tone hears no attack at all: then a phrase that stands as a rule has it needs the second
#: opinion as well, and words near each other need a surer one, this much above the classifier's threshold.
ATTACK_UNHEARD, SURER = -0.5, 1.0


class Doubts(NamedTuple):
    """What would be found in a draft and not be said, so that it is not even looked for."""

    #: The families of whose learned rules the cues are left alone.
    cues: frozenset[str] = frozenset()
    evidence: bool = False
    #: Those who are named or answered, and likely served, too.
    names: bool = False


NO_DOUBTS = Doubts()


@dataclass(frozen=True, slots=True)
class Answer:
    """The findings of one check, and whether something had to be left out (time or steps ran out)."""

    findings: list[Finding]
    is_incomplete: bool = False
    #: What must be said about the check itself: "mostly-not-english" means that only identifiers were looked for.
    notices: tuple[str, ...] = ()


def check(draft: Draft, rulebook: Rulebook, is_late: Callable[[], bool] | None = None) -> list[Finding]:
    """Return what ``rulebook`` finds in ``draft``: loudest first, then by place; a rule speaks at most once.

    Pure: nothing is read, written or kept. Any text is accepted and never raises. ``is_late`` is asked between
    rules; once it says True the findings so far are returned.
    """
    return examine(draft, rulebook, is_late).findings


def examine(draft: Draft, rulebook: Rulebook, is_late: Callable[[], bool] | None = None) -> Answer:
    """Do what ``check`` does and also say whether everything was looked at."""
    reading = Reading(draft, rulebook.matcher)
    try:
        return _examine(draft, rulebook, reading, is_late)
    finally:
        # Evidence refers to the reading that holds it; emptied, all of it goes at once and no draft waits in memory.
        reading.memo.clear()


def _examine(draft: Draft, rulebook: Rulebook, reading: Reading, is_late: Callable[[], bool] | None) -> Answer:
    findings: list[Finding] = []
    notices = _notices(reading, rulebook)
    # A draft in another language reads like nothing that the classifier knows.
    heard = None if notices else listen(reading, rulebook)
    doubts = _doubts(heard) if heard is not None else NO_DOUBTS
    is_incomplete = False
    for owner in sorted(owners_in(reading, rulebook, doubts)):
        if is_late is not None and is_late():
            is_incomplete = True
            break
        rule = rulebook.order[owner]
        level = level_of(rule, rulebook, draft)
        if level != "off":
            findings += apply(rule, level, reading, rulebook, doubts)
    if heard is not None:
        findings = _doubted([_unlike(finding, heard, reading, rulebook) for finding in findings], heard)
        findings = [_perhaps(finding) if _is_unsure(finding) else finding for finding in findings]
        if not is_incomplete:
            findings += _likenesses(findings, heard, reading, rulebook)
    findings.sort(
        key=lambda finding: (LEVEL_ORDER[finding.level], finding.is_quiet, finding.start, finding.end, finding.rule)
    )
    return Answer(findings, is_incomplete or reading.is_incomplete, notices)


def _notices(reading: Reading, rulebook: Rulebook) -> tuple[str, ...]:
    from forethought.conduct.evidence.english import is_mostly_not_english

    is_foreign = rulebook.index.asks_for_evidence and is_mostly_not_english(reading.tokens)
    return ("mostly-not-english",) if is_foreign else ()


def listen(reading: Reading, rulebook: Rulebook) -> "Listened | None":
    """Return what the classifier hears in a draft, or None for a rulebook without the core rules."""
    if not rulebook.index.asks_for_evidence:
        return None
    from forethought.conduct.classifier.hits import Listened

    return Listened(reading.tokens)


def _doubts(heard: "Listened") -> Doubts:
    scores = heard.highest
    return Doubts(
        frozenset([family for family, score in scores.items() if score < CUES_DROPPED]),
        scores.get("confidentiality", 0.0) < EVIDENCE_DROPPED,
        scores.get("confidentiality", 0.0) < -TIED_NAME,
    )


def _doubted(findings: Sequence[Finding], heard: "Listened") -> list[Finding]:
    """Return the findings without evidence that does not read like a breach, and with what hardly does as hints.

    What evidence hints at in a draft that does read like one is as loud as was agreed.
    """
    score = heard.highest.get("confidentiality", 0.0)
    if score >= EVIDENCE_RAISED:
        return [finding if finding.agreed is None else replace(finding, level=finding.agreed) for finding in findings]
    if score >= EVIDENCE_LOWERED:
        return list(findings)
    certain = [finding for finding in findings if not finding.facts or finding.odds + score >= 0]
    if score < EVIDENCE_DROPPED:
        return certain
    return [finding if finding in certain else replace(finding, level="hint") for finding in findings]


def _unlike(finding: Finding, heard: "Listened", reading: Reading, rulebook: Rulebook) -> Finding:
    """Return a warning of a core rule as a hint where the draft reads nothing like its family.

    A level that the person chose, and the rules of other packs, are left as they are.
    """
    is_ours = rulebook.rules[finding.rule].pack == "core" and finding.rule not in rulebook.own_levels
    if not is_ours or finding.level == "hint":
        return finding
    if finding.family == "respect":
        is_doubted = _is_doubted_attack(finding, heard, reading)
    else:
        is_doubted = _is_doubted_warning(finding, heard)
    return replace(finding, level="hint") if is_doubted else finding


def _is_doubted_warning(finding: Finding, heard: "Listened") -> bool:
    # Evidence has doubts of its own.
    is_evidence = finding.family == "confidentiality"
    return finding.level == "warn" and not is_evidence and heard.highest.get(finding.family, 0.0) < WARNING_LOWERED


def _is_doubted_attack(finding: Finding, heard: "Listened", reading: Reading) -> bool:
    # What the tone is sure of is never doubted; nor are anger and strong language, which the classifier never learned.
    if finding.odds == inf:
        return False
    is_unheard = _attack_score(reading) < ATTACK_UNHEARD
    if ".any" in finding.key:
        return is_unheard and heard.doubts(finding.rule)
    return _attack_score(reading) < ATTACK_LOWERED and heard.doubts(finding.rule, SURER if is_unheard else 0.0)


def _likenesses(
    findings: Sequence[Finding], heard: "Listened", reading: Reading, rulebook: Rulebook
) -> Iterator[Finding]:
    """Yield a hint for each family that the draft reads like, and of which no rule has spoken."""
    rules = rulebook.rules

    def may_speak(rule_id: str) -> bool:
        rule = rules.get(rule_id)
        return rule is not None and level_of(rule, rulebook, reading.draft) != "off" and _may_speak(rule, reading)

    for likeness in heard.likenesses({finding.family for finding in findings}, may_speak):
        rule = rules[likeness.rule]
        hit = Hit(*reading.span(likeness.first, likeness.last), trigger="classifier")
        # Words that a warning marks already need no guess beside it.
        is_told = any(one.level != "hint" and one.start < hit.end and hit.start < one.end for one in findings)
        if not is_told and not _is_cancelled(rule, hit, reading):
            yield _perhaps(_finding(rule, "hint", hit, reading))


def _is_unsure(finding: Finding) -> bool:
    """Say whether a finding is a hint that somebody may be named or answered who is served; numbers are certain."""
    return finding.level == "hint" and 0 < finding.odds < inf


def _perhaps(finding: Finding) -> Finding:
    """Return a finding whose message does not sound surer than it is."""
    message = finding.message
    begin = "Perhaps this" if message.startswith("This ") else "Perhaps:"
    return replace(finding, message=f"{begin} {message.removeprefix('This ')}")


def owners_in(reading: Reading, rulebook: Rulebook, doubts: Doubts = NO_DOUBTS) -> set[int]:
    """Return the places in ``rulebook.order`` of the rules that are not off and may find something in a draft."""
    off, index = _off(rulebook, reading.draft), rulebook.index
    has_evidence = rulebook.signals is not None and not index.evidence_owners <= off
    kinds = _assess(reading, rulebook, doubts).keys() if has_evidence else ()
    return index.owners(reading, kinds, doubts.cues, off)


def _off(rulebook: Rulebook, draft: Draft) -> frozenset[int]:
    """Return the places in ``rulebook.order`` of the rules that are off for a draft's persona and surface."""
    key = (draft.persona, draft.surface)
    off = rulebook.known_off.get(key)
    if off is None:
        levels = [level_of(rule, rulebook, draft) for rule in rulebook.order]
        off = rulebook.known_off[key] = frozenset([place for place, level in enumerate(levels) if level == "off"])
    return off


def level_of(rule: Rule, rulebook: Rulebook, draft: Draft) -> LevelOrOff:
    """Return how loud a rule is for this draft: the person's own level, else the pack's for persona and surface.

    An opt-in rule is off unless the person switched it on; asked to run with the opt-in rules, it is at least a hint.
    """
    own = rulebook.own_levels.get(rule.id)
    if own is not None:
        return own if draft.surface in rule.surfaces else "off"  # type: ignore[return-value]
    key = (rule.id, draft.persona, draft.surface, rulebook.with_opt_in)
    level = rulebook.known_levels.get(key)
    if level is None:
        level = rulebook.known_levels[key] = _given_level(rule, draft, rulebook.with_opt_in)
    return level


def _given_level(rule: Rule, draft: Draft, with_opt_in: bool) -> LevelOrOff:
    level = rule.level_for(draft.persona, draft.surface)
    if rule.file.default == "opt-in":
        if not with_opt_in or draft.surface not in rule.surfaces:
            return "off"
        return "hint" if level == "off" else level
    return level


def apply(rule: Rule, level: Level, reading: Reading, rulebook: Rulebook, doubts: Doubts = NO_DOUBTS) -> list[Finding]:
    """Return the finding of one rule in one draft: the first place that nothing cancels, at its loudest.

    A rule that asks for evidence speaks once for each person described. What ``doubts`` says is not looked for.
    """
    best: list[tuple[Level, Hit]] = []
    may_speak = speaks_for_each = False
    for hit in _hits(rule, reading, rulebook, doubts):
        # Most rules find nothing, so what concerns the whole draft is looked at only when there is a hit.
        if not may_speak:
            if not _may_speak(rule, reading):
                return []
            may_speak, speaks_for_each = True, any(clause.evidence for clause in rule.clauses)
        loud = hit.level or level
        if best and not speaks_for_each and LEVEL_ORDER[loud] >= LEVEL_ORDER[best[0][0]]:
            continue
        if not _is_cancelled(rule, hit, reading):
            best = [*best, (loud, hit)] if speaks_for_each else [(loud, hit)]
    return [_finding(rule, loud, hit, reading, agreed=_quieter(level, hit.agreed)) for loud, hit in best]


def _quieter(level: Level, agreed: Level | None) -> Level | None:
    """Return what was agreed on, but never louder than the rule is."""
    if agreed is None:
        return None
    return agreed if LEVEL_ORDER[agreed] > LEVEL_ORDER[level] else level


def _may_speak(rule: Rule, reading: Reading) -> bool:
    """Look at everything that concerns the draft as a whole."""
    file = rule.file
    if file.only_if is not None:
        if not all(_circumstances(file.only_if, reading)):
            return False
        if rule.only_post_has and not any(reading.find(phrase) for phrase in rule.only_post_has):
            return False
    if any(any(_circumstances(unless, reading)) for unless in rule.unless):
        return False
    return not any(reading.find(phrase) for phrase in rule.post_has)


def _circumstances(wanted: Circumstances, reading: Reading) -> Iterator[bool]:
    """Yield, for each circumstance that is given, whether it holds."""
    draft, tokens = reading.draft, reading.tokens
    if wanted.surfaces is not None:
        yield draft.surface in wanted.surfaces
    if wanted.media is not None:
        yield _media_is(wanted.media, draft)
    if wanted.has_question is not None:
        yield wanted.has_question == bool(reading.detected("question"))
    if wanted.has_link is not None:
        yield wanted.has_link == (URL in tokens.present_kinds)
    if wanted.link_opened is not None:
        yield wanted.link_opened == draft.link_opened
    if wanted.min_words is not None:
        yield tokens.word_count >= wanted.min_words
    if wanted.max_words is not None:
        yield tokens.word_count <= wanted.max_words
    if wanted.min_length is not None:
        yield len(draft.text) >= wanted.min_length
    if wanted.max_length is not None:
        yield len(draft.text) <= wanted.max_length
    if wanted.attack_at_least is not None:
        yield _attack_score(reading) >= wanted.attack_at_least


def _media_is(state: str, draft: Draft) -> bool:
    if state == "none":
        return not draft.media
    if state == "any":
        return bool(draft.media)
    described = [bool(media.alt and media.alt.strip()) for media in draft.media]
    return bool(described) and (all(described) if state == "described" else not all(described))


def _hits(rule: Rule, reading: Reading, rulebook: Rulebook, doubts: Doubts) -> Iterator[Hit]:
    """Yield the places where any of the rule's conditions holds, each kind in the order of the text."""
    words = reading.tokens.word_count
    for number, clause in enumerate(rule.clauses):
        if clause.draft is not None and clause.draft.max_words is not None and words > clause.draft.max_words:
            continue
        hits = _clause_hits(clause, str(number), reading, rulebook, doubts, has_cues=rule.cues not in doubts.cues)
        # The other circumstances can ask for the tone of the whole draft, so they are looked at when there is a hit.
        for hit in hits:
            if clause.draft is None or all(_circumstances(clause.draft, reading)):
                yield hit
                yield from hits
            break


def _clause_hits(
    clause: Clause, number: str, reading: Reading, rulebook: Rulebook, doubts: Doubts, *, has_cues: bool
) -> Iterator[Hit]:
    found = [(first, -last, place) for first, last, place in reading.find_filed(clause.any)]
    for first, minus_last, place in sorted(found):
        yield Hit(*reading.span(first, -minus_last), trigger=f"{number}.any{place}")
    for within in clause.within if has_cues else ():
        for first, last in _within(within, reading):
            yield Hit(*reading.span(first, last), trigger=f"{number}.within")
    for count in clause.counts:
        span = _count(count, reading)
        if span is not None:
            yield Hit(*reading.span(*span), trigger=f"{number}.count")
    for name in clause.detectors:
        for item in reading.detected(name):
            yield Hit(item.start, item.end, item.replacement, trigger=f"{number}.{name}")
    if clause.evidence is not None:
        yield from _assess(reading, rulebook, doubts).get(clause.evidence, ())
    if clause.tone is not None:
        yield from _tone(clause.tone.head, clause.tone.at_least, reading)
    if clause.is_about_draft_only:
        yield Hit(*_all_of(reading), trigger=f"{number}.draft")


def _all_of(reading: Reading) -> Span:
    return reading.span(0, len(reading.tokens)) if len(reading.tokens) else (0, len(reading.text))


def _assess(reading: Reading, rulebook: Rulebook, doubts: Doubts) -> dict[str, list[Hit]]:
    """Return the evidence by name; imported here because the evidence itself builds on what this package exports."""
    from forethought.conduct.evidence import assess, has_identifiers, has_somebody_served

    signals = rulebook.signals
    # What is doubted is not looked for, but beside identifiers: those speak for themselves.
    if doubts.evidence and not has_identifiers(reading) and (doubts.names or not has_somebody_served(reading, signals)):
        return {}
    return assess(reading, signals)


def _tone(head: str, at_least: float | None, reading: Reading) -> Iterable[Hit]:
    # The tone model is read from its file when a rule first asks for it.
    from forethought.conduct.tone.hits import hits

    return hits(reading, head, at_least)


def _attack_score(reading: Reading) -> float:
    from forethought.conduct.tone.hits import tone_of

    return tone_of(reading).attack


def _within(within: CompiledWithin, reading: Reading) -> Iterator[Span]:
    """Yield the smallest spans that hold a hit of every group and are short enough."""
    rarest, *others = within.rarest
    places = [(first, last, rarest) for first, last, _ in reading.find_filed(within.groups[rarest])]
    if not places:
        return
    near = [_reach(within, first, last, reading) for first, last, _ in places] if reading.is_long else []
    for number in others:
        found = [span for phrase in within.groups[number] for span in reading.find_near(phrase, near)]
        if not found:
            return
        places += [(first, last, number) for first, last in found]
    places.sort()
    latest: dict[int, Span] = {}
    for first, last, number in places:
        latest[number] = (first, last)
        if len(latest) < len(within.groups):
            continue
        begin, end = min(span[0] for span in latest.values()), max(span[1] for span in latest.values())
        if within.words is not None and end - begin > within.words:
            continue
        sentences = reading.tokens.sentences
        if within.sentences is not None and sentences[end - 1] - sentences[begin] >= within.sentences:
            continue
        yield begin, end


def _reach(within: CompiledWithin, first: int, last: int, reading: Reading) -> Span:
    """Return the tokens among which everything must stand that is near enough to one place."""
    if within.words is not None:
        return first - within.words, last + within.words
    sentences, beside = reading.tokens.sentences, (within.sentences or 1) - 1
    low, _ = reading.tokens.sentence_span(sentences[first] - beside)
    _, high = reading.tokens.sentence_span(sentences[last - 1] + beside)
    return low, high


def _count(count: CompiledCount, reading: Reading) -> Span | None:
    """Return the longest run of counted hits that stand side by side when there are enough hits, else None."""
    if reading.most_apart(count.phrases) < count.at_least:
        return None
    spans: list[Span] = []
    for first, last in sorted({(first, last) for first, last, _ in reading.find_filed(count.phrases)}):
        if not spans or first >= spans[-1][1]:
            spans.append((first, last))
    number = len({tuple(reading.tokens.words[first:last]) for first, last in spans}) if count.distinct else len(spans)
    if number < count.at_least or not spans:
        return None
    if count.per_words is not None and number * count.per_words < reading.tokens.word_count:
        return None
    best = run = spans[0]
    for first, last in spans[1:]:
        run = (run[0], last) if first == run[1] else (first, last)
        if run[1] - run[0] > best[1] - best[0]:
            best = run
    return best


def _is_cancelled(rule: Rule, hit: Hit, reading: Reading) -> bool:
    """Say whether what stands around a hit takes it back."""
    if not (rule.overlap or rule.same_sentence or rule.inside or rule.only_same_sentence):
        return False
    first, last = reading.tokens_within(hit.start, hit.end)
    if rule.overlap and any(_overlaps(reading.find(phrase), first, last) for phrase in rule.overlap):
        return True
    if rule.same_sentence or rule.only_same_sentence:
        low, high = _sentences(reading, first, last)
        if any(_overlaps(reading.find(phrase), low, high) for phrase in rule.same_sentence):
            return True
        if rule.only_same_sentence and not any(
            _overlaps(reading.find(phrase), low, high) for phrase in rule.only_same_sentence
        ):
            return True
    return any(_is_inside(kind, hit, first, last, reading) for kind in rule.inside)


def _overlaps(spans: Sequence[Span], first: int, last: int) -> bool:
    return any(start < last and first < end for start, end in spans)


def _sentences(reading: Reading, first: int, last: int) -> Span:
    sentences = reading.tokens.sentences
    if first >= len(sentences):
        return 0, len(sentences)
    low, _ = reading.tokens.sentence_span(sentences[first])
    _, high = reading.tokens.sentence_span(sentences[max(first, last - 1)])
    return low, high


def _is_inside(kind: str, hit: Hit, first: int, last: int, reading: Reading) -> bool:
    if kind == "quote":
        return any(item.start <= hit.start and hit.end <= item.end for item in reading.detected("quote"))
    wanted = {"url": (URL, EMAIL), "mention": (MENTION,), "hashtag": (HASHTAG,)}[kind]
    return first < last and all(token_kind in wanted for token_kind in reading.tokens.kinds[first:last])


def _finding(rule: Rule, level: Level, hit: Hit, reading: Reading, agreed: Level | None = None) -> Finding:
    file = rule.file
    replacement = hit.replacement
    if replacement is None and rule.replacements:
        replacement = _replacement(rule, hit, reading)
    values = {"marked": reading.text[hit.start : hit.end], **hit.values}
    if replacement is not None:
        values["replacement"] = replacement
    suggestion = file.suggestion_with if replacement is not None and file.suggestion_with else file.suggestion
    return Finding(
        rule=rule.id,
        family=rule.family,
        level=level,
        start=hit.start,
        end=hit.end,
        title=file.title,
        message=_fill(file.message, values),
        reason=_fill(file.reason, values),
        suggestion=_fill(suggestion, values),
        sources=tuple(file.sources),
        key=f"{rule.id}:{hit.trigger}",
        replacement=replacement,
        is_quiet=file.default != "on",
        facts=hit.facts,
        odds=hit.odds,
        agreed=agreed,
    )


def _fill(text: str, values: dict[str, str]) -> str:
    if "{" in text:
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", value)
    return text


def _replacement(rule: Rule, hit: Hit, reading: Reading) -> str | None:
    """Return the exact replacement for a hit: of the first key of ``replace`` that matches all of it."""
    first, last = reading.tokens_within(hit.start, hit.end)
    for phrase, template in rule.replacements:
        if (first, last) not in reading.find(phrase):
            continue
        steps = reading.align(phrase, first, last)
        if steps is None:
            continue
        parts = [span for span, element in zip(steps, phrase.elements, strict=True) if element.is_open]
        found = template
        for number, (begin, end) in enumerate(parts, start=1):
            words = reading.text[slice(*reading.span(begin, end))] if end > begin else ""
            found = found.replace(f"{{{number}}}", words)
        found = " ".join(found.split())
        lead = reading.text[hit.start]
        return found[0].upper() + found[1:] if lead.isupper() and not found.startswith(("I ", "#")) else found
    return None


__all__ = ["Answer", "Doubts", "apply", "check", "examine", "level_of"]
