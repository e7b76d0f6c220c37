"""Finds e-mail addresses that are written so as not to look like one: "priya dot shah at example dot com"."""

import re

from forethought.conduct.detectors import Found
from forethought.drafts import Draft
from forethought.drafts.tokens import Tokens

_DOT = r"(?:\s?[(\[]dot[)\]]\s?|\sdot\s|\.)"
_PART = r"[\w-]{1,30}"
#: From the sign on; what stands before it is looked for only then, so that time stays short.
_HOST = re.compile(
    rf"(?:\s?[(\[]at[)\]]\s?|\sat\s|\s@\s?|@\s){_PART}(?:{_DOT}{_PART}){{0,2}}"
    rf"{_DOT}(?:com|net|org|edu|gov|ac|co|nl|de|fr|es|it|ie|uk|au|nz|ca|us|io|me|info)(?:{_DOT}(?:uk|au|nz))?(?![\w@-])",
    re.IGNORECASE,
)
_NAME = re.compile(rf"(?<![\w.@-])(?:{_PART}(?:{_DOT}|\sunderscore\s)){{0,3}}{_PART}$", re.IGNORECASE)
#: What is typed for a full stop would make an address of many sentences: "look at this.org".
_SPELT = re.compile(r"[(\[]|\sdot\s|@", re.IGNORECASE)
#: No name before the sign is longer, in code points.
_LONGEST_NAME = 80


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return e-mail addresses whose "@" or full stop is a word or stands apart."""
    text = draft.text
    found: list[Found] = []
    for host in _HOST.finditer(text):
        name = _NAME.search(text, max(0, host.start() - _LONGEST_NAME), host.start())
        if name is not None and _SPELT.search(text, name.start(), host.end()):
            found.append(Found(name.start(), host.end()))
    return found
