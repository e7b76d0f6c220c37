"""Finds in a sentence the turns of phrase that attack somebody or speak in anger, and what excuses them.

The phrases and word lists are data: ``lexicon.toml``. A phrase is tried only in a sentence that holds its rarest word,
so the time a sentence takes does not grow with the number of phrases.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Set
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from forethought.conduct.tone.features import Sentence, Word, sort_slots
from forethought.conduct.tone.language import common_words

#: What a find can be: an insult to the reader's face or about somebody, a group run down, and so on.
#: The training learns how much each of these adds to a score.
ATTACKS = ("insult", "insult-third", "group", "slur", "contempt", "wish", "threat")
#: Kinds that the training does not know, so that they can grow without it, each with the kind that it is excused like
#: ("": like none).
UNTRAINED = {"menace": "threat", "jibe": "insult-third", "herd": "group", "taunt": "", "epithet": ""}
#: The lists whose words are recognised with stars in them, or with letters drawn out.
HARD = ("insult", "figure", "mean", "slur", "curse")
#: Words in nearly every sentence: a phrase is never looked up by one of them if it has anything else.
_FILLERS = frozenset(
    ["the", "a", "an", "and", "or", "of", "to", "in", "is", "are", "was", "be", "i", "you", "he", "she", "it"]
)
_DOUBLED = re.compile(r"([a-z])\1")
#: A longer list of words is not asked for before a phrase is tried: it spares little time and takes much memory.
LARGEST_NEED = 150
#: A sentence's finds are counted up to this many, and those the training does not know up to as many again; more say
#: nothing new.
MOST_FINDS = 6


class Find(NamedTuple):
    """A phrase of the lexicon in a draft: what it is a find of, how much it weighs, and where it stands."""

    kind: str
    weight: int
    start: int
    end: int


class Choice(NamedTuple):
    """One place in a phrase: any of some words, or any of some longer sequences, up to ``times`` times."""

    words: frozenset[str]
    sequences: tuple["Items", ...]
    least: int
    times: int


class Gap(NamedTuple):
    """Up to ``most`` words of no matter what, except those of ``barrier``."""

    most: int
    barrier: frozenset[str]


class Edge(NamedTuple):
    """The start or the end of the sentence."""

    at_end: bool


Item = Choice | Gap | Edge
Items = tuple[Item, ...]


class Phrase(NamedTuple):
    """One phrase ready for matching.

    ``needs`` are sets of words of each of which a sentence must hold one (no long ones); ``first`` is what the phrase
    can begin with (None: anything), and ``reach`` how far on its rarest word can be.
    """

    kind: str
    weight: int
    of: frozenset[str]
    items: Items
    needs: tuple[frozenset[str], ...]
    first: frozenset[str] | None
    reach: int


class LexiconError(ValueError):
    """A phrase of the lexicon cannot be read."""


_PART = re.compile(
    r"""
      \.\.(?P<gap>\d)
    | (?P<edge>[\^$])
    | (?P<open>\()
    | (?P<close>\)(?:\*(?P<times>\d)|(?P<maybe>\?))?)
    | (?P<or>\|)
    | \{(?P<list>\w+)\}(?:\*(?P<many>\d)|(?P<list_maybe>\?))?
    | (?P<word>[^\s(){}|?*]+)(?P<word_maybe>\?)?
    | \s+
    """,
    re.VERBOSE,
)


def _choices(entries: Iterable[str], pool: "_Pool") -> tuple[frozenset[str], tuple[Items, ...]]:
    """Split a list into single words and those with a hyphen, which a draft's sentence has as two words."""
    single = pool.one(entry for entry in entries if "-" not in entry)
    hyphened = sorted(entry for entry in entries if "-" in entry)
    return single, tuple(
        tuple(pool.choice(pool.one({part}), (), 1, 1) for part in entry.split("-")) for entry in hyphened
    )


class _Pool:
    """Keeps one of each set of words and of each place: many phrases hold the same, and copies would take megabytes."""

    def __init__(self) -> None:
        self._sets: dict[frozenset[str], frozenset[str]] = {}
        self._choices: dict[Choice, Choice] = {}

    def one(self, words: Iterable[str]) -> frozenset[str]:
        found = frozenset(words)
        return self._sets.setdefault(found, found)

    def choice(self, words: frozenset[str], sequences: tuple["Items", ...], least: int, times: int) -> Choice:
        found = Choice(words, sequences, least, times)
        return self._choices.setdefault(found, found)


class _Reader:
    """Reads phrases as text into items."""

    def __init__(
        self, lists: dict[str, tuple[frozenset[str], tuple[Items, ...]]], barrier: frozenset[str], pool: "_Pool"
    ):
        self.lists = lists
        self.barrier = barrier
        self.pool = pool

    def read(self, phrase: str) -> Items:
        parts = []
        at = 0
        while at < len(phrase):
            part = _PART.match(phrase, at)
            if part is None:
                raise LexiconError(f"The phrase {phrase!r} cannot be read from its character {at + 1} on.")
            at = part.end()
            parts.append(part)
        items, rest = self._sequence(iter(parts), phrase)
        if rest != "end":
            raise LexiconError(f"The phrase {phrase!r} closes a bracket that it did not open.")
        return items

    def _sequence(self, parts: Iterator[re.Match[str]], phrase: str) -> tuple[Items, Any]:
        items: list[Item] = []
        for part in parts:
            if part["gap"]:
                items.append(Gap(int(part["gap"]), self.barrier))
            elif part["edge"]:
                items.append(Edge(part["edge"] == "$"))
            elif part["open"]:
                items.append(self._group(parts, phrase))
            elif part["list"]:
                if part["list"] not in self.lists:
                    raise LexiconError(f"The phrase {phrase!r} names the list {part['list']!r}, which is not there.")
                many = int(part["many"] or 1)
                words, sequences = self.lists[part["list"]]
                items.append(self.pool.choice(words, sequences, 0 if part["many"] or part["list_maybe"] else 1, many))
            elif part["word"]:
                items.append(self.pool.choice(self.pool.one({part["word"]}), (), 0 if part["word_maybe"] else 1, 1))
            elif part["or"] or part["close"]:
                return tuple(items), part
        return tuple(items), "end"

    def _group(self, parts: Iterator[re.Match[str]], phrase: str) -> Choice:
        words: set[str] = set()
        sequences: list[Items] = []
        while True:
            items, stop = self._sequence(parts, phrase)
            if stop == "end":
                raise LexiconError(f"The phrase {phrase!r} does not close its bracket.")
            if len(items) == 1 and isinstance(items[0], Choice) and items[0].least == 1 and items[0].times == 1:
                words |= items[0].words
                sequences += items[0].sequences
            else:
                sequences.append(items)
            if stop["close"]:
                many = int(stop["times"] or 1)
                least = 0 if stop["times"] or stop["maybe"] else 1
                return self.pool.choice(self.pool.one(words), tuple(sequences), least, many)


def _end_of(items: Items, words: list[str], at: int) -> int:
    """Return where the items end when they start at word ``at``, or -1 when they do not stand there."""
    for place, item in enumerate(items):
        if isinstance(item, Choice) and item.least and not item.sequences:
            if at >= len(words) or words[at] not in item.words:
                return -1
            at += 1
        elif isinstance(item, Edge):
            if at != (len(words) if item.at_end else 0):
                return -1
        elif isinstance(item, Gap):
            return _end_after_gap(item, items[place + 1 :], words, at)
        else:
            return _end_after_choice(item, items[place + 1 :], words, at)
    return at


def _end_after_choice(choice: Choice, rest: Items, words: list[str], at: int) -> int:
    if choice.least == 0:
        once = choice._replace(least=1, times=1)
        again = (once, choice._replace(times=choice.times - 1), *rest) if choice.times > 1 else (once, *rest)
        end = _end_of(again, words, at)
        return end if end >= 0 else _end_of(rest, words, at)
    if at < len(words) and words[at] in choice.words:
        end = _end_of(rest, words, at + 1)
        if end >= 0:
            return end
    for sequence in choice.sequences:
        end = _end_of(sequence + rest, words, at)
        if end >= 0:
            return end
    return -1


def _end_after_gap(gap: Gap, rest: Items, words: list[str], at: int) -> int:
    furthest = at
    while furthest < len(words) and furthest - at < gap.most and words[furthest] not in gap.barrier:
        furthest += 1
    if not rest:
        return furthest
    for after in range(at, furthest + 1):
        end = _end_of(rest, words, after)
        if end >= 0:
            return end
    return -1


def _longest(items: Iterable[Item]) -> int:
    """Return the most words that items can take up."""
    total = 0
    for item in items:
        if isinstance(item, Gap):
            total += item.most
        elif isinstance(item, Choice):
            total += item.times * max([1, *map(_longest, item.sequences)])
    return total


def _beginnings(items: Items) -> frozenset[str] | None:
    """Return every word that items can begin with, or None when that may be any."""
    words: set[str] = set()
    for item in items:
        if not isinstance(item, Choice):
            return None
        words |= item.words
        for sequence in item.sequences:
            inner = _beginnings(sequence)
            if inner is None:
                return None
            words |= inner
        if item.least:
            return frozenset(words)
    return None


def _needs(items: Items) -> list[tuple[int, frozenset[str]]]:
    """Return the places that a phrase cannot do without, each with words of which one must be there."""
    found = []
    for place, item in enumerate(items):
        if not isinstance(item, Choice) or item.least == 0:
            continue
        words = set(item.words)
        for sequence in item.sequences:
            inner = _needs(sequence)
            if not inner:
                break
            words |= min(inner, key=_commonness)[1]
        else:
            found.append((place, frozenset(words)))
    return found


def _commonness(need: tuple[int, frozenset[str]]) -> tuple[int, ...]:
    words, common = need[1], common_words()
    frequent = words & (common.english | common.either)
    return len(words & _FILLERS), len(frequent), -min(map(len, words)), len(words)


class Phrases:
    """A set of phrases, found by their rarest words."""

    def __init__(self, phrases: Iterable[tuple[str, int, frozenset[str], Items]], pool: _Pool):
        self._by_word: dict[str, list[Phrase]] = {}
        for kind, weight, of, items in phrases:
            needs = sorted(_needs(items), key=_commonness)
            if not needs:
                raise LexiconError(f"A phrase of kind {kind!r} has no word that it cannot do without.")
            place, rarest = needs[0]
            others = tuple(pool.one(words) for _, words in needs[1:] if len(words) <= LARGEST_NEED)
            beginnings = _beginnings(items)
            first = None if beginnings is None else pool.one(beginnings)
            phrase = Phrase(kind, weight, of, items, others, first, _longest(items[: place + 1]) - 1)
            for word in rarest:
                self._by_word.setdefault(word, []).append(phrase)

    def may_stand(self, words: Set[str]) -> bool:
        """Say whether a phrase's rarest word is among the words."""
        return not self._by_word.keys().isdisjoint(words)

    def spans(self, words: list[str]) -> Iterator[tuple[Phrase, int, int]]:
        """Yield each phrase that stands in the words of a sentence, with its first word and the one after its last."""
        tried: set[tuple[int, int]] = set()
        present = set(words)
        for at, word in enumerate(words):
            for phrase in self._by_word.get(word, ()):
                for need in phrase.needs:
                    if present.isdisjoint(need):
                        break
                else:
                    yield from self._standing(phrase, at, words, tried)

    @staticmethod
    def _standing(
        phrase: Phrase, at: int, words: list[str], tried: set[tuple[int, int]]
    ) -> Iterator[tuple[Phrase, int, int]]:
        """Yield the phrase once if it stands around its rarest word, which is at ``at``."""
        first = phrase.first
        for start in range(max(0, at - phrase.reach), at + 1):
            if (first is not None and words[start] not in first) or (id(phrase), start) in tried:
                continue
            tried.add((id(phrase), start))
            end = _end_of(phrase.items, words, start)
            if end > start and start <= at:
                yield phrase, start, end
                break


class Lexicon:
    """The phrases of attack, of anger and of excuse, with the lists they are made of."""

    def __init__(self, data: dict[str, Any]):
        lists: dict[str, frozenset[str]] = {}
        for name, words in data["lists"].items():
            lists[name] = _written_out(words, lists)
        for name in ("insult", "figure", "slur"):
            lists[name] |= {_plural(word) for word in lists[name]}
        # A word is of the first sort that names it, the hard ones first.
        hard, plain = (data.get("sorts", {}).get(which, {}) for which in ("hard", "plain"))
        self._hard_sorts = frozenset(hard)
        self._sorts: dict[str, str] = {}
        for name, words in (hard | plain).items():
            for word in _written_out(words, lists):
                self._sorts.setdefault(word, name)
        self.contractions = {short: tuple(long.split()) for short, long in data["contractions"].items()}
        self.lists = lists
        self.hard = frozenset().union(*(lists[name] for name in HARD))
        self._hard_words = sorted(self.hard)
        # A lexicon without stems of strong words (as small ones in tests) finds none: "(?!)" matches nowhere.
        self.curse_stem = re.compile("|".join(map(re.escape, sorted(lists.get("curse_stem", ())))) or "(?!)")
        pool = _Pool()
        choices = {name: _choices(words, pool) for name, words in lists.items()}
        strict, loose = _Reader(choices, lists["barrier"], pool), _Reader(choices, frozenset(), pool)
        self.finds = Phrases(_phrases(data["attack"] + data["anger"], strict), pool)
        self.profanity = Phrases(_phrases(data["profanity"], strict), pool)
        self.excuse = Phrases(_phrases(data["excuse"], loose), pool)

    def sorts_of(self, written: list[Word]) -> list[int]:
        """Return the slots of the sorts of a sentence's words, given as ``words_of`` writes them."""
        return sort_slots([self._sorts.get(word.text) for word in written], self._hard_sorts)

    def words_of(self, sentence: Sentence) -> list[Word]:
        """Return a sentence's words with contractions and starred or drawn-out words written out.

        Each part stands where the whole stood.
        """
        contractions = self.contractions
        written: list[Word] = []
        for word in sentence:
            text, start, end = word
            parts = contractions.get(text)
            if parts is not None:
                written += [Word(part, start, end) for part in parts]
            elif "*" in text or end - start > len(text):
                written.append(Word(self._meant(text), start, end))
            else:
                written.append(word)
        return written

    def _meant(self, text: str) -> str:
        """Return the hard word that a starred or drawn-out one stands for, or the text itself when there is none."""
        if "*" in text:
            shape = re.compile("".join("[a-z]" if char == "*" else re.escape(char) for char in text))
            for hard in self._hard_words:
                if len(hard) == len(text) and shape.fullmatch(hard):
                    return hard
            return text
        once = _DOUBLED.sub(r"\1", text)
        return once if once in self.hard and text not in self.hard else text


def _written_out(words: str, lists: dict[str, frozenset[str]]) -> frozenset[str]:
    """Return the words of a list as text, in which ``{name}`` stands for a list that is there already."""
    known = {f"{{{name}}}": entries for name, entries in lists.items()}
    return frozenset(word for entry in words.split() for word in known.get(entry, {entry}))


def _plural(word: str) -> str:
    if word.endswith(("s", "x", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def _phrases(tables: list[dict[str, Any]], reader: _Reader) -> Iterator[tuple[str, int, frozenset[str], Items]]:
    for table in tables:
        of = frozenset(table.get("of", ()))
        of |= {kind for kind, like in UNTRAINED.items() if like in of}
        for phrase in table["phrases"]:
            yield table["kind"], table.get("weight", 0), of, reader.read(phrase)


@cache
def carried_lexicon() -> Lexicon:
    """Return the lexicon that is carried in the package, read once."""
    return Lexicon(tomllib.loads(files(__package__).joinpath("lexicon.toml").read_text(encoding="utf-8")))


class Reading(NamedTuple):
    """What the lexicon has to say of one sentence: the finds that stand, and the kinds of excuse that took others."""

    attacks: tuple[Find, ...]
    anger: tuple[Find, ...]
    excused: frozenset[str]


_NOTHING = Reading((), (), frozenset())


def finds_in(sentence: Sentence, lexicon: Lexicon, written: list[Word] | None = None) -> Reading:
    """Return the turns of attack and of anger in a sentence, without those that something excuses.

    ``written`` are the lexicon's words of the sentence, for whom has them.
    """
    words = lexicon.words_of(sentence) if written is None else written
    texts = [word.text for word in words]
    found = list(lexicon.finds.spans(texts))
    if not found:
        return _NOTHING
    excuses = list(lexicon.excuse.spans(texts))
    standing: list[Find] = []
    excused: set[str] = set()
    counted = {True: 0, False: 0}
    for phrase, start, end in found:
        pardon = _excuse(phrase.kind, start, end, excuses)
        if pardon is not None:
            excused.add(pardon)
        elif counted[phrase.kind in UNTRAINED] < MOST_FINDS:
            counted[phrase.kind in UNTRAINED] += 1
            standing.append(Find(phrase.kind, phrase.weight, words[start].start, words[end - 1].end))
    return Reading(
        tuple(find for find in standing if find.kind != "anger"),
        tuple(find for find in standing if find.kind == "anger"),
        frozenset(excused),
    )


def excuses_in(written: list[Word], lexicon: Lexicon) -> frozenset[str]:
    """Return the kinds of excuse that a sentence holds for a hard word of the lists, whether or not it makes a find.

    What excuses only kinds that the training does not know says nothing of a word that the model judges.

    ``written`` are the lexicon's words of the sentence.
    """
    words = [word.text for word in written]
    if lexicon.hard.isdisjoint(words):
        return frozenset()
    return frozenset(
        phrase.kind
        for phrase, start, end in lexicon.excuse.spans(words)
        if not (phrase.of and phrase.of <= UNTRAINED.keys()) and not lexicon.hard.isdisjoint(words[start:end])
    )


def _excuse(kind: str, start: int, end: int, excuses: list[tuple[Phrase, int, int]]) -> str | None:
    for phrase, first, after in excuses:
        if first < end and start < after and (not phrase.of or kind in phrase.of):
            return phrase.kind
    return None
