"""Judges the tone of a draft: how much it reads as an attack or as anger, which words carry that, and whether to speak.

A draft is scored as a whole, and each sentence and each run of two or three by itself. Rules speak from the highest of
these scores, so that an attack in the middle of a long, calm post weighs as much as it would alone. The score that is
printed is, for a draft of a few sentences, half of it and half the mean of the parts that it is made of: what reads as
an attack only when taken together is one less surely than what does so in each of its parts.
"""

import tomllib
from functools import cache, cached_property
from importlib.resources import files
from math import fsum
from operator import attrgetter
from typing import Any, NamedTuple

from forethought.conduct.tone.features import SHOUTED, Sentence, Word, fold, sentences, shouted
from forethought.conduct.tone.language import is_english
from forethought.conduct.tone.model import Model, Sums, carried
from forethought.conduct.tone.profanity import may_swear, profanity_in
from forethought.conduct.tone.syntax import Find, Lexicon, carried_lexicon, excuses_in, finds_in
from forethought.conduct.tone.voice import own_voice

#: The score of a draft that is not judged: empty, or not in English.
UNJUDGED = -20.0
#: How many sentences in a row are scored together at most.
LONGEST_RUN = 3
#: A part of a draft is scored as if it had at least so many features (about ten words).
LEAST_FEATURES = 150
#: A draft of more sentences is not asked how its parts read: an attack in it would be thinned by what stands around.
FEW = 6
#: How many words are marked at most where only the model speaks.
MOST_MARKED = 3


class Scores(NamedTuple):
    """How much a draft reads as an attack, and as anger: log-odds, larger is more, equal on every machine."""

    attack: float
    anger: float


class Span(NamedTuple):
    """Words that carry a tone: code points of the draft, what they are, and how much they weigh (larger is more)."""

    start: int
    end: int
    kind: str
    weight: float


class _Part(NamedTuple):
    """One sentence with its sums and what the lexicon finds in it."""

    sentence: Sentence
    sums: Sums
    attacks: tuple[Find, ...]
    anger: tuple[Find, ...]
    excused: frozenset[str]
    written: list[Word]


class _Run(NamedTuple):
    """Sentences in a row, from the first to the one before ``after``: their sums, and the features they count as."""

    first: int
    after: int
    sums: Sums
    least: int

    def holds(self, other: "_Run") -> bool:
        """Say whether another run's sentences are all among this one's."""
        return self.first <= other.first and other.after <= self.after


class _Scored(NamedTuple):
    """A run, how much it reads as an attack, and whether something in it may excuse its hard words."""

    run: _Run
    score: float
    is_excused: bool


class Tone:
    """The tone of one draft. It holds the draft's words and must not outlive the check."""

    def __init__(self, text: str) -> None:
        """Read a draft of any text; this never raises, and its time is proportional to the text's length."""
        self._model: Model = carried()
        self._lexicon: Lexicon = carried_lexicon()
        self._parts: list[_Part] = []
        read = sentences(own_voice(fold(text)))
        self.is_judged = bool(read) and is_english(text, read, self._model)
        self._sentences = read if self.is_judged else []
        self._is_shouted = shouted(text)
        self._words: set[str] = set()
        for sentence in self._sentences:
            written = self._lexicon.words_of(sentence)
            found = finds_in(sentence, self._lexicon, written)
            sums = self._model.sums(sentence, self._lexicon.sorts_of(written))
            self._parts.append(_Part(sentence, sums, *found, written))
            self._words.update([word.text for word in written])
        #: How much the draft reads as an attack and as anger; rules speak from ``attack`` instead.
        self.scores = self._scores()

    @property
    def attack(self) -> float:
        """How much the part of the draft that scores highest reads as an attack, in log-odds."""
        return round(self._highest.score, 4) if self._parts else UNJUDGED

    def _scores(self) -> Scores:
        if not self._parts:
            return Scores(UNJUDGED, UNJUDGED)
        runs = self._runs()
        scored = self._attack_scores(runs)
        self._highest = highest = max(scored, key=attrgetter("score"))
        made_of = [highest] if len(self._parts) > FEW else [one for one in scored if highest.run.holds(one.run)]
        attack = (highest.score + fsum(one.score for one in made_of) / len(made_of)) / 2
        return Scores(round(attack, 4), round(self._anger_score(runs), 4))

    def _runs(self) -> list[_Run]:
        """Return each run to be scored, the whole draft first."""
        mark = self._model.mark(SHOUTED) if self._is_shouted else Sums(0, 0, 0)
        # What the parts before each one sum up to, so that a run's sums are one difference.
        before = [Sums(0, 0, 0)]
        for part in self._parts:
            attack, anger, features = before[-1]
            before.append(Sums(attack + part.sums.attack, anger + part.sums.anger, features + part.sums.features))
        many = len(self._parts)
        bounds = [(0, many)]
        for length in range(1, min(LONGEST_RUN, many - 1) + 1):
            bounds += [(at, at + length) for at in range(many - length + 1)]
        runs = []
        for first, after in bounds:
            low, high = before[first], before[after]
            attack, anger, features = high.attack - low.attack, high.anger - low.anger, high.features - low.features
            sums = Sums(attack + mark.attack, anger + mark.anger, features + mark.features)
            runs.append(_Run(first, after, sums, 1 if after - first == many else LEAST_FEATURES))
        return runs

    def _attack_scores(self, runs: list[_Run]) -> list[_Scored]:
        bounds, adds = thresholds()["attack"], thresholds()["adds"]
        has_finds = any(part.attacks for part in self._parts)
        excused: list[bool] | None = None
        scored = []
        for run in runs:
            kinds: set[str] = set()
            if has_finds:
                kinds = {find.kind for part in self._parts[run.first : run.after] for find in part.attacks}
            score = self._model.attack_score(run.sums, kinds, run.least)
            is_excused = False
            if kinds:
                score += sum(added for kind, added in adds.items() if kind in kinds)
            elif score > bounds["doubt"]:
                if excused is None:
                    excused = [bool(part.excused or excuses_in(part.written, self._lexicon)) for part in self._parts]
                is_excused = any(excused[run.first : run.after])
            if is_excused:
                score = max(bounds["doubt"], score - bounds["excused"])
            scored.append(_Scored(run, score, is_excused))
        return scored

    def _anger_score(self, runs: list[_Run]) -> float:
        bounds = thresholds()["anger"]
        best = max([self._model.anger_score(run.sums, run.least) for run in runs])
        if any(part.anger for part in self._parts):
            best += bounds["find"]
        if self._is_shouted:
            best += bounds["shouted"]
        if "!!" in self._words:
            best += bounds["exclaimed"]
        if self._holds_any_of("laugh"):
            best += bounds["laughed"]
        return best

    def attack_spans(self) -> list[Span]:
        """Return the words that read as an attack, weightiest first; [] when the draft is not warned about."""
        if not self._parts:
            return []
        bounds, finds = thresholds()["attack"], thresholds()["finds"]
        score = self.attack
        standing = [
            Span(find.start, find.end, find.kind, find.weight)
            for part in self._parts
            for find in part.attacks
            if score >= finds[find.kind]
        ]
        if standing:
            return sorted(standing, key=lambda span: (-span.weight, span.start))
        if score < bounds["alone_excused" if self._highest.is_excused else "alone"]:
            return []
        heaviest = self._heaviest_words
        return [] if self._only_swears(heaviest) else heaviest

    def _only_swears(self, heaviest: list[Span]) -> bool:
        """Say whether the words that weigh most are strong language in a draft that speaks to and of nobody."""
        strong = {(span.start, span.end) for span in self.profanity_spans()}
        oaths = self._lexicon.lists["oath"]
        strong |= {(word.start, word.end) for part in self._parts for word in part.written if word.text in oaths}
        return not self.is_aimed and strong.issuperset((span.start, span.end) for span in heaviest)

    @cached_property
    def _heaviest_words(self) -> list[Span]:
        """Return the two or three words of the highest run that weigh most in the model."""
        weighed: list[Span] = []
        for part in self._parts[self._highest.run.first : self._highest.run.after]:
            for word, weight in zip(part.sentence, self._model.word_weights(part.sentence), strict=True):
                if weight > 0 and word.text[0].isalnum():
                    weighed.append(Span(word.start, word.end, "attack", float(weight)))
        weighed.sort(key=lambda span: (-span.weight, span.start))
        enough = weighed[0].weight / 3 if weighed else 0.0
        return [span for span in weighed[:MOST_MARKED] if span.weight >= enough]

    def anger_spans(self) -> list[Span]:
        """Return the words that read as written in anger, else the whole draft; [] when it is calm enough."""
        if not self._parts:
            return []
        bounds = thresholds()["anger"]
        finds = [find for part in self._parts for find in part.anger]
        if finds and self.scores.anger >= bounds["with_find"]:
            return [Span(find.start, find.end, "anger", find.weight) for find in finds]
        if self.scores.anger < bounds["alone"] or any(part.excused for part in self._parts):
            return []
        words = [word for part in self._parts for word in part.sentence]
        if self._holds_any_of("joy"):
            return []
        if not (self._is_shouted or "!!" in self._words) and self.profanity_spans():
            # The model takes strong language for anger, at the weather as well; said calmly it is none.
            return []
        return [Span(words[0].start, words[-1].end, "anger", 1.0)]

    @property
    def is_aimed(self) -> bool:
        """Whether the draft speaks to or of somebody at all, rather than of things only."""
        return self._holds_any_of("aim")

    def _holds_any_of(self, name: str) -> bool:
        return not self._words.isdisjoint(self._lexicon.lists[name])

    def profanity_spans(self) -> list[Span]:
        """Return the strong language of the draft, quotations left out."""
        if not may_swear(self._words, self._lexicon):
            return []
        return [
            Span(word.start, word.end, "profanity", 1.0)
            for part in self._parts
            for word in profanity_in(part.written, self._lexicon)
        ]


@cache
def thresholds() -> dict[str, Any]:
    """Return the bounds from which the rules speak, read once from ``thresholds.toml``."""
    return tomllib.loads(files(__package__).joinpath("thresholds.toml").read_text(encoding="utf-8"))


def score(text: str) -> Scores:
    """Return how much a draft reads as an attack and as anger. Never raises; a draft not in English is ``UNJUDGED``."""
    return Tone(text).scores


def scores_for(text: str) -> dict[str, float]:
    """Return the scores of a draft as ``forethought check --jsonl --scores`` prints them."""
    return score(text)._asdict()
