"""Makes the weights that say of a name, and of a reply, whether they are of somebody whom the writer serves.

usage: python -m forethought.conduct.served.train [--corpora DIR] [--background FILE] [--out FILE | --check]

Logistic regression on the drafts that the classifier learns from (``classifier/train.py``, docs/classifier.md) and on
those in ``tests/corpora/served``, in one byte a weight: by the words alone, and with the facts that the evidence finds.
Needs the ``train`` extra; nothing else imports this file. Nothing is random: the same drafts make the same bytes.
"""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from scipy import sparse

from forethought.conduct.classifier.features import SLOTS
from forethought.conduct.classifier.model import LEAST_FEATURES, Head, written
from forethought.conduct.classifier.train import (
    ASKED,
    Example,
    Labels,
    carried_out,
    fit,
    in_bytes,
    left_out,
    rarity_of,
)
from forethought.conduct.evidence.scan import Scene
from forethought.conduct.load import load_rulebook
from forethought.conduct.phrases import Reading
from forethought.conduct.served.features import REPLIES, Named
from forethought.conduct.served.judge import GLANCES, NAME, REPLY
from forethought.drafts import Draft

FREEDOM = 1.0
#: How many slots of each model keep a weight: the heaviest, by their weight times how common they are.
KEPT = 16_000
#: The share of ordinary drafts (of replies, of ordinary replies) that each model may call likely, and that it may call
#: sure. Near misses were written to look like a breach, so they say nothing of how often people are disturbed.
LIKELY_OF = {NAME: 0.028, REPLY: 0.055, GLANCES[NAME]: 0.1, GLANCES[REPLY]: 0.25}
SURE_OF = 0.01
#: A longer mark blames what is told rather than the name in it.
LONGEST_NAME_MARK = 60
#: Rules and sorts of drafts that confirm to whom they answer that they came.
CONFIRMING = frozenset((f"{ASKED}.confirm-relationship", "reply"))


@dataclass
class Rows:
    """The rows of one model: the slots, the example each belongs to, and whether it is of somebody served."""

    slots: list[list[int]] = field(default_factory=list)
    example: list[int] = field(default_factory=list)
    wanted: list[bool] = field(default_factory=list)

    def add(self, slots: Iterable[int], example: int, *, wanted: bool) -> None:
        """Add one name or sentence."""
        self.slots.append(sorted(slots))
        self.example.append(example)
        self.wanted.append(wanted)

    def matrix(self) -> sparse.csr_matrix:
        """Return a row of slots for each, each row over the root of its length."""
        counts = np.array([len(slots) for slots in self.slots])
        values = np.repeat(1 / np.sqrt(np.maximum(counts, LEAST_FEATURES)), counts)
        ends = np.concatenate([[0], np.cumsum(counts)])
        return sparse.csr_matrix((values, np.concatenate(self.slots), ends), shape=(len(counts), SLOTS))


def rows_of(examples: Sequence[Example]) -> dict[str, Rows]:
    """Return the rows of each model; a name or sentence of a breach that is not blamed teaches nothing."""
    book = load_rulebook()
    rows = {head: Rows() for head in LIKELY_OF}
    for number, example in enumerate(examples):
        is_breach = ASKED in example.families
        if ASKED in example.unsure or (is_breach and not example.marks):
            continue
        reading = Reading(Draft(example.text, surface=example.surface), book.matcher)
        tokens, named = reading.tokens, Named(reading.tokens, book.signals.name_lists)
        answers = example.surface in REPLIES and (not is_breach or example.rule in CONFIRMING)
        if not named.names and not answers:
            continue
        told = named.by_sentence(Scene(reading, book.signals, asks_who_is_served=False).marks)
        for first, last in named.names:
            blamed = _blamed(example, tokens.starts[first], tokens.ends[last - 1])
            if not is_breach or (blamed and min(end - start for start, end in blamed) <= LONGEST_NAME_MARK):
                slots = named.slots_of_name((first, last))
                rows[GLANCES[NAME]].add(slots, number, wanted=is_breach)
                slots |= named.slots_of_pairs((first, last)) | named.slots_of_facts((first, last), told)
                rows[NAME].add(slots, number, wanted=is_breach)
        for first, last in named.sentences if answers else ():
            if not is_breach or _blamed(example, tokens.starts[first], tokens.ends[last - 1]):
                slots = named.slots_of_sentence(first, last)
                rows[GLANCES[REPLY]].add(slots, number, wanted=is_breach)
                rows[REPLY].add(slots | named.slots_of_facts_in((first, last), told), number, wanted=is_breach)
    return rows


def _blamed(example: Example, start: int, end: int) -> list[tuple[int, int]]:
    return [mark for mark in example.marks if mark[0] < end and start < mark[1]]


def made(examples: Sequence[Example]) -> bytes:
    """Return the bytes of the weights file, printing what each model finds on drafts left out in turn."""
    is_ordinary = np.array([example.sort == "ordinary" for example in examples])
    is_answer = np.array([example.surface in REPLIES for example in examples])
    fitted, weighty = {}, np.zeros(SLOTS)
    for head, rows in rows_of(examples).items():
        plain = rows.matrix()
        rarity = rarity_of(plain)
        matrix = (plain @ sparse.diags(rarity)).tocsr()
        owner, wanted = np.array(rows.example), np.array(rows.wanted)
        # The rows of a draft count less each, the more they are.
        weight = 1 / np.bincount(owner, minlength=len(examples))[owner] ** 0.5
        labels = Labels(np.ones(len(owner), dtype=bool), wanted, weight)
        highest = left_out(labels, matrix, owner, examples, FREEDOM)
        ordinary = highest[is_ordinary & (is_answer if head in (REPLY, GLANCES[REPLY]) else True)]
        likely, sure = (float(np.quantile(ordinary, 1 - share)) for share in (LIKELY_OF[head], SURE_OF))
        is_faulty = np.isin(np.arange(len(examples)), owner[wanted])
        shares = [f"{(highest[is_faulty] >= bound).mean():.0%}" for bound in (likely, sure)]
        print(f"  {head}: of {is_faulty.sum()} drafts, by a fit without them, likely {shares[0]}, sure {shares[1]}")
        weights, bias = fit(matrix, wanted, weight, FREEDOM)
        fitted[head] = weights * rarity, bias - likely, sure - likely
        seen = np.asarray((plain > 0).sum(axis=0)).ravel()
        kept = np.argsort(-np.abs(weights * rarity) * np.sqrt(seen), kind="stable")[:KEPT]
        weighty[kept] = 1
    slots = np.flatnonzero(weighty)
    heads, columns = {}, []
    for head, (weights, bias, sure) in fitted.items():
        scale, column = in_bytes(weights[slots])
        heads[head] = Head(round(scale, 9), round(bias, 6), round(sure, 4))
        columns.append(column)
    return written(heads, slots.tolist(), np.stack(columns, axis=1).tobytes(), {})


if __name__ == "__main__":
    weights_file = Path(__file__).with_name("weights.bin")
    sys.exit(carried_out("forethought.conduct.served.train", __doc__, made, weights_file, ("training", "served")))
