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
        self._scores = [(window, self._model.scores(self._slots.of(*window))) for window in windows(tokens)]
        #: The highest score of each family in any window, in log-odds; of an empty draft nothing.
        self.highest: dict[str, float] = {}
        if self._scores:
            each = [scores for _, scores in self._scores]
            self.highest = each[0] if len(each) == 1 else {one: max(map(itemgetter(one), each)) for one in each[0]}

    def likenesses(self, spoken: Collection[str], may_speak: Callable[[str], bool]) -> list[Likeness]:
        """Return a likeness for each family that scores at its threshold or above in some window.

        ``spoken`` are families to leave out, because a rule has spoken; ``may_speak`` says which rules may be named.
        """
        found = []
        for family, head in self._model.families.items():
            if head.threshold is None or family in spoken or not self._scores:
                continue
            if self.highest[family] < head.threshold:
                continue
            window, _ = max(self._scores, key=lambda scored: scored[1][family])
            here = self._slots.of(*window)
            rules = [rule for rule in self._model.rules if rule.startswith(f"{family}.") and may_speak(rule)]
            if rules:
                rule = max(rules, key=lambda rule: self._model.rules[rule].score(here))
                found.append(Likeness(family, rule, *self._weightiest(window, family)))
        return found

    def _weightiest(self, window: tuple[int, int], family: str) -> tuple[int, int]:
        """Return the run of tokens of one sentence that weighs most above the window's average."""
        first, last = window
        sentences = self._tokens.sentences
        weights = [self._model.weights(family, self._slots.of(at, at + 1)) for at in range(first, last)]
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
