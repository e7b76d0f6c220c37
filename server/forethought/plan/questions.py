"""Chooses the one question of a week: the same all week, and none again before all were asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

#: A Monday, so that the turn changes with the ISO week.
_FIRST_MONDAY = date(1970, 1, 5)


@dataclass(frozen=True, slots=True)
class Question:
    """A question for a quiet minute, and the advice it comes from."""

    id: str
    text: str
    source: str


def question_of_week(questions: Sequence[Question], thursday: date) -> Question:
    """Return the question of the week that holds ``thursday``, the day that gives an ISO week its number."""
    return questions[(thursday - _FIRST_MONDAY).days // 7 % len(questions)]
