"""Judges the tone of a draft: how much it reads as an attack or as anger, which words carry that, and whether to speak.

A draft is read by sentences. Each sentence, and each run of two or three, is scored by itself and the highest counts,
so that an attack in the middle of a long, calm post weighs as much as it would alone.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from forethought.conduct.tone.features import SHOUTED, Sentence, fold, sentences, shouted
from forethought.conduct.tone.language import is_english
from forethought.conduct.tone.model import Model, Sums, carried
from forethought.conduct.tone.profanity import profanity_in
from forethought.conduct.tone.syntax import Find, Lexicon, anger_in, attacks_in, carried_lexicon, excuses_in
from forethought.conduct.tone.voice import own_voice

#: The score of a draft that is not judged: empty, or not in English.
UNJUDGED = -20.0
#: How many sentences in a row are scored together at most.
LONGEST_RUN = 3
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


class Tone:
    """The tone of one draft. It holds the draft's words and must not outlive the check."""

    def __init__(self, text: str) -> None:
        """Read a draft of any text; this never raises, and its time is proportional to the text's length."""
        self._model: Model = carried()
        self._lexicon: Lexicon = carried_lexicon()
        self._parts: list[_Part] = []
        folded = own_voice(fold(text))
        read = sentences(folded)
        self.is_judged = bool(read) and is_english(folded, read, self._model)
        self._sentences = read if self.is_judged else []
        self._is_shouted = shouted(text)
        for sentence in self._sentences:
            attacks = attacks_in(sentence, self._lexicon)
            anger = anger_in(sentence, self._lexicon)
            self._parts.append(
                _Part(sentence, self._model.sums(sentence), attacks.finds, anger.finds, attacks.excused | anger.excused)
            )
        self._mark = self._model.mark(SHOUTED) if self._is_shouted else Sums(0, 0, 0)
        self.scores = self._scores()

    def _scores(self) -> Scores:
        if not self._parts:
            return Scores(UNJUDGED, UNJUDGED)
        self._run = self._highest_run()
        return Scores(round(self._run[2], 4), round(self._anger_score(), 4))

    def _runs(self) -> list[tuple[int, int]]:
        many = len(self._parts)
        return [(at, at + length) for length in range(1, LONGEST_RUN + 1) for at in range(many - length + 1)]

    def _sums(self, first: int, after: int) -> Sums:
        parts = self._parts[first:after]
        return Sums(
            sum([part.sums.attack for part in parts]) + self._mark.attack,
            sum([part.sums.anger for part in parts]) + self._mark.anger,
            sum([part.sums.features for part in parts]) + self._mark.features,
        )

    def _highest_run(self) -> tuple[int, int, float]:
        bounds = thresholds()["attack"]
        best = (0, 0, UNJUDGED)
        for first, after in self._runs():
            kinds = {find.kind for part in self._parts[first:after] for find in part.attacks}
            score = self._model.attack_score(self._sums(first, after), kinds)
            if score > bounds["doubt"] and score > best[2] and not kinds and self._is_excused(first, after):
                score = max(bounds["doubt"], score - bounds["excused"])
            if score > best[2]:
                best = (first, after, score)
        return best

    def _is_excused(self, first: int, after: int) -> bool:
        return any(part.excused or excuses_in(part.sentence, self._lexicon) for part in self._parts[first:after])

    def _anger_score(self) -> float:
        bounds = thresholds()["anger"]
        best = max(self._model.anger_score(self._sums(first, after)) for first, after in self._runs())
        if any(part.anger for part in self._parts):
            best += bounds["find"]
        if self._is_shouted:
            best += bounds["shouted"]
        if any(word.text == "!!" for part in self._parts for word in part.sentence):
            best += bounds["exclaimed"]
        return best

    def attack_spans(self) -> list[Span]:
        """Return the words that read as an attack, weightiest first; [] when the draft is not warned about."""
        if not self._parts:
            return []
        bounds = thresholds()["attack"]
        score = self.scores.attack
        finds = [find for part in self._parts for find in part.attacks]
        standing = [
            Span(find.start, find.end, find.kind, find.weight)
            for find in finds
            if score >= bounds["with_threat" if find.kind == "threat" else "with_find"]
        ]
        if standing:
            return sorted(standing, key=lambda span: (-span.weight, span.start))
        if score < bounds["alone"]:
            return []
        return self._heaviest_words()

    def _heaviest_words(self) -> list[Span]:
        """Return the two or three words of the highest run that weigh most in the model."""
        weighed: list[Span] = []
        for part in self._parts[self._run[0] : self._run[1]]:
            for word, weight in zip(part.sentence, self._model.word_weights(part.sentence), strict=True):
                if weight > 0 and word.text[0].isalnum():
                    weighed.append(Span(word.start, word.end, "attack", float(weight)))
        weighed.sort(key=lambda span: (-span.weight, span.start))
        enough = weighed[0].weight / 3 if weighed else 0.0
        return [span for span in weighed[:MOST_MARKED] if span.weight >= enough]

    def anger_spans(self) -> list[Span]:
        """Return the words that read as written in anger; [] when the draft is calm enough."""
        if not self._parts or self.scores.anger < thresholds()["anger"]["warn"]:
            return []
        finds = [find for part in self._parts for find in part.anger]
        if finds:
            return [Span(find.start, find.end, "anger", find.weight) for find in finds]
        if self.scores.anger < thresholds()["anger"]["alone"]:
            return []
        words = [word for part in self._parts for word in part.sentence]
        return [Span(words[0].start, words[-1].end, "anger", 1.0)]

    def profanity_spans(self) -> list[Span]:
        """Return the strong language of the draft, quotations left out."""
        return [
            Span(word.start, word.end, "profanity", 1.0)
            for part in self._parts
            for word in profanity_in(part.sentence, self._lexicon)
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
