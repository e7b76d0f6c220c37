"""Finds words that begin with a capital: names of people, places and organisations."""

from forethought.conduct.detectors import Found
from forethought.drafts import Draft
from forethought.drafts.tokens import WORD, Tokens

_NEVER = frozenset(["i", "i'm", "i've", "i'll", "i'd"])


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return words that begin with a capital, except I and words all in capitals of more than three letters."""
    found = []
    for place, kind in enumerate(tokens.kinds):
        start = tokens.starts[place]
        if kind == WORD and draft.text[start].isupper() and tokens.words[place] not in _NEVER:
            end = tokens.ends[place]
            if end - start <= 3 or not draft.text[start:end].isupper():
                found.append(Found(start, end))
    return found
