"""Finds the names of people served: by the words beside them ("Methadone for Ken"), and by all that is told of them."""

from collections.abc import Iterator

from forethought.conduct.commonness import is_hardly_a_word
from forethought.conduct.evidence.signals import Signals
from forethought.conduct.phrases import Reading
from forethought.conduct.served import Glance, glance
from forethought.drafts.tokens import WORD

_BEFORE, _AFTER, _OWNED = "before-somebody-served", "after-somebody-served", "owned-by-somebody-served"
#: A name is at most so many words.
_MOST_WORDS = 3

Span = tuple[int, int]


def may_have_somebody_served(reading: Reading, signals: Signals) -> bool:
    """Say whether a draft names somebody beside words of care, or may by its words name or answer somebody served."""
    seen = glanced(reading, signals)
    if seen.names or seen.sentences:
        return True
    return _may_hold_a_name(reading, signals) and bool(tied_names(reading, signals))


def _may_hold_a_name(reading: Reading, signals: Signals) -> bool:
    tokens = reading.tokens
    words = tokens.present_words
    if not signals.name_words.isdisjoint(words):
        return True
    text = reading.text
    if any(word.capitalize() in text for word in signals.doubtful_names & words):
        return True
    return "'s" in tokens.small and any(
        word[-2:] == "'s" and (word[:-2] in signals.first_names or word[:-2] in signals.doubtful_names)
        for word in words
    )


def tied_names(reading: Reading, signals: Signals) -> tuple[Span, ...]:
    """Return the names (first token, past the last) that stand right beside a tie; found once for a reading."""
    found = reading.memo.get("ties")
    if not isinstance(found, tuple):
        beside = {span for span in _Names(reading, signals).tied() if not _is_of_ones_own(span, reading, signals)}
        found = reading.memo["ties"] = tuple(sorted(beside))
    return found


def _is_of_ones_own(span: Span, reading: Reading, signals: Signals) -> bool:
    """Say whether a name follows "my", "our" or what one's own relatives are called: "Grandpa Joe's hearing aid"."""
    first, tokens = span[0], reading.tokens
    if not first or tokens.sentences[first - 1] != tokens.sentences[first]:
        return False
    return tokens.words[first - 1] in signals.words("own-lead")


def glanced(reading: Reading, signals: Signals) -> Glance:
    """Return which names of a draft, and sentences of a reply, may be of people served; found once for a reading."""
    found = reading.memo.get("served")
    if not isinstance(found, Glance):
        found = reading.memo["served"] = glance(reading.draft, reading.tokens, signals.name_lists)
    return found


class _Names:
    """The words of one draft, asked where names begin and end."""

    def __init__(self, reading: Reading, signals: Signals) -> None:
        self.reading, self.tokens, self.signals = reading, reading.tokens, signals

    def tied(self) -> Iterator[Span]:
        """Yield the names that begin where a tie ends, or end where one begins."""
        signals = self.signals
        if self.reading.text.islower() and not _may_hold_a_name(self.reading, signals):
            return
        before, after, owned = (signals.bits_of((name,)) for name in (_BEFORE, _AFTER, _OWNED))
        for phrase in self.reading.look_up(signals.ties):
            bits = signals.of_phrase[phrase.number]
            for first, last in self.reading.find(phrase):
                if bits & before:
                    yield from self._from(last, may_be_unlisted=False)
                if bits & after or (bits & owned and first and self.tokens.words[first - 1].endswith("'s")):
                    yield from self._until(first)
        words = signals.words(_BEFORE)
        if not words.isdisjoint(self.tokens.present_words):
            for place, word in enumerate(self.tokens.words):
                if word in words:
                    yield from self._from(place + 1, may_be_unlisted=True)

    def _from(self, first: int, *, may_be_unlisted: bool) -> Iterator[Span]:
        """Yield the name that begins at a token, if one does; a fond word such as "little" may stand before it.

        What is hardly a word may be a firm or a country too, unless only persons can stand there.
        """
        tokens, last = self.tokens, len(self.tokens)
        if not 0 < first < last or tokens.sentences[first] != tokens.sentences[first - 1]:
            return
        end = tokens.sentence_span(tokens.sentences[first])[1]
        if tokens.words[first] in self.signals.words("fondly") and first + 1 < end:
            first, may_be_unlisted = first + 1, True
        if tokens.words[first] == "the" and first + 1 < end:
            first += 1
            if not self._is_capital(first) or not self._names_a_household(first, end):
                return
            may_be_unlisted = True
        if tokens.words[first] in self.signals.words("title") and first + 1 < end:
            if self._is_capital(first + 1) or self._is_rare(first + 1):
                yield first, self._end(first + 1, end)
        elif self._is_name(first) or (may_be_unlisted and self._is_capital(first) and self._is_rare(first)):
            yield first, self._end(first, end)

    def _names_a_household(self, place: int, end: int) -> bool:
        """Say whether a surname stands for its bearers: "the Brannigan children", "the Osmans"."""
        words = self.tokens.words
        follows = place + 1 < end and words[place + 1] in self.signals.words("household")
        return follows or (words[place].endswith("s") and self._is_rare(place))

    def _until(self, last: int) -> Iterator[Span]:
        """Yield the name that ends before a token, if one does."""
        tokens = self.tokens
        low = tokens.sentence_span(tokens.sentences[last - 1])[0] if last else 0
        for first in range(last - 1, max(low, last - _MOST_WORDS) - 1, -1):
            if tokens.words[first] in self.signals.words("title") and first < last - 1:
                yield first, last
                return
            if first < last - 1 and not self._is_capital(first):
                return
            is_sure = (
                first > low or tokens.words[first].endswith("'s") or tokens.words[first] in self.signals.first_names
            )
            if is_sure and self._is_name(first):
                yield first, last
                return

    def _end(self, first: int, end: int) -> int:
        words, last = self.tokens.words, first + 1
        while (
            last < min(end, first + _MOST_WORDS)
            and self._is_capital(last)
            and self._is_plain(last)
            and not words[last - 1].endswith("'s")
        ):
            last += 1
        return last

    def _bare(self, place: int) -> str:
        return self.tokens.words[place].removesuffix("'s")

    def _is_plain(self, place: int) -> bool:
        return self.tokens.kinds[place] == WORD and self.tokens.words[place] not in self.signals.words("not-a-surname")

    def _is_capital(self, place: int) -> bool:
        return self.reading.text[self.tokens.starts[place]].isupper()

    def _is_name(self, place: int) -> bool:
        """Say whether a listed first name stands at a token; one that is also a word needs its capital."""
        word, signals = self._bare(place), self.signals
        if word in signals.words("calendar"):
            return False
        return word in signals.first_names or (word in signals.doubtful_names and self._is_capital(place))

    def _is_rare(self, place: int) -> bool:
        word = self._bare(place)
        is_day = word.removesuffix("s") in self.signals.words("calendar")
        return not is_day and is_hardly_a_word(word) and not self._is_shouted(place)

    def _is_shouted(self, place: int) -> bool:
        return self.reading.text[self.tokens.starts[place] : self.tokens.ends[place]].isupper()
