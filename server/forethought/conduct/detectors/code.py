"""Finds what is shaped like the number of one person's file, card or booking, whatever it is called.

By itself it says nothing of a person: rooms, courses and orders are numbered too. It counts beside somebody served.
"""

import re

from forethought.conduct.detectors import Found
from forethought.drafts import Draft
from forethought.drafts.tokens import Tokens

_CODE = re.compile(
    r"(?<![\w£$€¥@/.,:+&=%-])(?<!\d[ ])\#?(?P<value>"
    # Parts joined by strokes or dots: "FX/22094", "8741/DEN/0093", "INC-338104".
    r"(?=[\w./-]{0,24}\d)[A-Za-z\d]{1,12}(?:[-/.][A-Za-z\d]{1,12}){1,5}"
    # Digits in groups, or one by one, and letters in capitals before or after them: "QQ 41 87 26 C", "184 201".
    r"|(?:[A-Z]{1,4}[ ])?\d{2,5}(?:[ ]\d{2,5}){1,5}(?:[ ][A-Z]{1,2})?|(?:[A-Z]{1,4}[ ])?\d(?:[ ]\d){4,11}"
    # Letters and digits, or digits, in one piece: "K229184", "0647782b", "24H100730", "4471902".
    r"|[A-Za-z]{0,4}\d{4,15}[A-Za-z]{0,3}|[A-Za-z]{0,2}\d{1,3}[A-Za-z]{1,2}\d{3,12}"
    # Capitals and digits beside each other: "PALS 5520".
    r"|[A-Z]{2,5}[ ]\d{4,8}"
    r")(?![\w/%°£$€-]|[.,:]\d|[ ]\d)"
)
#: After one of these a number is no person's.
_NOBODYS = re.compile(
    r"\b(?:isbn|issn|doi|pmid|version|v|rooms?|bus|route|train|flight|grant|job|vacancy|post|charity|company|form|"
    r"act|section|lot|batch|trial|study|iso|iec|standard|course|module|unit|code|petition|tender|order|model|freepost|"
    r"helpline|call|text|tel|phone|ring|fax|line|dial|registration|licen[cs]e|pin|rcn|nmc|hcpc|ahpra|gmc|grade|level|"
    r"page|pp|pages|chapter|kit|zip|box|ward|dewey|shelf|raffle|event|agenda|minutes|zoom|meeting|passcode|password|"
    r"wifi|about|over|around|nearly|almost|under|up[ ]to|than|of|bp|channel|extension|ext)"
    r"(?:[ ](?:no|number|nr|id|ref|code|is|was))?[ :.\#=]{0,3}$",
    re.IGNORECASE,
)
#: Before one of these it is an amount.
_COUNTED = re.compile(
    r"[ ]?(?:k|m|bn|mg|mcg|g|kg|ml|l|cm|mm|km|mi|miles?|metres?|meters?|yards?|feet|ft|hz|mb|gb|steps?|people|"
    r"patients?|clients?|students?|pupils?|users?|readers?|nurses?|staff|members?|visitors?|views?|followers?|likes?|"
    r"words?|hours?|hrs?|minutes?|mins?|days?|weeks?|years?|times|pounds?|quid|dollars?|euros?|calories|kcal|books?|"
    r"loans?|signatures|names|votes|homes|jobs|posts|beds|places|copies|pages|responses|participants|children|"
    r"families)\b",
    re.IGNORECASE,
)
#: Parts of a date, of years side by side, of a pressure or a score.
_DATE = re.compile(
    r"[0-3]?\d([-/. ])[0-3]?\d\1(?:\d\d){1,2}|(?:19|20)\d\d([-/. ])\d\d?\2\d\d?|\d\d?/(?:19|20)\d\d"
    r"|(?:19|20)\d\d(?:[-/](?:19|20)?\d\d)?s?|\d{1,3}[-/.]\d{1,3}"
)
#: A word with a number is none, nor is a dose: "COVID-19", "24-hour", "mid-1990s", "250mg/5mL".
_WORDY = re.compile(r"[a-z]{3,}|[A-Z][a-z]+|\d(?:mc?g|ml|mL|iu|IU)\b", re.ASCII)
#: So much before a number is looked at, in code points.
_BEFORE = 24
#: A number of a person's has at least so many digits; where it is nothing but digits and blanks, one more.
_LEAST_DIGITS = 4


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return what may be the number of somebody's file: letters with digits, parts that are joined, long numbers."""
    text = draft.text
    return [
        Found(*match.span())
        for match in _CODE.finditer(text)
        if _may_be_somebodys(match["value"])
        and _NOBODYS.search(text, max(0, match.start() - _BEFORE), match.start()) is None
        and _COUNTED.match(text, match.end()) is None
    ]


def _may_be_somebodys(value: str) -> bool:
    digits = sum(map(str.isdigit, value))
    least = _LEAST_DIGITS + value.replace(" ", "").isdigit()
    return digits >= least and _DATE.fullmatch(value) is None and _WORDY.search(value) is None
