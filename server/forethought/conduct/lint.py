"""Names what is of no use in a rulebook: unused lexicons, phrases swallowed by others, examples given twice."""

import re
from collections import Counter
from collections.abc import Iterator

from forethought.conduct.model import Rule, Rulebook
from forethought.conduct.phrases import Phrase

_LEXICON = re.compile(r"\{([^{}]+)\}")


def lint(rulebook: Rulebook) -> Iterator[str]:
    """Yield one remark a line; none means that every part of every rule has a use."""
    yield from _unused_lexicons(rulebook)
    for rule in rulebook.order:
        yield from _doubled(rule)
        yield from _long_sentences(rule)


def _unused_lexicons(rulebook: Rulebook) -> Iterator[str]:
    used: set[str] = set()
    waiting = [phrase.source for rule in rulebook.order for phrase in _phrases(rule)]
    waiting += rulebook.compiler.sources
    while waiting:
        for name in _LEXICON.findall(waiting.pop()):
            if name not in used:
                used.add(name)
                waiting += rulebook.lexicons.get(name, [])
    for name in sorted(rulebook.lexicons.keys() - used):
        yield f"lexicon {{{name}}} is used by no rule"


def _phrases(rule: Rule) -> Iterator[Phrase]:
    for clause in rule.clauses:
        yield from clause.any
        for within in clause.within:
            for group in within.groups:
                yield from group
        for count in clause.counts:
            yield from count.phrases
    yield from (*rule.only_same_sentence, *rule.only_post_has, *rule.overlap, *rule.same_sentence, *rule.post_has)


def _doubled(rule: Rule) -> Iterator[str]:
    for clause in rule.clauses:
        for source, number in Counter(phrase.source for phrase in clause.any).items():
            if number > 1:
                yield f"{rule.id}: phrase {source!r} is given {number} times"
        plain = [phrase for phrase in clause.any if phrase.simple]
        for phrase in plain:
            for other in plain:
                if (
                    other is not phrase
                    and len(other.simple) < len(phrase.simple)
                    and _holds(phrase.simple, other.simple)
                ):
                    yield f"{rule.id}: phrase {phrase.source!r} is swallowed by {other.source!r}"
    if rule.file.examples is not None:
        given = rule.file.examples.warn + rule.file.examples.ok
        texts = Counter(entry for entry in given if isinstance(entry, str))
        for text, number in texts.items():
            if number > 1:
                yield f"{rule.id}: example {text!r} is given {number} times"


def _holds(longer: tuple[int, ...], shorter: tuple[int, ...]) -> bool:
    size = len(shorter)
    return any(longer[place : place + size] == shorter for place in range(len(longer) - size + 1))


def _long_sentences(rule: Rule) -> Iterator[str]:
    for key in ("message", "reason", "suggestion"):
        for sentence in re.split(r"(?<=[.!?;:])\s", getattr(rule.file, key)):
            if len(sentence.split()) > 30:
                yield f"{rule.id}: {key} has a sentence of {len(sentence.split())} words; keep to 25"
