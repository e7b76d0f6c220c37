"""Finds numbers that point at one person's record, after the name of such a number, and dates of birth."""

import re
from collections.abc import Iterator

from forethought.conduct.detectors import Found
from forethought.drafts import Draft
from forethought.drafts.tokens import Tokens

# What is numbered person by person, and then "number", "no.", "#" or the like: so no checksum is asked for.
_NAMED = re.compile(
    r"\b(?:nhs|chi|mrn|mr(?=[ ]?\#)|medical[ ]record|hosp(?:ital)?|unit|patient|pt|client|case|record|notes|casenote|"
    r"chart|student|pupil|candidate|library[ ]card|borrower|patron|membership|member|card|ssn|social[ ]security|ni|"
    r"nino|national[ ]insurance|upn|uln|medicare|medicaid|prisoner|inmate|offender|probation|"
    r"tenant|tenancy|cust(?:omer)?|account|acct|learner|exam|enrolment|enrollment|file|claim|referral|"
    r"emr|ehr|lab|specimen|encounter|admission|benefits?|pension|court|crime|police|ndis|dva|sin|ppsn|tfn|uci|"
    r"insurance|rio|emis|ucas|passport|driving[ ]licen[cs]e|driver'?s[ ]licen[cs]e|health[ ]card|pps|centrelink)"
    r"(?:[ ]?(?:id|number|numbers|num|no|nr|ref|reference|card|personal[ ]id)\b|[ ]?\#|(?=[ ]?:[ ]?\d)"
    r"|(?<=library[ ]card)(?=[ ]\d{5}))"
    r"[ ]?(?:\.|is|was|:|=|\#)?[ ]{0,2}"
    r"(?P<value>[a-z]{0,3}[ /]?\d[\da-z]{0,11}(?:[ /-]\d[\da-z]{0,9}|[/-][a-z]{1,3}){0,4})(?![\w/])",
    re.IGNORECASE | re.VERBOSE,
)
# What is called by its letters alone. A prisoner's or an insured person's number is told by its shape as well.
_SHORT = re.compile(
    r"\b(?:(?:mrn|upn|uln|nhi|crn|urn|hcn|phn|ndis|ppsn?|uci|tfn|emr|ehr|(?-i:SIN))\b(?:[ ](?:is|was))?[ :#=.]{0,3}"
    r"(?P<value>[a-z]{0,3}\d(?:[ -]?\d){3,11}[a-z]{0,2})"
    r"|chi\b[ :#=.]{0,3}\d{6}[ -]?\d{4}"
    r"|nin?o?\b[ :#=.]{0,3}[a-z]{2}[ ]?\d{2}[ ]?\d{2}[ ]?\d{2}[ ]?[a-d]"
    r"|ssn\b[ :#=.]{0,3}9\d{2}-\d{2}-\d{4}"
    r"|(?:ihi|medicare)\b[ :#=.]{0,3}\d{4}(?:[ ]?\d){6,12}"
    r"|ohip\b[ :#=.]{0,3}\d{4}-?\d{3}-?\d{3}(?:-?[a-z]{2})?"
    r"|reader'?s?[ ]ticket[ ]\d{5,14}|wrist[ ]?band(?:[ ](?:says|reads|is))?[ :]{1,2}[a-z]{0,3}\d{5,12})(?![\w/])",
    re.IGNORECASE | re.VERBOSE,
)
#: Digits after letters in capitals or between strokes, as files, claims and cases are numbered ("LA-77419/B"), and six
#: or more of them.
_FILED = re.compile(
    r"\b(?i:claim|file|case|policy|docket|referral|prisoner|inmate|matter|library[ ](?:card|member)|incident|borrower|"
    r"patron|patient|client|student|pupil|specimen)\b"
    r"[ ]?(?i:no\.?|number|nr|ref|reference|\#)?[ :#]{0,3}(?:[A-Z]{3,5}[ ])?"
    r"(?P<value>(?=(?:[A-Z/-]*\d){5})[A-Z]{1,3}[-/]?\d++(?:[-/]?[\dA-Z]++){0,4}+|\d{2,4}[-/]\d{5,8}|\d{6,10}"
    r"|\d{2,4}-[A-Z]{1,4}-\d{3,8}|\d{3,6}-\d{2,6}-[\dA-Z]{1,6}|\d{3,6}/\d{2})(?![\w/])",
    re.VERBOSE,
)
#: A long number, or one with letters, some words after what is numbered: "her student page says s3482210".
_NEAR = re.compile(
    r"\b(?i:student|pupil|patient|client|borrower|patron|tenant|candidate|learner|library[ ]card|case|claim|referral|"
    r"microchip|chip|account|file|record|member(?:ship)?)(?:'s)?\b"
    r"(?![^.!?\n]{0,40}\b(?i:ring|rings|call|tel|phone|isbn|order|grant|job|post|vacancy|charity|company|trial|version|doi)\b)"
    r"[^.!?\n@#/]{1,40}?[ :(]"
    r"(?P<value>[A-Za-z]{1,3}\d{6,12}|\d{8,10}|\d{12,16}|[A-Z]{2,3}\d{2,4}(?:/\d{2,6}){1,3}|\d{4,6}(?:[ ]\d{4,6}){2,3})"
    r"(?![\w/%-]|[.,]\d)"
)
_SOCIAL_SECURITY = re.compile(r"(?<![\w-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])")
_BIRTH = re.compile(
    r"\b(?:(?:d\.?o\.?b\.?|date[ ]of[ ]birth|birth[ ]?date)(?:[ ]on[ ](?:file|record|the[ ]\w{4,9}))?"
    r"|birthday|b[ ]?day|born(?:[ ]on)?|b(?:\.[ ]?|[ ])(?=\d{1,2}[/.-]))"
    r"[ ]?(?:is|was|:|=|-)?[ ]{0,2}(?:the[ ])?"
    r"(?P<value>\d{1,2}(?:st|nd|rd|th)?[ /.-](?:of[ ])?(?:\d{1,2}|[a-z]{3,9})[ /.,-][ ]?(?:(?:19|20)\d{2}|['’]?\d{2})"
    r"|[a-z]{3,9}\.?[ ]\d{1,2}(?:st|nd|rd|th)?,?[ ](?:19|20)\d{2}|(?:19|20)\d{2}-\d{2}-\d{2}|\d{6,8}(?=\D|$))(?!\w)",
    re.IGNORECASE | re.VERBOSE,
)
_BORN_BEFORE_IT = re.compile(
    r"(?<![\d/.-])(?P<value>\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d{2})[ ]?[(,-]?[ ]?(?:is[ ](?:his|her|their|the)[ ])?"
    r"(?:d\.?o\.?b|date[ ]of[ ]birth)\b(?!\W{0,3}(?:is[ ]|was[ ])?\d)",
    re.IGNORECASE | re.VERBOSE,
)
_PATTERNS = (_NAMED, _SHORT, _FILED, _NEAR, _SOCIAL_SECURITY, _BIRTH, _BORN_BEFORE_IT)
#: A year, a school's or an account's year, the number of something among those of a year: "2024/25", "2026-118-02".
_DATED = re.compile(r"(?:19|20)\d\d(?:[-/]\d{1,3}){0,2}")
#: A number of a person's has at least so many digits.
_LEAST_DIGITS = 4


_DIGITS = re.compile(r"\d+")
#: So far before and after digits lies all that can belong to a number (code points).
_BEFORE, _AFTER = 90, 60


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return record numbers and dates of birth together with the words that name them."""
    text = draft.text
    regions = list(_around_digits(text))
    matches = (match for pattern in _PATTERNS for start, end in regions for match in pattern.finditer(text, start, end))
    spans = {match.span() for match in matches if _is_of_a_person(match)}
    return [Found(start, end) for start, end in sorted(spans)]


def _around_digits(text: str) -> Iterator[tuple[int, int]]:
    """Yield the parts of a text that hold digits and what may belong to them; only these need the patterns."""
    low = high = -1
    for match in _DIGITS.finditer(text):
        start, end = max(0, match.start() - _BEFORE), match.end() + _AFTER
        if start > high:
            if high >= 0:
                yield low, high
            low = start
        high = end
    if high >= 0:
        yield low, high


def _is_of_a_person(match: re.Match[str]) -> bool:
    value = match.groupdict().get("value")
    if value is None or match.re in (_BIRTH, _BORN_BEFORE_IT):
        return True
    return sum(map(str.isdigit, value)) >= _LEAST_DIGITS and _DATED.fullmatch(value) is None
