"""Finds rows of emoji and emoji repeated so often that a screen reader drones."""

from itertools import groupby

from forethought.conduct.detectors import Found
from forethought.drafts import Draft
from forethought.drafts.tokens import EMOJI, Tokens

#: Four side by side; the same one three times side by side; more than six in all; three between words.
RUN, SAME, ALL, BETWEEN = 4, 3, 6, 3


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return runs of emoji, and all emoji when there are more than six or three stand between words."""
    found = []
    for kind, run in groupby(range(len(tokens)), key=lambda place: tokens.kinds[place]):
        places = list(run)
        if kind == EMOJI and (len(places) >= RUN or _repeats(tokens, places)):
            found.append(Found(tokens.starts[places[0]], tokens.ends[places[-1]]))
    places = [place for place, kind in enumerate(tokens.kinds) if kind == EMOJI]
    between = [
        p
        for p in places
        if 0 < p < len(tokens) - 1
        and EMOJI not in (tokens.kinds[p - 1], tokens.kinds[p + 1])
        and tokens.sentences[p - 1] == tokens.sentences[p + 1]
    ]
    if not found and (
        len(places) > ALL or (len(between) >= BETWEEN or (len(between) >= BETWEEN - 1 and len(places) > BETWEEN))
    ):
        found.append(Found(tokens.starts[places[0]], tokens.ends[places[-1]]))
    return found


def _repeats(tokens: Tokens, places: list[int]) -> bool:
    return any(len(list(same)) >= SAME for _, same in groupby(tokens.words[place] for place in places))
