"""Reads the carried weights: one head a family, summed together in one pass of integers, and one head a rule.

The head of a family bears its name; where a family's rules have heads of their own, each bears the rule's. The file is
a line of JSON (the heads, their thresholds, the sizes), then zlib-compressed numbers: the slots that have weights, a
signed byte for each of them and each head, and for each rule its own few slots with a signed byte each.
"""

import json
import zlib
from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from math import sqrt
from operator import add
from struct import Struct
from typing import NamedTuple

from forethought.conduct.classifier.features import SLOTS

MAGIC = "forethought-classifier-1"
#: The largest weights file that may be carried, in bytes.
LARGEST_FILE = 512 * 1024
#: Fewer features than this count as so many: a word or two say little by themselves.
LEAST_FEATURES = 24
#: Bytes of a head's field in the joint integer, and how many rows of bytes it can hold the sum of.
_FIELD = 2
_MOST_ROWS = 256
#: Turns signed bytes into bytes that are larger by this.
_LIFT = 128
_LIFTED = bytes([(byte + _LIFT) % 256 for byte in range(256)])


def family_of(name: str) -> str:
    """Return the family of a head or a rule."""
    return name.partition(".")[0]


class Head(NamedTuple):
    """Turns an integer sum into a score: sum * scale / sqrt(features) + bias. Speaks from ``threshold`` up, if any."""

    scale: float
    bias: float
    threshold: float | None = None


class Model:
    """Weights ready for summing. Holds nothing of any draft."""

    def __init__(self, heads: Mapping[str, Head], kept: Iterable[int], table: bytes, rules: Mapping[str, "RuleHead"]):
        self.heads = dict(heads)
        self.rules = dict(rules)
        #: The family of each head.
        self.family_of = {name: family_of(name) for name in heads}
        self._row_of = array("H", bytes(2 * SLOTS))
        for row, slot in enumerate(kept, start=1):
            self._row_of[slot] = row
        self._layout = Struct(f"<{len(heads)}H")
        # A row is the weights of all heads, each in its field of one integer; row 0 is that of a slot without any.
        fields, size = bytearray(_FIELD * len(table)), self._layout.size
        fields[::_FIELD] = table.translate(_LIFTED)
        #: The weights of each head by row, for those that are asked alone.
        self._columns = {
            head: array("b", bytes(1) + table[at :: len(heads)]).__getitem__ for at, head in enumerate(heads)
        }
        self._rows = [0] + [int.from_bytes(fields[at : at + size], "little") for at in range(0, len(fields), size or 1)]

    def _sums(self, slots: Iterable[int]) -> Sequence[int]:
        """Return for each head the sum of its weights for some slots."""
        row_of = self._row_of
        rows = [row for slot in slots if (row := row_of[slot])]
        sums = [-_LIFT * len(rows)] * len(self.heads)
        for at in range(0, len(rows), _MOST_ROWS):
            joint = sum(map(self._rows.__getitem__, rows[at : at + _MOST_ROWS]))
            sums = list(map(add, sums, self._layout.unpack(joint.to_bytes(self._layout.size, "little"))))
        return sums

    def scores(self, slots: Iterable[int]) -> dict[str, float]:
        """Return the score of each head for a window's slots (each counted once), in log-odds: larger is more."""
        distinct = set(slots)
        root = sqrt(max(len(distinct), LEAST_FEATURES))
        return {
            name: total * scale / root + bias
            for (name, (scale, bias, _)), total in zip(self.heads.items(), self._sums(distinct), strict=True)
        }

    def score(self, head: str, slots: Collection[int]) -> float:
        """Return the score of one head for slots that are distinct, in log-odds, as ``scores`` does for all heads."""
        scale, bias, _ = self.heads[head]
        return self.weights(head, slots) * scale / sqrt(max(len(slots), LEAST_FEATURES)) + bias

    def weights(self, head: str, slots: Iterable[int]) -> int:
        """Return what some slots add to the sum of one head."""
        return sum(map(self._columns[head], map(self._row_of.__getitem__, slots)))

    def rules_of(self, head: str) -> list[str]:
        """Return the rules that a head speaks for: of a family all, of a rule itself."""
        return [rule for rule in self.rules if head in (rule, family_of(rule))]


class RuleHead(NamedTuple):
    """What tells one rule from the others of its family: its weights by slot, and how to score them."""

    head: Head
    weights: Mapping[int, int]

    def score(self, slots: Iterable[int]) -> float:
        """Return how much a window's slots speak for this rule, in log-odds."""
        distinct = set(slots)
        total = sum([self.weights.get(slot, 0) for slot in distinct])
        return total * self.head.scale / sqrt(max(len(distinct), LEAST_FEATURES)) + self.head.bias


def written(
    heads: Mapping[str, Head], kept: Iterable[int], table: bytes, rules: Mapping[str, tuple[Head, Mapping[int, int]]]
) -> bytes:
    """Return the bytes of a weights file; ``read`` reads them back."""
    slots = array("I", kept)
    parts = [slots.tobytes(), table]
    for _, weights in rules.values():
        parts += [array("I", weights).tobytes(), array("b", weights.values()).tobytes()]
    header = {
        "magic": MAGIC,
        "heads": dict(heads),
        "kept": len(slots),
        "rules": {rule: [*head[:2], len(weights)] for rule, (head, weights) in rules.items()},
    }
    return json.dumps(header).encode("ascii") + b"\n" + zlib.compress(b"".join(parts), 9)


def learned_rules() -> frozenset[str]:
    """Return the rules that the carried model can tell apart, without reading its weights."""
    with files(__package__).joinpath("weights.bin").open("rb") as file:
        return frozenset(json.loads(file.readline())["rules"])


def read(data: bytes) -> Model:
    """Return the model in a weights file's bytes. Raises ValueError when they are not such a file."""
    line, _, packed = data.partition(b"\n")
    try:
        header, body = json.loads(line), zlib.decompress(packed)
    except (ValueError, zlib.error):
        raise ValueError("The classifier's weights are damaged. Install Forethought again.") from None
    if header.get("magic") != MAGIC:
        raise ValueError(f"The classifier's weights are {header.get('magic')!r}, this program reads {MAGIC!r}.")
    at = 0

    def take(length: int) -> bytes:
        nonlocal at
        at += length
        return body[at - length : at]

    heads = {name: Head(*head) for name, head in header["heads"].items()}
    kept = array("I", take(4 * header["kept"]))
    table = take(len(kept) * len(heads))
    rules = {}
    for rule, (scale, bias, number) in header["rules"].items():
        slots = array("I", take(4 * number))
        rules[rule] = RuleHead(Head(scale, bias), dict(zip(slots, array("b", take(number)), strict=True)))
    return Model(heads, kept, table, rules)


@cache
def carried() -> Model:
    """Return the model that is carried in the package, read once."""
    return read(files(__package__).joinpath("weights.bin").read_bytes())
