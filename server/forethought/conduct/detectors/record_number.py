"""Finds numbers that point at one person's record, after the name of such a number."""

import re

from forethought.conduct.detectors import Found
from forethought.drafts import Draft
from forethought.drafts.tokens import Tokens

# The number's name says what it is, so no checksum is asked for.
_NAMED = re.compile(
    r"\b(?:nhs|chi|mrn|mr(?=[ ]?\#)|medical[ ]record|hosp(?:ital)?|unit|patient|pt|client|case|record|notes|casenote|"
    r"chart|student|pupil|candidate|library[ ]card|borrower|patron|membership|member|card|ssn|social[ ]security|ni|"
    r"nino|national[ ]insurance|upn|uln|medicare|medicaid|prisoner|inmate|offender|probation|"
    r"tenant|tenancy|cust(?:omer)?|"
    r"insurance|rio|emis|ucas|passport|driving[ ]licen[cs]e|driver'?s[ ]licen[cs]e|health[ ]card|pps|centrelink)"
    r"(?:[ ]?(?:id|number|numbers|num|no|nr|ref|reference|card|personal[ ]id)\b|[ ]?\#|(?=[ ]?:[ ]?\d)"
    r"|(?<=library[ ]card)(?=[ ]\d{5}))"
    r"[ ]?(?:\.|is|was|:|=|\#)?[ ]{0,2}"
    r"(?P<value>[a-z]{0,3}[ /]?\d(?:[ /-]?\d){3,11}[a-z]{0,2})(?![\w/])",
    re.IGNORECASE | re.VERBOSE,
)
# What is called by its letters alone. A prisoner's or an insured person's number is told by its shape as well.
_SHORT = re.compile(
    r"\b(?:(?:mrn|upn|uln|nhi|crn|urn|hcn|phn)\b[ :#=.]{0,3}(?P<value>[a-z]{0,3}\d(?:[ -]?\d){3,11})"
    r"|chi\b[ :#=.]{0,3}\d{6}[ -]?\d{4}"
    r"|nin?o?\b[ :#=.]{0,3}[a-z]{2}[ ]?\d{2}[ ]?\d{2}[ ]?\d{2}[ ]?[a-d]"
    r"|ssn\b[ :#=.]{0,3}9\d{2}-\d{2}-\d{4}"
    r"|(?:ihi|medicare)\b[ :#=.]{0,3}\d{4}(?:[ ]?\d){6,12}"
    r"|ohip\b[ :#=.]{0,3}\d{4}-?\d{3}-?\d{3}(?:-?[a-z]{2})?)(?![\w/])",
    re.IGNORECASE | re.VERBOSE,
)
#: Digits after letters in capitals or between strokes, as files, claims and cases are numbered ("LA-77419/B"), and six
#: or more of them; "2024/25" is a year.
_FILED = re.compile(
    r"\b(?i:claim|file|case|policy|docket|referral|prisoner|inmate|matter|library[ ](?:card|member)|incident|borrower|"
    r"patron|patient|client|student|pupil)\b"
    r"[ ]?(?i:no\.?|number|nr|ref|reference|\#)?[ :#]{0,3}(?:[A-Z]{3,5}[ ])?"
    r"(?P<value>(?=(?:[A-Z/-]*\d){5})[A-Z]{1,3}[-/]?\d++(?:[-/]?[\dA-Z]++){0,4}+|\d{2,4}[-/]\d{5,8}|\d{6,10}"
    r"|(?!20\d\d/)\d{3,6}/\d{2})(?![\w/])",
    re.VERBOSE,
)
_SOCIAL_SECURITY = re.compile(r"(?<![\w-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])")
_BIRTH = re.compile(
    r"\b(?:d\.?o\.?b\.?|date[ ]of[ ]birth|birth[ ]?date|birthday|b[ ]?day|born(?:[ ]on)?)[ ]?(?:is|was|:|=|-)?[ ]{0,2}"
    r"(?:the[ ])?"
    r"(?P<value>\d{1,2}(?:st|nd|rd|th)?[ /.-](?:of[ ])?(?:\d{1,2}|[a-z]{3,9})[ /.,-][ ]?(?:(?:19|20)\d{2}|\d{2})"
    r"|[a-z]{3,9}\.?[ ]\d{1,2}(?:st|nd|rd|th)?,?[ ](?:19|20)\d{2}|(?:19|20)\d{2}-\d{2}-\d{2}|\d{6,8}(?=\D|$))(?!\w)",
    re.IGNORECASE | re.VERBOSE,
)
_BORN_BEFORE_IT = re.compile(
    r"(?<![\d/.-])(?P<value>\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d{2})[ ]?[(,-]?[ ]?(?:d\.?o\.?b|date[ ]of[ ]birth)\b"
    r"(?!\W{0,3}(?:is[ ]|was[ ])?\d)",
    re.IGNORECASE | re.VERBOSE,
)
_PATTERNS = (_NAMED, _SHORT, _FILED, _SOCIAL_SECURITY, _BIRTH, _BORN_BEFORE_IT)


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return record numbers and dates of birth together with the words that name them."""
    spans = {match.span() for pattern in _PATTERNS for match in pattern.finditer(draft.text)}
    return [Found(start, end) for start, end in sorted(spans)]
