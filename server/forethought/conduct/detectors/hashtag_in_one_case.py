"""Finds hashtags of several words in one case and spells them so that they are read aloud properly."""

from functools import cache
from math import log

from forethought.conduct.commonness import lines_of, rank_of
from forethought.conduct.detectors import Found
from forethought.drafts import Draft
from forethought.drafts.tokens import HASHTAG, Tokens

#: A shorter tag is read as one word anyway.
SHORTEST = 8
#: A longer tag is not taken apart, nor more different tags of one draft: it has been told by then.
LONGEST = 60
MOST_TAGS = 40


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return tags in all small or all capital letters that are two or more words, with the CamelCase spelling."""
    found = []
    spellings: dict[str, str | None] = {}
    for place, kind in enumerate(tokens.kinds):
        if kind != HASHTAG:
            continue
        start, end = tokens.starts[place], tokens.ends[place]
        tag = draft.text[start + 1 : end]
        if SHORTEST <= len(tag) <= LONGEST and tag.isascii() and (tag.islower() or tag.isupper()):
            small = tag.lower()
            if small not in spellings:
                if len(spellings) >= MOST_TAGS:
                    break
                spellings[small] = spell(small)
            spelt = spellings[small]
            if spelt is not None and spelt != tag:
                found.append(Found(start, end, f"#{spelt}"))
    return found


def spell(tag: str) -> str | None:
    """Return a tag (small letters) with each word's first letter a capital, or None when it is one word or unknown."""
    if tag in _official():
        return _official()[tag]
    parts = _split(tag)
    if parts is None or len(parts) < 2:
        return None
    return "".join(_CAPITALS.get(part, part[:1].upper() + part[1:]) for part in parts)


_CAPITALS = {
    word.lower(): word
    for word in ("NHS", "OT", "UK", "US", "GP", "AHP", "AHPs", "CPD", "ADHD", "OCD", "SLT", "HR", "STEM")
}


@cache
def _official() -> dict[str, str]:
    """Read the official spellings once; they ship with the program and hold no draft."""
    return {line.lstrip("#").lower(): line.lstrip("#") for line in lines_of("hashtags.txt")}


def _split(tag: str) -> list[str] | None:
    """Cut a tag into the likeliest known words (the sum of their ranks' logarithms is least)."""
    best: list[tuple[float, list[str]] | None] = [(0.0, [])] + [None] * len(tag)
    for end in range(1, len(tag) + 1):
        for start in range(max(0, end - 18), end):
            before, part = best[start], tag[start:end]
            cost = _cost(part)
            if before is None or cost is None:
                continue
            current = best[end]
            if current is None or before[0] + cost < current[0]:
                best[end] = (before[0] + cost, [*before[1], part])
    result = best[len(tag)]
    return None if result is None else result[1]


def _cost(part: str) -> float | None:
    if part.isdigit():
        return 6.0
    rank = rank_of(part)
    if rank is None:
        return None
    return log(rank + 20) + 1.0 + (3.0 if len(part) < 3 else 0.0)
