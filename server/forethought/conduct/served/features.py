"""Finds where a draft names somebody, and turns what stands around a name, or in a reply, into numbers (slots).

A name itself says nothing of its bearer, so another word stands for it. What counts of a name is the words beside it
with their place, those of its sentence, of the sentences around it (also side by side), and of the draft; of a sentence
of a reply its words, those side by side, where it stands, and the words of the reply; of both also the facts that the
evidence has found there. Hashed as in the classifier.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, cached_property
from itertools import pairwise
from typing import NamedTuple
from zlib import crc32

from forethought.conduct.classifier.features import MASK, STANDS_FOR, STEM
from forethought.conduct.commonness import is_hardly_a_word
from forethought.drafts.tokens import MENTION, WORD, Tokens

#: What stands for a listed first name, for another word that is hardly anything but a name, and for a handle.
LISTED, RARE, HANDLE = "\x01", "\x02", "\x03"
#: What stands before the first and after the last word of a sentence.
_BEGIN, _END = b"<", b">"
#: Where people answer somebody.
REPLIES = frozenset(("reply", "comment", "quote", "message"))
#: So many tokens on either side of a name are read at most, and so many sentences.
REACH, SENTENCES = 30, 2
#: An unlisted word after one of these is a place.
PLACE_LEADS = frozenset(("in", "at", "near", "around", "outside"))
#: So many words before and after a name count by their place.
BEFORE, AFTER = 4, 5
#: So many words of a draft count wherever they stand.
LONGEST = 200
#: A draft that names more people is a list; each more would only take time.
MOST_NAMES = 70
#: Of a reply so many sentences are read, and of each so many words.
MOST_SENTENCES, LONGEST_SENTENCE = 100, 120


#: Sentences of a reply are told apart by their length in steps of so many words, up to so many steps.
SIZES, MOST_SIZES = 5, 5
#: A shorter word says little by itself.
SAYS_LITTLE = 3


class NameLists(NamedTuple):
    """What names are told by: first names, first names that are words too, last names, titles, and days and months."""

    first: Collection[str] = frozenset()
    doubtful: Collection[str] = frozenset()
    last: Collection[str] = frozenset()
    titles: Collection[str] = frozenset()
    calendar: Collection[str] = frozenset()


#: Where something stands: its first token, and the one after its last.
Span = tuple[int, int]


class Mark(NamedTuple):
    """A fact found in a draft: what it is, its first token, and the one after its last."""

    what: str
    first: int
    last: int


#: So near to a name a fact counts as standing before or after it (tokens).
_BESIDE = 3
#: Facts that only say what kind of word stands there.
_PLAIN = ("has:", "word:")


class Named:
    """The names in one draft. It holds the draft's words and must not outlive the check."""

    def __init__(self, tokens: Tokens, lists: NameLists) -> None:
        """Look at every word once; a draft without a name costs no more."""
        self._tokens = tokens
        self._titles = lists.titles
        self._words = _with_stand_ins(tokens, lists)
        #: By where words count, the slot of each of them, and of its beginning if it is long, else its own again.
        self._by_where: dict[str, tuple[list[int], list[int]]] = {}
        self._of_names: dict[Span, frozenset[int]] = {}
        self.names = _runs(self._words, tokens.sentences)

    @property
    def sentences(self) -> list[Span]:
        """Each sentence, or where it begins, of all but very long drafts."""
        numbers = sorted(set(self._tokens.sentences))[:MOST_SENTENCES]
        spans = [self._tokens.sentence_span(number) for number in numbers]
        return [(first, min(last, first + LONGEST_SENTENCE)) for first, last in spans]

    def slots_of_name(self, name: Span) -> frozenset[int]:
        """Return the slots of everything that stands around one of the names."""
        known = self._of_names.get(name)
        if known is None:
            known = self._of_names[name] = self._slots_around(name)
        return known

    def _slots_around(self, name: Span) -> frozenset[int]:
        first, last = name
        words, sentences = self._letters, self._tokens.sentences
        low, high = self._tokens.sentence_span(sentences[first])
        low, high = max(low, first - REACH), min(high, last + REACH)
        before = [*words[max(low, first - BEFORE) : first][::-1], _BEGIN]
        after = [*words[last : min(high, last + AFTER)], _END]
        found = {crc32(self._sort_of(name, low).encode()) & MASK}
        found.update([crc32(word, seed) & MASK for seed, word in zip(_BY_PLACE["l"], before, strict=False)])
        found.update([crc32(word, seed) & MASK for seed, word in zip(_BY_PLACE["r"], after, strict=False)])
        found.update(_stems("rs:", self._words[last : min(high, last + AFTER)]))
        found.add(_pair("lr:", before[0], after[0]))
        for side, near in (("l", before), ("r", after)):
            found.update([_pair(f"{side}{place}+:", one, two) for place, (one, two) in enumerate(pairwise(near[:3]))])
        self._add_words(found, "s", low, first)
        self._add_words(found, "s", last, high)
        self._add_words(found, "w", *self._around(name))
        return self._of_all.union(found)

    def slots_of_pairs(self, name: Span) -> set[int]:
        """Return the slots of the words side by side in the sentences around one of the names."""
        low, high = self._around(name)
        return {_pair("w2:", one, two) for one, two in pairwise(self._letters[low:high])}

    def _around(self, name: Span) -> Span:
        """Return the words of the sentences around one of the names that are near enough to count."""
        first, last = name
        sentence = self._tokens.sentences[first]
        low, _ = self._tokens.sentence_span(max(sentence - SENTENCES, 0))
        _, high = self._tokens.sentence_span(sentence + SENTENCES)
        return max(low, first - REACH), min(high, last + REACH)

    @cached_property
    def _of_all(self) -> frozenset[int]:
        """The slots of every word of a draft, or of what a long one begins with."""
        found: set[int] = set()
        self._add_words(found, "a", 0, LONGEST)
        return frozenset(found)

    def slots_of_word(self, name: Span, place: int) -> set[int]:
        """Return the slots that the word at a token, near one of the names, brings by itself."""
        first, last = name
        found: set[int] = set()
        for where in ("s", "w", "a") if self._tokens.sentences[place] == self._tokens.sentences[first] else ("w", "a"):
            found.update([slots[place] for slots in self._in(where)])
        side, away = ("l", first - 1 - place) if place < first else ("r", place - last)
        if away < len(_BY_PLACE[side]):
            found.add(crc32(self._letters[place], _BY_PLACE[side][away]) & MASK)
        return found

    def places_around(self, name: Span) -> list[int]:
        """Return the tokens of the sentence of one of the names, and of those beside it, that say something."""
        first, last = name
        low, _ = self._tokens.sentence_span(max(self._tokens.sentences[first] - 1, 0))
        _, high = self._tokens.sentence_span(self._tokens.sentences[first] + 1)
        around = [*range(max(low, first - REACH), first), *range(last, min(high, last + REACH))]
        return [place for place in around if len(self._words[place]) > SAYS_LITTLE]

    def by_sentence(self, marks: Iterable[Mark]) -> dict[int, list[Mark]]:
        """Return the facts of each sentence, without those that only say what kind of word stands there."""
        found: dict[int, list[Mark]] = {}
        for one in marks:
            if not one.what.startswith(_PLAIN):
                found.setdefault(self._tokens.sentences[one.first], []).append(one)
        return found

    def slots_of_facts(self, name: Span, told: Mapping[int, Sequence[Mark]]) -> set[int]:
        """Return the slots of the facts (by sentence) around one of the names, other names left out."""
        first, last = name
        here = self._tokens.sentences[first]
        found: set[str] = set()
        for sentence in range(here - SENTENCES, here + SENTENCES + 1):
            facts = [one for one in told.get(sentence, ()) if not one.what.startswith("name:")]
            found.update([f"mw:{one.what}" for one in facts])
            if sentence == here:
                found.update([f"ms:{one.what}" for one in facts])
                found.update([f"ml:{one.what}" for one in facts if 0 <= first - one.last < _BESIDE])
                found.update([f"mr:{one.what}" for one in facts if 0 <= one.first - last <= _BESIDE])
        return _hashed(found)

    def slots_of_facts_in(self, sentence: Span, told: Mapping[int, Sequence[Mark]]) -> set[int]:
        """Return the slots of the facts in a sentence of a reply, and in all of it."""
        here = told.get(self._tokens.sentences[sentence[0]], ())
        kinds = {one.what for facts in told.values() for one in facts}
        return _hashed({f"mw:{what}" for what in kinds} | {f"ms:{one.what}" for one in here})

    def slots_of_sentence(self, first: int, last: int) -> set[int]:
        """Return the slots of the words of a sentence, of those side by side, of its place, and of the whole reply."""
        words = self._letters[first:last]
        found = set(self._of_all)
        found.add(self._place_of(first, last))
        self._add_words(found, "q", first, last)
        found.update([_pair("q2:", one, two) for one, two in pairwise(words)])
        for one, two, three in zip(words, words[1:], words[2:], strict=False):
            begun = crc32(one, _seed("q3:"))
            found.add(crc32(b" _ " + three, begun) & MASK)
            found.add(crc32(b" " + two + b" " + three, begun) & MASK)
        return found

    def _place_of(self, first: int, last: int) -> int:
        """Return the slot of where a sentence stands in a reply and how long it is: what is answered comes first."""
        sentences = self._tokens.sentences
        number, size = sentences[first], min((last - first) // SIZES, MOST_SIZES)
        return crc32(f"at:{number == 0:d}{number == sentences[-1]:d}{size}".encode()) & MASK

    @cached_property
    def _letters(self) -> list[bytes]:
        return [word.encode() for word in self._words]

    def _add_words(self, found: set[int], where: str, first: int, last: int) -> None:
        words, beginnings = self._in(where)
        found.update(words[first:last])
        found.update(beginnings[first:last])

    def _in(self, where: str) -> tuple[list[int], list[int]]:
        known = self._by_where.get(where)
        if known is None:
            seed, stem = _seed(f"{where}:"), _seed(f"{where}*")
            words = [crc32(letters, seed) & MASK for letters in self._letters]
            beginnings = [
                crc32(word[:STEM].encode(), stem) & MASK if len(word) > STEM else slot
                for word, slot in zip(self._words, words, strict=True)
            ]
            known = self._by_where[where] = words, beginnings
        return known

    def _sort_of(self, name: Span, low: int) -> str:
        first, last = name
        words = self._words
        is_titled = first > low and words[first - 1] in self._titles
        sort = min(word[0] for word in words[first:last])
        owns = words[last - 1][1:]
        return f"{is_titled:d}{ord(sort)}{last - first > 1:d}{first == low:d}{owns}"


def _hashed(features: Iterable[str]) -> set[int]:
    return {crc32(feature.encode()) & MASK for feature in features}


@cache
def _seed(where: str) -> int:
    """Return the check sum of how a feature begins; that of the whole goes on from it."""
    return crc32(where.encode())


_BY_PLACE = {
    "l": [_seed(f"l{place}:") for place in range(BEFORE)],
    "r": [_seed(f"r{place}:") for place in range(AFTER)],
}


def _pair(where: str, one: bytes, two: bytes) -> int:
    return crc32(b" " + two, crc32(one, _seed(where))) & MASK


def _stems(where: str, words: Iterable[str]) -> list[int]:
    seed = _seed(where)
    return [crc32(word[:STEM].encode(), seed) & MASK for word in words if len(word) > STEM]


def _with_stand_ins(tokens: Tokens, lists: NameLists) -> list[str]:
    """Return the words of a draft with another word for each part of a name, and for what says nothing by itself."""
    text = tokens.text
    first, doubtful, last, titles, calendar = lists
    # Who writes nothing large writes names small too; beside capitals a small word is rather none.
    is_small = text.islower()
    words: list[str] = []
    for word, kind, start, end in zip(tokens.words, tokens.kinds, tokens.starts, tokens.ends, strict=True):
        if kind != WORD:
            words.append(HANDLE if kind == MENTION else STANDS_FOR.get(kind, word))
            continue
        bare, owns = (word[:-2], "'s") if word[-2:] == "'s" else (word, "")
        if bare in calendar or bare in titles:
            pass
        elif is_small and bare in first:
            word = LISTED + owns
        elif text[start].isupper():
            if bare in first or bare in doubtful:
                word = LISTED + owns
            elif (words and words[-1][0] in (LISTED, RARE) and bare in last) or (
                is_hardly_a_word(bare) and not text[start:end].isupper() and not (words and words[-1] in PLACE_LEADS)
            ):
                word = RARE + owns
        elif bare in last and words and words[-1] in titles:
            word = RARE + owns
        words.append(word)
    return words


def _runs(words: Sequence[str], sentences: Sequence[int]) -> list[Span]:
    """Return each handle, and each run of parts of a name in one sentence; what owns something ends it.

    A word that stands alone at the beginning of a sentence has its capital from there: it is no name unless listed.
    """
    found: list[Span] = []
    begin = -1
    for place, word in enumerate(words):
        is_part = word[:1] in (LISTED, RARE)
        goes_on = begin >= 0 and is_part and sentences[place] == sentences[begin] and len(words[place - 1]) == 1
        if begin >= 0 and not goes_on:
            is_first = begin == 0 or sentences[begin - 1] != sentences[begin]
            if not (is_first and words[begin:place] == [RARE]):
                found.append((begin, place))
            begin = -1
        if word == HANDLE:
            found.append((place, place + 1))
        if is_part and begin < 0:
            begin = place
        if len(found) == MOST_NAMES:
            return found
    return [*found, (begin, len(words))] if begin >= 0 else found
