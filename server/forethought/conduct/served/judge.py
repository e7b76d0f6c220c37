"""Scores the names of a draft, and the sentences of a reply: at a glance by the words, then with the facts as well."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from forethought.conduct.classifier.model import LEAST_FEATURES, Model, read
from forethought.conduct.served.features import REPLIES, Mark, Named, NameLists, Span
from forethought.drafts import Draft
from forethought.drafts.tokens import Tokens

#: The models: of somebody named, and of somebody answered, by the words alone and with the facts beside them.
NAME, REPLY = "name", "reply"
GLANCES = {NAME: "name at a glance", REPLY: "reply at a glance"}
#: From this score on (log-odds, moved so by the training) it is likely that somebody served is meant; at a glance, that
#: it is worth a second look.
LIKELY = 0.0
#: Of a longer sentence so many words are told of, those that weigh most.
MOST_TELLING = 9


class Glance(NamedTuple):
    """What the words alone leave possible: which names, and which sentences of a reply, may be of somebody served."""

    named: Named
    names: list[Span]
    sentences: list[Span]


class Served(NamedTuple):
    """Each name, and what tells most in each sentence of a reply, that was looked at twice, with its score."""

    names: list[tuple[Span, float]]
    sentences: list[tuple[Span, float]]


def glance(draft: Draft, tokens: Tokens, lists: NameLists) -> Glance:
    """Return what may be of somebody served, by the words alone. Pure, in linear time; any text is accepted."""
    named, model = Named(tokens, lists), _carried()
    of_name, of_reply = GLANCES[NAME], GLANCES[REPLY]
    names = [name for name in named.names if model.score(of_name, named.slots_of_name(name)) >= LIKELY]
    spans = named.sentences if draft.surface in REPLIES else []
    sentences = [span for span in spans if model.score(of_reply, named.slots_of_sentence(*span)) >= LIKELY]
    return Glance(named, names, sentences)


def judged(seen: Glance, marks: Iterable[Mark]) -> Served:
    """Return the scores (log-odds, larger is likelier, equal on every machine) of what a glance left possible."""
    named, model = seen.named, _carried()
    facts = named.by_sentence(marks)

    def score_of_name(name: Span) -> float:
        slots = named.slots_of_name(name) | named.slots_of_pairs(name) | named.slots_of_facts(name, facts)
        return model.score(NAME, slots)

    def score_of_sentence(span: Span) -> float:
        return model.score(REPLY, named.slots_of_sentence(*span) | named.slots_of_facts_in(span, facts))

    return Served(
        [(name, score_of_name(name)) for name in seen.names],
        [(_telling(named, *span), score_of_sentence(span)) for span in seen.sentences],
    )


def _telling(named: Named, first: int, last: int) -> Span:
    """Return the words side by side in a sentence that speak most for somebody served."""
    runs = [(at, min(at + MOST_TELLING, last)) for at in range(first, max(last - MOST_TELLING, first) + 1)]
    return max(runs, key=lambda run: _carried().weights(REPLY, named.slots_of_sentence(*run)))


def telling_words(seen: Glance, name: Span) -> list[tuple[int, float]]:
    """Return the words (tokens) around a name that speak most for somebody served, and their weights (log-odds)."""
    named, model = seen.named, _carried()
    root = max(len(named.slots_of_name(name) | named.slots_of_pairs(name)), LEAST_FEATURES) ** 0.5
    scale = model.heads[NAME].scale / root
    weights = {
        place: round(scale * model.weights(NAME, named.slots_of_word(name, place)), 2)
        for place in named.places_around(name)
    }
    heaviest = sorted(weights, key=lambda place: (-weights[place], place))[:MOST_WORDS]
    return [(place, weights[place]) for place in heaviest if weights[place] >= LEAST_TOLD]


#: So many words are named as what says that somebody is served, if each weighs at least so much (log-odds).
MOST_WORDS, LEAST_TOLD = 2, 0.4


def is_sure(head: str, score: float) -> bool:
    """Say whether a score is so high that hardly any fine draft reaches it."""
    sure = _carried().heads[head].threshold
    return sure is not None and score >= sure


@cache
def _carried() -> Model:
    return read(files(__package__).joinpath("weights.bin").read_bytes())
