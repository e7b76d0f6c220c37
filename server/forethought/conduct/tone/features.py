"""Turns a draft into words, and each word or pair of words into the numbers that the tone model has weights for.

Everything is integers and ``zlib.crc32``, so the same draft gives the same numbers on every machine.
Folding keeps the length: one code point in, one out, so that a place in the folded text is a place in the draft.
"""

import re
import unicodedata
from collections.abc import Sequence, Set
from functools import cache
from itertools import pairwise
from typing import NamedTuple
from zlib import crc32

#: The number of slots in the weight table; a feature's slot is ``crc32(feature) & MASK``.
SLOTS = 1 << 16
MASK = SLOTS - 1
#: A word longer than this is cut before it is hashed: no word that attacks is longer, and time stays linear.
LONGEST_WORD = 24
#: A sentence longer than this many words is cut in two, so that a draft without a full stop is still read in parts.
LONGEST_SENTENCE = 60

#: Words of two sorts make a pair when they stand at most this many words apart.
NEAR = 4

#: Stands in the folded text where somebody else's words stood (see ``voice``).
QUOTED = "\ue000"
QUOTED_WORD = "qqq"
#: The feature of a draft that is mostly in capitals.
SHOUTED = b"capitals"

# Letters of other alphabets that look like Latin ones, used to slip a word past a filter.
# The pairs are those of Unicode's confusables table (UTS 39) for the lower-case Latin letters.
_LOOK_ALIKES = dict(
    zip(
        "аеорсухіјѕԁһӏкмтвнгп" + "οαερτυικνωγ" + "ɡıł",
        "aeopcyxijsdhlkmtbhrn" + "oaeptuikvwy" + "gil",
        strict=True,
    )
)
_QUOTE_STYLES = dict.fromkeys("‘’‛′`´＇", "'") | dict.fromkeys("“”„‟″«»", '"')
# Pictures that stand for a word in an attack, and are read as that word; all others are words of their own.
_PICTURED = {
    picture: word
    for word, pictures in {
        "pig": "🐷🐖🐽",
        "snake": "🐍",
        "rat": "🐀🐁🐭",
        "monkey": "🐒🐵",
        "ape": "🦍🦧",
        "dog": "🐕🐶",
        "cow": "🐄🐮",
        "sheep": "🐑🐏",
        "cockroach": "🪳",
        "worm": "🪱🐛",
        "clown": "🤡",
        "poop": "💩",
        "trash": "🗑🚮",
        "puke": "🤮🤢",
        "gun": "🔫",
        "knife": "🔪🗡",
        "bomb": "💣🧨",
        "axe": "🪓",
        "dead": "⚰🪦",
        "punch": "👊🤜🤛",
        "fuck": "🖕",
        "no": "🚫⛔❌",
        "women": "👩",
        "men": "👨",
        "girl": "👧",
        "boy": "👦",
        "baby": "👶",
        "muslims": "🧕☪🕌",
        "jews": "✡🔯🕍",
        "gay": "👬👭",
        "trans": "⚧",
        "disabled": "♿🦽🦼",
        "deaf": "🧏🦻",
        "blind": "🦯",
    }.items()
    for picture in pictures
}
#: Code points that show nothing: they stay in place (so that offsets hold) and are dropped from words.
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\ufe0f"


class _Fold(dict[int, str]):
    """One code point to the plain one it stands for; ASCII and what has no plain form stay as they are."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if code < 128:
            return char
        plain = unicodedata.normalize("NFKD", char)[:1].lower()
        return _LOOK_ALIKES.get(plain, plain) if len(plain) == 1 else char


_FOLD = _Fold(
    {ord(char): char for char in INVISIBLE}
    | {ord(char): plain for char, plain in _QUOTE_STYLES.items()}
    | {code: chr(code).lower() for code in range(128)}
    # Letters in filled circles and squares, which have no plain form.
    | {start + place: chr(97 + place) for start in (0x1F150, 0x1F170) for place in range(26)}
    # The colours of skin say nothing of what is said.
    | dict.fromkeys(range(0x1F3FB, 0x1F400), "\u200d")
)

# One alternative a kind of token. Most words are plain, and nothing else begins with two letters and ends so;
# spaced-out letters come before the other words, for they would otherwise be read as such.
_TOKEN = re.compile(
    rf"""
      (?P<plain> [a-z]{{2,{LONGEST_WORD}}}+ (?=[ ,]) )
    | (?P<url>   (?:https?://|www\.)\S+ | \bhttp\b )
    | (?P<name>  @[a-z0-9_]+ )
    | (?P<apart> (?<![a-z0-9']) [a-z0-9@$] (?:[ .\-_*]{{1,2}}[a-z0-9@$]){{2,40}} (?![a-z0-9'@$]) )
    | (?P<word>  [a-z0-9$]+ (?:['*@$!|\#{INVISIBLE}]+[a-z0-9$]+)* \** )
    | (?P<quoted>{QUOTED} )
    | (?P<stop>  [.!?…]+(?=[\s"')\]]|$) | \n )
    | (?P<sign>  [!?]+ | [\u2190-\u2bff\U0001f000-\U0001faff] )
    """,
    re.VERBOSE,
)
_LEET = str.maketrans("013457@$!|", "oieastasil")
_INVISIBLE_TABLE = dict.fromkeys(map(ord, INVISIBLE))
# "4th", "3pm" and "B12" are numbers; "1d10t" and "m0r0n" are words.
_NUMBER = re.compile(r"[$]?\d+(?:st|nd|rd|th|am|pm|s|k|m|b|g|mg|kg|ml|cm|mm|km|hr|hrs|h|yo|x|d|p)?|[a-z]{1,2}\d+")
_BETWEEN_APART = re.compile(r"[ .\-_*]")
_RUN = re.compile(r"([a-z])\1\1+")
_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")


class Word(NamedTuple):
    """One word as the model reads it, and where it stands in the draft (code points)."""

    text: str
    start: int
    end: int


Sentence = list[Word]


def fold(text: str) -> str:
    """Return the text in plain lower-case letters, as long as it was: offsets in it are offsets in ``text``."""
    return text.lower() if text.isascii() else text.translate(_FOLD)


def _plain(raw: str) -> str:
    """Return a word as its writer meant it: without leet or invisible marks; a number is read as 0."""
    if not raw.isalpha():
        raw = raw.translate(_INVISIBLE_TABLE)
        if _NUMBER.fullmatch(raw):
            return "0"
        if not raw.replace("'", "").isalpha():
            stars = len(raw) - len(raw.rstrip("*"))
            raw = raw[: len(raw) - stars].translate(_LEET)
    return raw[:LONGEST_WORD]


def sentences(folded: str) -> list[Sentence]:
    """Cut folded text into sentences of words; signs and emoji count as words, invisible marks do not."""
    found: list[Sentence] = []
    current: Sentence = []
    has_runs = _RUN.search(folded) is not None
    for match in _TOKEN.finditer(folded):
        kind = match.lastgroup
        start, end = match.span()
        if kind == "plain":
            text = match[0] if not has_runs else _RUN.sub(r"\1\1", match[0])
        elif kind == "word":
            raw = match[0]
            if has_runs:
                raw = _RUN.sub(r"\1\1", raw)
            text = raw if raw.isalpha() and len(raw) <= LONGEST_WORD else _plain(raw)
        elif kind == "stop":
            sign = match[0]
            if "!" in sign:
                current.append(Word("!!" if sign.count("!") > 1 else "!", start, end))
            elif "?" in sign:
                current.append(Word("?", start, end))
            if current:
                found.append(current)
                current = []
            continue
        elif kind == "apart":
            text = _plain(_BETWEEN_APART.sub("", match[0]))
        elif kind == "url":
            text = "http"
        elif kind == "name":
            text = "@user"
        elif kind == "quoted":
            text = QUOTED_WORD
        else:
            text = _PICTURED.get(match[0][0], match[0][0])
        if text:
            current.append(Word(text, start, end))
        if len(current) >= LONGEST_SENTENCE:
            found.append(current)
            current = []
    if current:
        found.append(current)
    return found


def word_slots(word: str) -> list[int]:
    """Return the slots of one word: the word itself, and its runs of three and four letters, its two ends marked."""
    if word in {"@user", "http", QUOTED_WORD}:
        return []
    letters = word.encode()
    slots = [crc32(b"w" + letters) & MASK]
    ends = b"^" + letters + b"$"
    length = len(ends)
    if length > 3:
        slots += [crc32(ends[i : i + size]) & MASK for size in (3, 4) for i in range(length + 1 - size)]
    return slots


def pair_slots(words: list[str]) -> list[int]:
    """Return the slots of a sentence's pairs: each word with the next."""
    return [crc32(f"{first} {second}".encode()) & MASK for first, second in pairwise(words)]


@cache
def _sort_slot(name: str) -> int:
    return crc32(f"~{name}".encode()) & MASK


def sort_slots(sorts: Sequence[str | None], hard: Set[str]) -> list[int]:
    """Return the slots of a sentence's sorts of words, each once: single ones, and pairs of which one is hard.

    ``sorts`` has the sort of each word, or None; so "you" near an insult is known whichever insult it is.
    """
    at = [(place, sort) for place, sort in enumerate(sorts) if sort]
    names = {sort for _, sort in at}
    if not names.isdisjoint(hard):
        for index, (place, sort) in enumerate(at):
            for further, other in at[index + 1 : index + 1 + NEAR]:
                if further - place <= NEAR and (sort in hard or other in hard):
                    names.add(f"{sort} {other}")
                    if further - place == 1:
                        names.add(f"{sort}+{other}")
    return [_sort_slot(name) for name in names]


def shouted(text: str) -> bool:
    """Tell whether most words of a draft of at least three words are in capitals."""
    capitals = len(_CAPITALS.findall(text))
    return capitals >= 3 and capitals * 2 > text.count(" ") + 1
