"""Finds questions."""

import re

from forethought.conduct.detectors import Found
from forethought.drafts import Draft
from forethought.drafts.tokens import URL, Tokens

_MARK = re.compile(r"[.!\n?\uff1f]")


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return each sentence that ends in a question mark; a mark inside a link does not count."""
    inside_links = set[int]()
    for start, end, kind in zip(tokens.starts, tokens.ends, tokens.kinds, strict=True):
        if kind == URL:
            inside_links.update(range(start, end))
    found, begin = [], 0
    for mark in _MARK.finditer(draft.text):
        if mark.start() in inside_links:
            continue
        if mark.group() in "?\uff1f" and mark.start() > begin:
            found.append(Found(begin, mark.end()))
        begin = mark.end()
    return found
