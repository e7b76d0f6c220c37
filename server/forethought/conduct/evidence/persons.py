"""Finds the words that speak of one particular person: a determiner, what describes them and a word for a person."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from forethought.drafts.tokens import EMOJI, MENTION, Tokens


class Person(NamedTuple):
    """A mention of a person: its kind, and its tokens (first, past the last)."""

    kind: str
    first: int
    last: int


_DETERMINERS: dict[str, str] = {
    **dict.fromkeys(("a", "an", "another", "one", "1"), "a"),
    **dict.fromkeys(("the", "this", "that", "these", "yon", "thon", "same", "di", "dis"), "the"),
    **dict.fromkeys(("my", "our", "me", "mah"), "my"),
    **dict.fromkeys(("his", "her", "their", "whose"), "his"),
    **dict.fromkeys(
        ("every", "each", "any", "no", "either", "neither", "your", "yr", "which", "what", "whatever", "such"), "any"
    ),
}
#: Words that cannot stand between a determiner and its noun.
_BREAKS = frozenset(
    """
    of in on at to for with from by about into onto over under after before during and or but nor so yet if when while
    because is are was were be been being am has have had do does did will would can could shall should may might
    must not
    i you he she it we they me him us them who whom which that what where why how there here
    said says told asked came went got gets get saw see made took left says goes gave
    """.split()
)
#: After these a singular noun with "a" means anyone of the kind.
_GENERIC_LEAD = frozenset(
    """
    if when whenever unless whether being become becoming be like than as every any how does do should can could would
    helps help helping imagine suppose makes make need needs without such what isn't wasn't not never
    """.split()
)
#: How many words may stand between a determiner and its noun.
_REACH = 5
#: How many words may stand before a person who begins a sentence without a determiner ("Lovely old lady in bay 3").
_MOST_BEFORE = 3


def find_persons(
    heads: Sequence[tuple[int, int, str]],
    blocked: Collection[int],
    tokens: Tokens,
    first_of_sentence: Mapping[int, int],
) -> list[Person]:
    """Return the mentions of one person around ``heads`` (first, past the last, noun kind), in order.

    ``blocked`` are the tokens that are part of a word that means something else (patient safety).
    The kind is the determiner's class and the noun's kind, such as ``my-served``, ``a-person`` or ``bare-kin``.
    """
    words = tokens.words
    persons: list[Person] = []
    reached = 0
    for first, last, noun in heads:
        if first < reached or first in blocked or last - 1 in blocked:
            continue
        low = first_of_sentence[tokens.sentences[first]]
        # A phrase such as "our physio" brings its determiner with it.
        place, found = first - 1, _DETERMINERS.get(words[first], "") if last - first > 1 else ""
        if found:
            place = first
        while not found and place >= low and first - place <= _REACH:
            word = words[place]
            found = _DETERMINERS.get(word, "")
            if not found and word.endswith("'s") and len(word) > 3:
                found = "his"
            if found or word in _BREAKS:
                break
            place -= 1
        if not found:
            # "Gentleman in bay 2", "Student told me": a sentence that begins with the person.
            while tokens.kinds[low] in (EMOJI, MENTION):
                low += 1
            if place >= low or first - low > _MOST_BEFORE:
                continue
            persons.append(Person(f"bare-{noun}", low, last))
            reached = last
            continue
        begin = max(place, reached)
        lead = words[place - 1] if place > low else ""
        if found == "the" and words[place] in ("a", "an"):
            found = "a"
        if found == "a" and lead in _GENERIC_LEAD:
            found = "any"
        if found == "a" and lead == "of" and place - 2 >= low and words[place - 2] in ("sort", "kind", "type", "bit"):
            found = "any"
        persons.append(Person(f"{found}-{noun}", begin, last))
        reached = last
    return persons
