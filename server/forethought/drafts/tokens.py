"""Cuts the text of a draft into words, mentions, tags, links and emoji, folded for comparing, with exact spans."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

WORD, NUMBER, MENTION, HASHTAG, URL, EMAIL, EMOJI = "word", "number", "mention", "hashtag", "url", "email", "emoji"
KINDS = (WORD, NUMBER, MENTION, HASHTAG, URL, EMAIL, EMOJI)

#: Written inside a word and not seen: soft hyphen, zero-width characters, direction marks, word joiner, BOM.
_IGNORED = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufe00-\ufe0f"
#: Combining marks of the scripts most often met; a mark belongs to the letter before it.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0900-\u0903\u093a-\u093c\u093e-\u094f\u0951-\u0957\u0962\u0963"
    "\u0981-\u0983\u09bc\u09be-\u09cd\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
#: Letters in circles and squares, which Unicode counts as symbols.
_ENCLOSED = "\u24b6-\u24e9\U0001f110-\U0001f12b\U0001f130-\U0001f149\U0001f150-\U0001f169\U0001f172-\U0001f17d"
_APOSTROPHES = "'\u2019\u2018\u02bc\u2032`\u00b4\uff07\u201b"
_EMOJI_BASE = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u25aa-\u25fe\u2600-\u27bf\u2934\u2935\u2b05-\u2b55"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001f10f\U0001f170\U0001f171\U0001f17e\U0001f17f\U0001f18e\U0001f191-\U0001f1e5"
    "\U0001f200-\U0001f3fa\U0001f400-\U0001faff"
)
_EMOJI_TAIL = "[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff\u20e3\U000e0020-\U000e007f]*+"
_EMOJI_ONE = (
    f"(?:[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f?\u20e3"
    f"|[{_EMOJI_BASE}\U0001f3fb-\U0001f3ff\U0001f1e6-\U0001f1ff]{_EMOJI_TAIL})"
)
_LETTER = f"(?:[^\\W_]|[{_ENCLOSED}])"
_PLAIN_INSIDE = f"[^\\W_{_APOSTROPHES}{_ENCLOSED}]"

# Every branch either starts with a character of its own or is bounded, so that the whole is linear in the text.
_WORD = (
    rf"(?P<word>{_LETTER}(?:{_PLAIN_INSIDE}++|[{_ENCLOSED}{_IGNORED}{_MARKS}]|[{_APOSTROPHES}&](?=[^\W_])"
    r"|\*+(?=\w)|\*{2,}+)*+)"
)
#: Most words, which nothing else can begin with.
_PLAIN = r"(?P<plain>(?-i:[A-Za-z])++(?=[ ,]))"
_END = "(?P<end>[.!?\u2026\u3002\uff01\uff1f]++(?=[\\s\"'\u201d\u2019)\\]]|$)|[\n\r\u2028\u2029]++)"
_EMOJI = rf"(?P<emoji>{_EMOJI_ONE}(?:\u200d{_EMOJI_ONE})*+)"
_TOKEN = re.compile(
    rf"""
      {_PLAIN}
    | (?P<url>(?:https?://|www\.)[^\s<>"\u201c\u201d]++
         |(?<![\w.@-])[a-z0-9-]{{1,40}}+(?:\.[a-z0-9-]{{1,40}}+){{0,4}}?\.
          (?:com|org|net|uk|io|co|gov|edu|info|blog|ly|me|eu|ie|us|app|link|health|nhs|scot|wales|ca|au|nz)(?:/[^\s<>"]*+|(?![\w.-]*\w|@)))
    | (?P<email>[a-z0-9][\w.+-]{{0,63}}+@[a-z0-9][a-z0-9-]{{0,62}}+(?:\.[a-z0-9-]{{1,62}}+){{1,5}}+)
    | (?P<mention>[@\uff20][a-z0-9_](?:[\w.-]{{0,60}}\w)?(?:@[\w.-]{{1,100}}\w)?)
    | (?P<hashtag>[#\uff03](?=[\d_]*[^\W\d_])[\w{_MARKS}\u200d]++)
    | {_EMOJI} | {_WORD} | {_END}
    """,
    re.VERBOSE | re.IGNORECASE,
)
#: Without one of these a draft holds no link, address, mention or tag, and is cut with fewer attempts at each word.
_DOTTED = re.compile(r"\.(?:[a-z]|(?<=www\.)\S)", re.IGNORECASE)
_LINK_SIGNS = ("@", "#", "://", "\uff20", "\uff03")
_PLAIN_TOKEN = re.compile(f"{_PLAIN}|{_EMOJI}|{_WORD}|{_END}")
#: The same for text in small ASCII letters, which needs no folding.
_ASCII_TOKEN = re.compile(
    r"[a-z0-9]++(?:(?:['&](?=[a-z0-9])|\*+(?=\w)|\*{2,}+)[a-z0-9]*+)*+|[.!?]++(?=[\s\"')\]]|$)|[\n\r]++"
)
_DROPPED = re.compile(f"[{_IGNORED}{_MARKS}]")
_QUOTES = str.maketrans(dict.fromkeys(_APOSTROPHES, "'"))
_STARS = re.compile(r"\*+")
_DIGIT = re.compile(r"\d")
#: A full stop after one of these does not end the sentence.
_ABBREVIATIONS = frozenset(
    [
        "dr",
        "mr",
        "mrs",
        "ms",
        "mx",
        "prof",
        "rev",
        "sr",
        "jr",
        "st",
        "no",
        "vs",
        "eg",
        "ie",
        "approx",
        "dept",
        "hosp",
        "pt",
        "appt",
        "tel",
        "ext",
        "fig",
    ]
)


def fold(word: str) -> str:
    """Return ``word`` as it is compared: lower case, plain letters, straight apostrophes, invisible characters gone."""
    if word.isascii():
        folded = word.lower().replace("`", "'")
    else:
        word = _DROPPED.sub("", unicodedata.normalize("NFKD", word.translate(_QUOTES)))
        folded = word.casefold().translate(_QUOTES)
    return _STARS.sub("*", folded) if "*" in folded else folded


@dataclass
class Tokens:
    """The tokens of one text as parallel lists: folded word, kind, first and past-the-last code point, sentence."""

    text: str
    words: list[str]
    kinds: list[str]
    starts: list[int]
    ends: list[int]
    sentences: list[int]

    def __len__(self) -> int:
        """Return the number of tokens."""
        return len(self.words)

    @cached_property
    def present_kinds(self) -> frozenset[str]:
        """The kinds of token that occur at all."""
        return frozenset(self.kinds)

    @cached_property
    def present_words(self) -> frozenset[str]:
        """The different folded words."""
        return frozenset(self.words)

    @cached_property
    def digits(self) -> int:
        """The number of digits, of any script, anywhere in the text."""
        return len(_DIGIT.findall(self.text))

    @cached_property
    def small(self) -> str:
        """The text in small letters."""
        return self.text.lower()

    @cached_property
    def word_count(self) -> int:
        """The number of words and numbers; links, mentions, tags and emoji do not count."""
        return self.kinds.count(WORD) + self.kinds.count(NUMBER)

    def sentence_span(self, sentence: int) -> tuple[int, int]:
        """Return the first and past-the-last token of a sentence."""
        return bisect_left(self.sentences, sentence), bisect_right(self.sentences, sentence)


def tokenise(text: str) -> Tokens:
    """Cut ``text`` into tokens in one pass and in linear time; any text is accepted.

    A sentence ends at a full stop, question or exclamation mark before white space, and at the end of a line.
    """
    if _DOTTED.search(text) is not None or any(map(text.__contains__, _LINK_SIGNS)):
        return _tokenise(text, _TOKEN)
    return _tokenise_ascii(text) if text.isascii() and "`" not in text else _tokenise(text, _PLAIN_TOKEN)


def _tokenise(text: str, pattern: re.Pattern[str]) -> Tokens:
    words: list[str] = []
    kinds: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    sentences: list[int] = []
    sentence = 0
    for match in pattern.finditer(text):
        kind = match.lastgroup
        raw = match.group()
        if kind == "end":
            if raw != "." or not words or words[-1] not in _ABBREVIATIONS:
                sentence += 1
            continue
        assert kind is not None
        start, end = match.span()
        if kind == "plain":
            kind = WORD
            words.append(raw.lower())
        elif kind == "word":
            words.append(raw.lower() if raw.isascii() and raw.isalnum() else fold(raw))
            if raw[0].isdigit():
                kind = NUMBER
        elif kind == "url":
            trimmed = raw.rstrip(".,;:!?'\u2019)]*\u2026")
            end -= len(raw) - len(trimmed)
            words.append(trimmed.lower())
        else:
            words.append(fold(raw))
        kinds.append(kind)
        starts.append(start)
        ends.append(end)
        sentences.append(sentence)
    return Tokens(text, words, kinds, starts, ends, sentences)


def _tokenise_ascii(text: str) -> Tokens:
    """Do what ``_tokenise`` does for ASCII text that holds nothing but words and straight apostrophes."""
    words: list[str] = []
    kinds: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    sentences: list[int] = []
    sentence = 0
    for match in _ASCII_TOKEN.finditer(text.lower()):
        word = match[0]
        first = word[0]
        if first.isalpha():
            kinds.append(WORD)
        elif first.isdigit():
            kinds.append(NUMBER)
        else:
            if word != "." or not words or words[-1] not in _ABBREVIATIONS:
                sentence += 1
            continue
        start, end = match.span()
        words.append(_STARS.sub("*", word) if "*" in word else word)
        starts.append(start)
        ends.append(end)
        sentences.append(sentence)
    return Tokens(text, words, kinds, starts, ends, sentences)
