"""Says which families a draft reads like, by which of their rules, and which words carry that."""

from collections.abc import Callable, Collection
from math import inf
from operator import itemgetter
from typing import NamedTuple

from forethought.conduct.classifier.features import slots, windows
from forethought.conduct.classifier.model import Model, carried
from forethought.drafts.tokens import Tokens


class Likeness(NamedTuple):
    """A family that a draft reads like, the rule of it that it reads like most, and the tokens that carry it."""

    family: str
    rule: str
    first: int
    last: int


class Listened:
    """What the classifier hears in each window of one draft. It holds the draft and must not outlive the check."""

    def __init__(self, tokens: Tokens, model: Model | None = None) -> None:
        """Score every window of a draft; the time is proportional to the number of words."""
        self._model = model or carried()
        self._tokens = tokens
        self._slots = slots(tokens)
        self._scores = [(at, self._model.scores(self._slots.of(*at))) for at in windows(tokens)]
        #: The highest score of each head in any window, in log-odds; of an empty draft nothing.
        self._of_heads: dict[str, float] = {}
        #: The same for each family: of its highest head.
        self.highest: dict[str, float] = {}
        if self._scores:
            each = [scores for _, scores in self._scores]
            self._of_heads = each[0] if len(each) == 1 else {one: max(map(itemgetter(one), each)) for one in each[0]}
            for name, score in self._of_heads.items():
                family = self._model.family_of[name]
                self.highest[family] = max(score, self.highest.get(family, score))

    def doubts(self, rule: str, margin: float = 0.0) -> bool:
        """Say whether a rule that has a score of its own (others share their family's) stays below its threshold.

        ``margin`` (log-odds) asks for a score that much above it.
        """
        score, head = self._of_heads.get(rule), self._model.heads.get(rule)
        return score is not None and head is not None and head.threshold is not None and score < head.threshold + margin

    def likenesses(self, spoken: Collection[str], may_speak: Callable[[str], bool]) -> list[Likeness]:
        """Return a likeness for each family of which a head scores at its threshold or above in some window.

        ``spoken`` are families to leave out, because a rule has spoken; ``may_speak`` says which rules may be named.
        """
        found: dict[str, tuple[float, Likeness]] = {}
        for name, score in self._of_heads.items():
            threshold, family = self._model.heads[name].threshold, self._model.family_of[name]
            if threshold is None or score < threshold or family in spoken:
                continue
            rules = [rule for rule in self._model.rules_of(name) if may_speak(rule)]
            if rules and (family not in found or score - threshold > found[family][0]):
                window, _ = max(self._scores, key=lambda scored: scored[1][name])
                here = self._slots.of(*window)
                rule = max(rules, key=lambda rule: self._model.rules[rule].score(here))
                found[family] = score - threshold, Likeness(family, rule, *self._weightiest(window, name))
        return [likeness for _, likeness in found.values()]

    def _weightiest(self, window: tuple[int, int], head: str) -> tuple[int, int]:
        """Return the run of tokens of one sentence that weighs most above the window's average."""
        first, last = window
        sentences = self._tokens.sentences
        weights = [self._model.weights(head, self._slots.of(at, at + 1)) for at in range(first, last)]
        average = sum(weights) / len(weights)
        best, span = -inf, window
        run, begin = 0.0, first
        for at, weight in enumerate(weights, start=first):
            if run <= 0 or sentences[at] != sentences[begin]:
                run, begin = 0.0, at
            run += weight - average
            if run > best:
                best, span = run, (begin, at + 1)
        return span
