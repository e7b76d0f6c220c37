"""Finds drafts that are a link and next to nothing else."""

from forethought.conduct.detectors import Found
from forethought.drafts import Draft
from forethought.drafts.tokens import URL, Tokens

#: Fewer words than this beside the link are no description.
WORDS = 4


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return the first link when fewer than four words go with it."""
    if tokens.word_count >= WORDS or URL not in tokens.present_kinds:
        return []
    place = tokens.kinds.index(URL)
    return [Found(tokens.starts[place], tokens.ends[place])]
