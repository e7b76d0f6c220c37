"""Answers the ``tone`` condition of rules: which words of a draft read as an attack, a threat, anger, strong language.

The heads a rule may ask for, and what each answers:

- ``attack``: an insult, contempt or a wish of harm aimed at somebody, or words that the model alone reads as one;
  a slur aimed at a person answers at level ``hold``, whatever the rule's own level is;
- ``group``: a whole group run down;  ``threat``: a threat;
- ``anger``: written in anger; where it is aimed at a thing and at nobody, at level ``hint``;
- ``profanity``: strong language that is not said for joy.
"""

from collections.abc import Callable
from math import inf
from typing import TYPE_CHECKING

from forethought.conduct.model import Fact, Hit, Level
from forethought.conduct.tone.score import Span, Tone

if TYPE_CHECKING:
    from forethought.conduct.phrases import Reading

#: Which kinds of find belong to which head.
_KINDS_OF = {
    "attack": frozenset({"insult", "insult-third", "contempt", "wish", "slur", "jibe", "taunt", "epithet", "attack"}),
    "group": frozenset({"group", "herd"}),
    "threat": frozenset({"threat", "menace"}),
}
_SPANS_OF: dict[str, Callable[[Tone], list[Span]]] = {
    "attack": Tone.attack_spans,
    "group": Tone.attack_spans,
    "threat": Tone.attack_spans,
    "anger": Tone.anger_spans,
    "profanity": Tone.profanity_spans,
}
#: Words further apart than this many code points are not marked as one place: the weightiest stands for them.
WIDEST_MARK = 60
_LEVEL_OF: dict[str, Level] = {"slur": "hold", "epithet": "hold"}
#: Turns of phrase that harmless posts hold as well: they need a second opinion before they interrupt anybody.
_DOUBTFUL = frozenset({"insult", "insult-third", "group", "contempt"})


def tone_spans(text: str, head: str) -> list[Span]:
    """Return the words (code points) that carry the tone a head asks about, weightiest first; [] when it is not there.

    Raises KeyError for a head that there is not.
    """
    return _spans(Tone(text), head)


def tone_of(reading: "Reading") -> Tone:
    """Return the tone of a draft that is being checked; several rules ask, and it is read once."""
    tone = reading.memo.get("tone")
    if not isinstance(tone, Tone):
        tone = reading.memo["tone"] = Tone(reading.text)
    return tone


def hits(reading: "Reading", head: str, at_least: float | None = None) -> list[Hit]:
    """Return the hits of one head in a draft that is being checked.

    ``at_least`` asks for a higher score (in log-odds) than the model's own threshold.
    """
    tone = tone_of(reading)
    scored = tone.scores.anger if head == "anger" else tone.attack
    if at_least is not None and head != "profanity" and scored < at_least:
        return []
    spans = _spans(tone, head)
    if spans and spans[0].kind == "attack":
        return [_together(spans)]
    if head == "anger":
        return [Hit(span.start, span.end, level=None if tone.is_aimed else "hint", trigger="anger") for span in spans]
    return [_hit(span) for span in spans]


def _hit(span: Span) -> Hit:
    odds = 0.0 if span.kind in _DOUBTFUL else inf
    return Hit(span.start, span.end, level=_LEVEL_OF.get(span.kind), trigger=span.kind, odds=odds)


def _together(spans: list[Span]) -> Hit:
    """Return one hit for the single words that only the model weighs: all of them, where they stand close together."""
    start, end = min(span.start for span in spans), max(span.end for span in spans)
    if end - start > WIDEST_MARK:
        start, end = spans[0].start, spans[0].end
    facts = tuple(Fact("word", span.start, span.end, span.weight) for span in spans)
    return Hit(start, end, trigger="model", facts=facts, odds=inf)


def _spans(tone: Tone, head: str) -> list[Span]:
    spans = _SPANS_OF[head](tone)
    kinds = _KINDS_OF.get(head)
    return spans if kinds is None else [span for span in spans if span.kind in kinds]
