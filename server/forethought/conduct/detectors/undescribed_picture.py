"""Finds pictures and films without a description."""

from forethought.conduct.detectors import Found
from forethought.drafts import Draft
from forethought.drafts.tokens import Tokens

_SEEN = ("image", "picture", "photo", "gif", "video")


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return the draft's words as the place when one of its pictures has an empty description or none."""
    for media in draft.media:
        if media.type.partition("/")[0] in _SEEN and not (media.alt or "").strip():
            return [Found(tokens.starts[0], tokens.ends[-1]) if len(tokens) else Found(0, len(draft.text))]
    return []
