"""Finds numbers that point at one person's record, after the name of such a number."""

import re

from forethought.conduct.detectors import Found
from forethought.drafts import Draft
from forethought.drafts.tokens import Tokens

# The number's name says what it is, so no checksum is asked for.
_NAMED = re.compile(
    r"\b(?:nhs|chi|mrn|hosp(?:ital)?|unit|patient|pt|client|case|record|notes|casenote|student|pupil|candidate|"
    r"library[ ]card|borrower|membership|member|card|ssn|social[ ]security|ni|"
    r"national[ ]insurance|upn|uln|medicare|medicaid|"
    r"insurance|rio|emis|ucas)"
    r"(?:[ ]?(?:id|number|numbers|num|no|nr|card|personal[ ]id)\b|[ ]?\#|(?=[ ]?:[ ]?\d)"
    r"|(?<=library[ ]card)(?=[ ]\d{5}))"
    r"[ ]?(?:\.|is|was|:|=|\#)?[ ]{0,2}"
    r"(?P<value>[a-z]{0,3}[ ]?\d(?:[ -]?\d){3,11}[a-z]?)(?![\w/])",
    re.IGNORECASE | re.VERBOSE,
)
_SHORT = re.compile(
    r"\b(?:mrn|chi|upn|uln)\b[ :#=.]{0,3}(?P<value>[a-z]{0,3}\d(?:[ -]?\d){3,11})(?![\w/])", re.IGNORECASE
)
_SOCIAL_SECURITY = re.compile(r"(?<![\w-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])")
_BIRTH = re.compile(
    r"\b(?:d\.?o\.?b\.?|date[ ]of[ ]birth|born(?:[ ]on)?)[ ]?(?:is|was|:|=|-)?[ ]{0,2}"
    r"(?P<value>\d{1,2}(?:st|nd|rd|th)?[ /.-](?:\d{1,2}|[a-z]{3,9})[ /.-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})(?!\w)",
    re.IGNORECASE | re.VERBOSE,
)


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return record numbers and dates of birth together with the words that name them."""
    spans = {
        match.span() for pattern in (_NAMED, _SHORT, _SOCIAL_SECURITY, _BIRTH) for match in pattern.finditer(draft.text)
    }
    return [Found(start, end) for start, end in sorted(spans)]
