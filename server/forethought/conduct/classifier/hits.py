"""Says which families a draft reads like, by which of their rules, and which words carry that."""

from collections.abc import Callable, Collection
from math import inf
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
        self._by_token = slots(tokens)
        self._scores = [(window, self._model.scores(self._slots(window))) for window in windows(tokens)]
        #: Asked once for each finding of a family, of which a long draft can have many.
        self._highest: dict[str, float] = {}

    def _slots(self, window: tuple[int, int]) -> list[int]:
        return [slot for here in self._by_token[slice(*window)] for slot in here]

    @property
    def rules(self) -> Collection[str]:
        """The rules that the classifier has learned to tell apart."""
        return self._model.rules

    def score(self, family: str) -> float:
        """Return the highest score of a family in any window, in log-odds; of an empty draft -inf."""
        if family not in self._highest:
            self._highest[family] = max((scores[family] for _, scores in self._scores), default=-inf)
        return self._highest[family]

    def likenesses(self, spoken: Collection[str], may_speak: Callable[[str], bool]) -> list[Likeness]:
        """Return a likeness for each family that scores at its threshold or above in some window.

        ``spoken`` are families to leave out, because a rule has spoken; ``may_speak`` says which rules may be named.
        """
        found = []
        for family, head in self._model.families.items():
            if head.threshold is None or family in spoken or not self._scores:
                continue
            window, scores = max(self._scores, key=lambda scored: scored[1][family])
            if scores[family] < head.threshold:
                continue
            here = self._slots(window)
            rules = [rule for rule in self._model.rules if rule.startswith(f"{family}.") and may_speak(rule)]
            if rules:
                rule = max(rules, key=lambda rule: self._model.rules[rule].score(here))
                found.append(Likeness(family, rule, *self._weightiest(window, family)))
        return found

    def _weightiest(self, window: tuple[int, int], family: str) -> tuple[int, int]:
        """Return the run of tokens of one sentence that weighs most above the window's average."""
        first, last = window
        sentences = self._tokens.sentences
        weights = [self._model.weights(family, here) for here in self._by_token[first:last]]
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
