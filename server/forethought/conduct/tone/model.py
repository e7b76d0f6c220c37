"""Reads the carried weights and sums them over a sentence: two heads, attack and anger, in one pass of integers.

The weights file is one line of JSON (scales, biases, what a phrase of the lexicon adds, the commonest words), then
65,536 signed bytes a head.
A slot's two bytes are kept in one integer, so that one look-up and one sum serve both heads.
"""

import json
from array import array
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from importlib.resources import files
from math import sqrt
from typing import NamedTuple
from zlib import crc32

from forethought.conduct.tone.features import MASK, SLOTS, Sentence, pair_slots, word_slots

MAGIC = "forethought-tone-2"
#: The largest weights file that may be carried, in bytes.
LARGEST_FILE = 256 * 1024
#: How far the anger byte is shifted in the joint integer; a sentence's attack sum stays far below half of it.
_SHIFT = 20
_HALF = 1 << (_SHIFT - 1)


class Head(NamedTuple):
    """What turns the integer sum of one head into its score: sum * scale / sqrt(features) + bias."""

    scale: float
    bias: float


class Sums(NamedTuple):
    """The sums of one sentence, or of several added up."""

    attack: int
    anger: int
    features: int


class Model:
    """Weights ready for summing. Holds nothing of any draft."""

    def __init__(
        self,
        attack: Head,
        anger: Head,
        attack_bytes: bytes,
        anger_bytes: bytes,
        common: Iterable[str],
        finds: Mapping[str, float],
    ):
        self.attack = attack
        self.anger = anger
        self._finds = dict(finds)
        weights_attack, weights_anger = array("b", attack_bytes), array("b", anger_bytes)
        self._joint = array("i", (a + (b << _SHIFT) for a, b in zip(weights_attack, weights_anger, strict=True)))
        # The commonest English words are summed once, when the weights are read; no word of a draft is ever kept.
        self._common = {word: self._sum(word_slots(word)) for word in common}

    def _sum(self, slots: list[int]) -> tuple[int, int]:
        joint = self._joint
        return sum([joint[slot] for slot in slots]), len(slots)

    def is_common(self, word: str) -> bool:
        """Tell whether a word is one of the commonest English words."""
        return word in self._common

    def sums(self, sentence: Sentence, sorts: list[int]) -> Sums:
        """Return the sums of one sentence and the slots of its sorts of words; a word that is repeated counts once."""
        common = self._common
        words = [word.text for word in sentence]
        total = count = 0
        for word in set(words):
            known = common.get(word) or self._sum(word_slots(word))
            total += known[0]
            count += known[1]
        rest = pair_slots(words) + sorts
        return _split(total + self._sum(rest)[0], count + len(rest))

    def mark(self, name: bytes) -> Sums:
        """Return the sums of one feature that is not a word, such as a draft in capitals."""
        return _split(self._joint[crc32(name) & MASK], 1)

    def word_weights(self, sentence: Sentence) -> list[int]:
        """Return how much each word of a sentence adds to the attack sum: its own slots and half of each pair's."""
        words = [word.text for word in sentence]
        weights = [2 * _split(self._sum(word_slots(word))[0], 0).attack for word in words]
        for at, slot in enumerate(pair_slots(words)):
            pair = _split(self._joint[slot], 0).attack
            weights[at] += pair
            weights[at + 1] += pair
        return weights

    def attack_score(self, sums: Sums, finds: Collection[str] = (), least: int = 1) -> float:
        """Return the attack score of summed features, in units of log-odds: larger is more.

        ``finds`` are the kinds of phrase that stand in the same words; each adds what the training gave it.
        Fewer features than ``least`` count as that many: a word or two taken out of a post says little by itself.
        """
        score = sums.attack * self.attack.scale / sqrt(max(sums.features, least)) + self.attack.bias
        if finds:
            for kind, weight in self._finds.items():
                if kind in finds:
                    score += weight
        return score

    def anger_score(self, sums: Sums, least: int = 1) -> float:
        """Return the anger score of summed features, as ``attack_score`` does."""
        return sums.anger * self.anger.scale / sqrt(max(sums.features, least)) + self.anger.bias


def _split(joint: int, features: int) -> Sums:
    anger = (joint + _HALF) >> _SHIFT
    return Sums(joint - (anger << _SHIFT), anger, features)


def written(
    attack: Head,
    anger: Head,
    attack_bytes: bytes,
    anger_bytes: bytes,
    common: Iterable[str],
    finds: Mapping[str, float],
) -> bytes:
    """Return the bytes of a weights file; ``read`` reads them back."""
    header = {"magic": MAGIC, "attack": attack, "anger": anger, "common": " ".join(common), "finds": dict(finds)}
    return json.dumps(header, sort_keys=True).encode("ascii") + b"\n" + attack_bytes + anger_bytes


def read(data: bytes) -> Model:
    """Return the model in a weights file's bytes. Raises ValueError when they are not such a file."""
    line, _, rest = data.partition(b"\n")
    if not line.startswith(b"{") or len(rest) != 2 * SLOTS:
        raise ValueError("The tone weights are damaged. Install Forethought again.")
    header = json.loads(line)
    if header.get("magic") != MAGIC:
        raise ValueError(f"The tone weights are {header.get('magic')!r}, this program reads {MAGIC!r}.")
    return Model(
        attack=Head(*header["attack"]),
        anger=Head(*header["anger"]),
        attack_bytes=rest[:SLOTS],
        anger_bytes=rest[SLOTS:],
        common=header["common"].split(),
        finds=header["finds"],
    )


@cache
def carried() -> Model:
    """Return the model that is carried in the package, read once."""
    return read(files(__package__).joinpath("weights.bin").read_bytes())
