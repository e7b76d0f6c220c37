"""Says which families a draft reads like, by which of their rules, and which words carry that."""

from collections.abc import Callable, Collection
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
    #: How far above its threshold the family scored, in log-odds.
    margin: float


def likenesses(
    tokens: Tokens, spoken: Collection[str], may_speak: Callable[[str], bool], model: Model | None = None
) -> list[Likeness]:
    """Return a likeness for each family that scores at its threshold or above in some window of a draft.

    ``spoken`` are families that are left out, because a rule has spoken; ``may_speak`` says which rules may be named.
    """
    model = model or carried()
    by_token = slots(tokens)
    best: dict[str, tuple[float, tuple[int, int]]] = {}
    for window in windows(tokens):
        scores = model.scores(_together(by_token[slice(*window)]))
        for family, head in model.families.items():
            margin = scores[family] - head.threshold
            if margin >= 0 and family not in spoken and margin > best.get(family, (-1.0,))[0]:
                best[family] = margin, window
    found = []
    for family, (margin, window) in best.items():
        here = _together(by_token[slice(*window)])
        rules = [rule for rule in model.rules if rule.startswith(f"{family}.") and may_speak(rule)]
        if rules:
            rule = max(rules, key=lambda rule: model.rules[rule].score(here))
            found.append(Likeness(family, rule, *_weightiest(tokens, by_token, window, family, model), margin))
    return found


def _together(by_token: list[list[int]]) -> list[int]:
    return [slot for here in by_token for slot in here]


def _weightiest(
    tokens: Tokens, by_token: list[list[int]], window: tuple[int, int], family: str, model: Model
) -> tuple[int, int]:
    """Return the run of tokens of one sentence that weighs most above the window's average."""
    first, last = window
    weights = [model.weights(family, here) for here in by_token[first:last]]
    average = sum(weights) / len(weights)
    best, span = float("-inf"), window
    run, begin = 0.0, first
    for at, weight in enumerate(weights, start=first):
        if run <= 0 or tokens.sentences[at] != tokens.sentences[begin]:
            run, begin = 0.0, at
        run += weight - average
        if run > best:
            best, span = run, (begin, at + 1)
    return span
