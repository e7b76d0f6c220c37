"""Finds what is shared without having been opened, where the extension could see that."""

from forethought.conduct.detectors import Found
from forethought.drafts import Draft
from forethought.drafts.tokens import URL, Tokens


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return the first link, or all words where the link is in what is reshared, when it was not opened."""
    if draft.link_opened is not False or not len(tokens):
        return []
    if URL in tokens.present_kinds:
        place = tokens.kinds.index(URL)
        return [Found(tokens.starts[place], tokens.ends[place])]
    return [Found(tokens.starts[0], tokens.ends[-1])]
