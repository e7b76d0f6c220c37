"""Turns the words of a draft into the numbers (slots) that the classifier has weights for.

Words, their beginnings, neighbours and next neighbours, hashed with ``zlib.crc32``: the same on every machine.
"""

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
_STANDS_FOR = {MENTION: "@", URL: "http", EMAIL: "email", NUMBER: "0"}


def windows(tokens: Tokens) -> list[tuple[int, int]]:
    """Return the token spans that are read by themselves: all of a short draft, else every run of three sentences."""
    sentences = sorted(set(tokens.sentences))
    if len(sentences) <= RUN:
        return [(0, len(tokens))] if sentences else []
    spans = [tokens.sentence_span(sentence) for sentence in sentences]
    return [(first, last) for (first, _), (_, last) in zip(spans, spans[RUN - 1 :], strict=False)]


def slots(tokens: Tokens) -> list[list[int]]:
    """Return for each token the slots of the features that end with it. None reaches back into another sentence."""
    found: list[list[int]] = []
    sentence_before = -1
    # The check sums of the two words before: that of two words together goes on from that of the first.
    before: int | None = None
    second: int | None = None
    for word, kind, sentence in zip(tokens.words, tokens.kinds, tokens.sentences, strict=True):
        if kind in _STANDS_FOR:
            word = _STANDS_FOR[kind]
        letters = word.encode()
        alone = crc32(letters)
        here = [alone & MASK]
        if len(word) > STEM:
            here.append(crc32((word[:STEM] + "*").encode()) & MASK)
        if sentence != sentence_before:
            sentence_before, before = sentence, None
        elif before is not None:
            follows = b" " + letters
            here.append(crc32(follows, before) & MASK)
            if second is not None:
                here.append(crc32(b" " + follows, second) & MASK)
        found.append(here)
        before, second = alone, before
    return found
