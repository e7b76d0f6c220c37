"""Makes the tone weights from labelled posts: distils two teachers into hashed linear weights of one byte each.

usage: python -m forethought.conduct.tone.train --data train.jsonl.gz [--out weights.bin | --check]

Needs the ``train`` extra (scikit-learn, which brings numpy and scipy); nothing else imports this file.
The same data makes the same bytes: nothing is random, the sums run in one order, and the loss has a single lowest
point that is searched far more finely than one byte can tell. docs/tone.md says what the data is and why this recipe.
"""

import argparse
import gzip
import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.metrics import roc_auc_score

from forethought.conduct.tone.features import (
    MASK,
    SHOUTED,
    SLOTS,
    crc32,
    fold,
    pair_slots,
    sentences,
    shouted,
    word_slots,
)
from forethought.conduct.tone.model import LARGEST_FILE, Head, written
from forethought.conduct.tone.syntax import ATTACKS, carried_lexicon, finds_in
from forethought.conduct.tone.voice import own_voice

#: How the two teachers are joined: sigmoid((teacher + WORD_MODEL * logit(word model)) * TEMPERATURE).
WORD_MODEL = 0.25
TEMPERATURE = 0.85
#: The share of the label in the target. The templates say what must stay silent, which no teacher knows; the labels of
#: the other sources are left out, for they made the model worse on sources that it had not seen (docs/tone.md).
JUDGED = {"synthetic_templates": 0.5}
#: The share of the label in the anger target, where anger was seen.
SEEN_ANGER = 0.5
#: The slang of Davidson's tweets is not labelled as attack: the teachers' guess is taken at this share.
SLANG = 0.4
#: How little large weights are penalised (as scikit-learn's C), for each head.
FREEDOM = {"attack": 6.0, "anger": 4.0}
#: The search ends when no weight pulls harder than this, or after so many steps.
FINE_ENOUGH = 1e-4
MOST_STEPS = 600
#: The share of weights that one byte can hold; the few beyond are cut to the largest byte.
HELD = 0.9995
#: The commonest words of calm posts, summed in advance when the weights are read: how many.
COMMON_WORDS = 1500

Posts = list[dict[str, Any]]


def slots_of(text: str) -> list[int]:
    """Return every slot of one post, as the program itself reads it."""
    found: list[int] = []
    for sentence in sentences(own_voice(fold(text))):
        words = [word.text for word in sentence]
        for word in set(words):
            found += word_slots(word)
        found += pair_slots(words)
    if shouted(text):
        found.append(crc32(SHOUTED) & MASK)
    return found


def matrix_of(texts: Iterable[str]) -> sparse.csr_matrix:
    """Return one row a text: how often each slot occurs, over the root of the number of features."""
    columns, values, ends = [], [], [0]
    for text in texts:
        slots, counts = np.unique(np.array(slots_of(text), dtype=np.int64), return_counts=True)
        columns.append(slots)
        values.append(counts / np.sqrt(max(counts.sum(), 1)))
        ends.append(ends[-1] + len(slots))
    return sparse.csr_matrix((np.concatenate(values), np.concatenate(columns), ends), shape=(len(ends) - 1, SLOTS))


def finds_of(texts: Iterable[str]) -> sparse.csr_matrix:
    """Return one row a text: which kinds of attack the lexicon finds in it."""
    lexicon = carried_lexicon()
    rows = []
    for text in texts:
        kinds = {
            find.kind for sentence in sentences(own_voice(fold(text))) for find in finds_in(sentence, lexicon).attacks
        }
        rows.append([float(kind in kinds) for kind in ATTACKS])
    return sparse.csr_matrix(np.array(rows))


def attack_targets(posts: Posts) -> np.ndarray:
    """Return for each post how likely it is an attack: what the teachers say, joined with the label of some sources."""
    teacher = np.array([post["teacher"]["attack"] for post in posts])
    word_model = np.clip([post["word_model"] for post in posts], 1e-4, 1 - 1e-4)
    guess = expit((teacher + WORD_MODEL * np.log(word_model / (1 - word_model))) * TEMPERATURE)
    label = _labels(posts, "attack")
    share = np.array([0.0 if post["noisy"] else JUDGED.get(post["source"], 0.0) for post in posts])
    target = (1 - share) * guess + share * np.nan_to_num(label)
    slang = np.array([post["source"] == "davidson" for post in posts]) & np.isnan(label)
    return np.where(slang, SLANG * guess, target)


def anger_targets(posts: Posts) -> np.ndarray:
    """Return for each post how likely it is anger: the teacher's guess, halved with the label where anger was seen."""
    guess = expit(np.array([post["teacher"]["anger"] for post in posts]))
    label = _labels(posts, "anger")
    return np.where(label == 1, (1 - SEEN_ANGER) * guess + SEEN_ANGER, guess)


def _labels(posts: Posts, head: str) -> np.ndarray:
    return np.array([np.nan if post["labels"][head] is None else post["labels"][head] for post in posts])


def fitted(rows: sparse.csr_matrix, targets: np.ndarray, freedom: float) -> tuple[np.ndarray, float]:
    """Return the weights and the bias of the logistic regression on soft targets with the lowest penalised loss."""
    columns = rows.T.tocsr()

    def loss_and_slope(point: np.ndarray) -> tuple[float, np.ndarray]:
        weights, bias = point[:-1], point[-1]
        score = rows @ weights + bias
        loss = freedom * np.sum(np.logaddexp(0, score) - targets * score) + 0.5 * np.sum(weights * weights)
        error = freedom * (expit(score) - targets)
        return loss, np.append(columns @ error + weights, error.sum())

    best = minimize(
        loss_and_slope,
        np.zeros(rows.shape[1] + 1),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": MOST_STEPS, "maxfun": 2 * MOST_STEPS, "ftol": 0, "gtol": FINE_ENOUGH, "maxcor": 20},
    )
    return best.x[:-1], float(best.x[-1])


def in_bytes(weights: np.ndarray, bias: float) -> tuple[Head, np.ndarray]:
    """Return weights as signed bytes, with the scale that undoes it."""
    scale = float(np.quantile(np.abs(weights), HELD)) / 127
    return Head(round(scale, 9), round(bias, 6)), np.clip(np.rint(weights / scale), -127, 127).astype(np.int8)


def common_words(posts: Posts) -> list[str]:
    """Return the words that most posts hold which neither teacher finds strong."""
    counts: Counter[str] = Counter()
    for post in posts:
        if post["word_model"] < 0.2 and post["teacher"]["attack"] < -2:
            words = {word.text for sentence in sentences(fold(post["text"])) for word in sentence}
            counts.update(word for word in words if word.isascii() and word.isalpha())
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return sorted(word for word, _ in ordered[:COMMON_WORDS])


def dev_figures(posts: Posts, head: str, score: np.ndarray) -> list[str]:
    """Return a line a source: how well the score sorts the posts of the dev split that carry a label."""
    label = _labels(posts, head)
    lines = []
    for source in sorted({post["source"] for post in posts}):
        at = np.array([post["source"] == source for post in posts]) & ~np.isnan(label)
        if len(set(label[at])) == 2:
            auc = 100 * roc_auc_score(label[at], score[at])
            lines.append(f"  {head:6} {source:20} {at.sum():5} posts, AUC {auc:.1f}")
    return lines


def made(posts: Posts) -> tuple[bytes, list[str]]:
    """Return the bytes of the weights file, and lines that say how it does on the dev split."""
    learn = [post for post in posts if post["split"] == "train"]
    dev = [post for post in posts if post["split"] == "dev"]
    rows, dev_rows = matrix_of(post["text"] for post in learn), matrix_of(post["text"] for post in dev)
    finds, dev_finds = finds_of(post["text"] for post in learn), finds_of(post["text"] for post in dev)
    weights, bias = fitted(sparse.hstack([rows, finds]).tocsr(), attack_targets(learn), FREEDOM["attack"])
    attack, attack_table = in_bytes(weights[:SLOTS], bias)
    of_finds = [round(float(weight), 3) for weight in weights[SLOTS:]]
    anger, anger_table = in_bytes(*fitted(rows, anger_targets(learn), FREEDOM["anger"]))
    data = written(
        attack,
        anger,
        attack_table.tobytes(),
        anger_table.tobytes(),
        common_words(learn),
        dict(zip(ATTACKS, of_finds, strict=True)),
    )
    lines = [
        *dev_figures(dev, "attack", dev_rows @ (attack_table * attack.scale) + dev_finds @ of_finds + attack.bias),
        *dev_figures(dev, "anger", dev_rows @ (anger_table * anger.scale) + anger.bias),
        "  what a find adds: " + ", ".join(f"{kind} {weight}" for kind, weight in zip(ATTACKS, of_finds, strict=True)),
    ]
    return data, lines


def main() -> int:
    """Read the posts, write or compare the weights, print the dev figures.

    Exit status 1 when the file would be too large, or when ``--check`` finds other bytes.
    """
    parser = argparse.ArgumentParser(prog="forethought.conduct.tone.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="labelled posts, one JSON object a line, gzipped")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("weights.bin"), help="where to write")
    parser.add_argument("--check", action="store_true", help="write nothing; compare with the weights that are there")
    arguments = parser.parse_args()
    with gzip.open(arguments.data, "rt", encoding="utf-8") as lines:
        posts = [json.loads(line) for line in lines]
    data, figures = made(posts)
    if len(data) > LARGEST_FILE:
        print(f"The weights take {len(data)} bytes; at most {LARGEST_FILE} may be carried.", file=sys.stderr)
        return 1
    print(f"{len(posts)} posts read, {len(data)} bytes made.", *figures, sep="\n")
    if arguments.check:
        is_same = arguments.out.read_bytes() == data
        print(f"{arguments.out} holds {'the same bytes' if is_same else 'other bytes'}.")
        return 0 if is_same else 1
    arguments.out.write_bytes(data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
