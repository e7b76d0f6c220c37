"""Finds a house number, or the name of a house, with its street."""

import re

from forethought.conduct.detectors import HOUSES, Found
from forethought.drafts import Draft
from forethought.drafts.tokens import Tokens

_KIND = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Row|Close|Drive|Dr|Crescent|Cres|Terrace|Court|Ct|Way|Grove|Gardens|Gdns|"
    r"Place|Mews|Hill|Park|Walk|Boulevard|Blvd|Square|View|Rise|Parade|Parkway|Pkwy|Highway|Hwy|Circle|Trail|Brae|Wynd|"
    r"Croft|Fold)"
)
# A digit is looked for first, which is quick, and then what may stand before it and after.
_BEGIN = r"\d(?<![\w.,/-]\d)"
_NUMBER = r"(?:\d{0,3}/\d{1,4}|\d{0,3})[A-Za-z]?,?\s"
_CAPITALS = rf"{_NUMBER}(?:[NSEW][EW]?\.?\s)?(?:[A-Z][\w'\u2019-]{{1,20}}\s){{1,3}}{_KIND}(?!\w)"
# In small letters only after a word that leads to a home, and with a kind of street that is hardly anything else.
_SMALL = (
    rf"(?:(?<=\bat \d)|(?<=address is \d)|(?<=lives on \d)|(?<=from \d)){_NUMBER}(?:[a-z'\u2019-]{{3,20}}\s){{1,2}}"
    r"(?:street|road|rd|avenue|ave|lane|close|crescent|terrace|grove|gardens|mews)(?!\w)"
)
_PATTERN = re.compile(rf"{_BEGIN}(?:{_CAPITALS}|{_SMALL})")
#: A home by its name: "The Old Forge, Church Street".
_BY_NAME = re.compile(
    r"\b(?:[A-Z][\w'\u2019-]{1,20}\s){1,3}"
    rf"(?:{'|'.join(sorted(house.capitalize() for house in HOUSES))}),\s"
    rf"(?:[A-Z][\w'\u2019-]{{1,20}}\s){{1,2}}{_KIND}(?!\w)"
)

#: How to get into a home: "keysafe is 1958C", "the door code's C2580Y".
_INTO_IT = re.compile(
    r"\b(?:key[ -]?safe|(?:door|gate|entry|buzzer|lift)[ ]code|keypad)\b"
    r"(?:['\u2019]s|[ ](?:is|code|number|no)){0,3}[ :=#]{1,3}"
    r"(?=\w{0,3}\d)[A-Za-z]{0,2}\d{3,6}[A-Za-z]{0,2}(?!\w)",
    re.IGNORECASE,
)


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return addresses such as 8 Orchard Row or The Old Forge, Church Street, and the codes of doors.

    The street's name has a capital, or follows "at".
    """
    return [
        Found(*match.span()) for pattern in (_PATTERN, _BY_NAME, _INTO_IT) for match in pattern.finditer(draft.text)
    ]
