"""Tells a draft that is mostly not in English, of which only identifiers are checked."""

from forethought.drafts.tokens import WORD, Tokens

#: Words of which English text is full; one in eight words is enough.
_FULL_OF = frozenset(
    """
    the a an and or but of in on at to for with from by is are was were be been has have had do does did not no so if it
    its this that my your our his her their i you he she we they me him us them who what when how just about into out
    up all as
    """.split()
)
_ENOUGH = 8
#: A draft of fewer words than this says nothing about its language.
_LEAST_WORDS = 4
#: Letters between these are of another alphabet; beyond are styled Latin letters and emoji.
_LAST_LATIN, _FIRST_STYLED = "\u024f", "\U0001d400"


def is_mostly_not_english(tokens: Tokens) -> bool:
    """Say whether most of a draft is in another alphabet, or most of its commonest words are of another language."""
    words = tokens.words
    if tokens.kinds.count(WORD) < len(words):
        words = [word for word, kind in zip(words, tokens.kinds, strict=True) if kind == WORD]
    if len(words) < _LEAST_WORDS and tokens.text.isascii():
        return False
    english = sum(map(_FULL_OF.__contains__, words))
    if english * _ENOUGH >= len(words) and english:
        return False
    if not tokens.text.isascii():
        letters = [char for char in tokens.text if char.isalpha()]
        if 2 * sum(_LAST_LATIN < char < _FIRST_STYLED for char in letters) > len(letters):
            return True
    # The lists are read only for a draft that does not look English.
    from forethought.conduct.tone.language import common_words

    others = sum(word in common_words().other for word in words)
    return others >= 2 and others > english
