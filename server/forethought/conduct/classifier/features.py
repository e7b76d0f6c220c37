"""Turns the words of a draft into the numbers (slots) that the classifier has weights for.

Words, their beginnings, neighbours and next neighbours, hashed with ``zlib.crc32``: the same on every machine.
"""

from typing import NamedTuple
from zlib import crc32

from forethought.drafts.tokens import EMAIL, MENTION, NUMBER, URL, Tokens

#: A feature's slot is ``crc32(feature) & MASK``; in 18 bits few of the features that matter share one.
SLOTS = 1 << 18
MASK = SLOTS - 1
#: A longer word also counts by so many of its first letters: "discharges" helps to read "discharged".
STEM = 5
#: A draft of more sentences than this is read in runs of so many, so that a long post does not dilute a fault.
RUN = 3

#: What stands for a token whose own letters say nothing.
STANDS_FOR = {MENTION: "@", URL: "http", EMAIL: "email", NUMBER: "0"}


def windows(tokens: Tokens) -> list[tuple[int, int]]:
    """Return the token spans that are read by themselves: all of a short draft, else every run of three sentences."""
    sentences = sorted(set(tokens.sentences))
    if len(sentences) <= RUN:
        return [(0, len(tokens))] if sentences else []
    spans = [tokens.sentence_span(sentence) for sentence in sentences]
    return [(first, last) for (first, _), (_, last) in zip(spans, spans[RUN - 1 :], strict=False)]


class Slots(NamedTuple):
    """The slots of a draft's features in order, and for each token (and the end) where those that end with it begin."""

    found: list[int]
    begins: list[int]

    def of(self, first: int, last: int) -> list[int]:
        """Return the slots of the features that end with the tokens from ``first`` to before ``last``."""
        return self.found[self.begins[first] : self.begins[last]]


def slots(tokens: Tokens) -> Slots:
    """Return the slots of the features of every token. None reaches back into another sentence."""
    found: list[int] = []
    begins: list[int] = []
    add = found.append
    sentence_before = -1
    # The check sums of the two words before: that of two words together goes on from that of the first.
    before: int | None = None
    second: int | None = None
    for word, kind, sentence in zip(tokens.words, tokens.kinds, tokens.sentences, strict=True):
        begins.append(len(found))
        if kind in STANDS_FOR:
            word = STANDS_FOR[kind]
        letters = word.encode()
        alone = crc32(letters)
        add(alone & MASK)
        if len(word) > STEM:
            add(crc32(b"*", crc32(word[:STEM].encode())) & MASK)
        if sentence != sentence_before:
            sentence_before, before = sentence, None
        elif before is not None:
            follows = b" " + letters
            add(crc32(follows, before) & MASK)
            if second is not None:
                add(crc32(b" " + follows, second) & MASK)
        before, second = alone, before
    begins.append(len(found))
    return Slots(found, begins)
