"""Makes the tone weights from labelled posts: distils two teachers into hashed linear weights of one byte each.

usage: python -m forethought.conduct.tone.train --data train.jsonl.gz [--corpora DIR] [--out FILE | --check]

Needs the ``train`` extra (scikit-learn, which brings numpy and scipy); nothing else imports this file.
The same data makes the same bytes: nothing is random, the sums run in one order, and the loss has a single lowest
point that is searched far more finely than one byte can tell. docs/tone.md says what the data is and why this recipe.
"""

import argparse
import gzip
import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.metrics import roc_auc_score

from forethought.conduct.tone.features import (
    MASK,
    SHOUTED,
    SLOTS,
    Sentence,
    crc32,
    fold,
    pair_slots,
    sentences,
    shouted,
    word_slots,
)
from forethought.conduct.tone.model import LARGEST_FILE, Head, written
from forethought.conduct.tone.score import LEAST_FEATURES
from forethought.conduct.tone.syntax import ATTACKS, carried_lexicon, finds_in
from forethought.conduct.tone.voice import own_voice

#: How the two teachers are joined: sigmoid((teacher + WORD_MODEL * logit(word model)) * TEMPERATURE).
WORD_MODEL = 0.2
TEMPERATURE = 0.85
#: The share of the label in the target, by source. The templates say what must stay silent, which no teacher knows;
#: more of the other labels made the model worse on sources that it had not seen (docs/tone.md).
JUDGED = {"synthetic_templates": 0.5, "hatemojibuild": 0.5, "davidson": 0.3}
#: How much a post of the templates, and a sentence out of a calm post, counts beside a post of the other sources.
TEMPLATE, SENTENCE = 0.4, 0.5
#: How likely an attack and a silent twin of our own are taken to be one, and how much each copy counts: twins more, so
#: that naming a group says little by itself.
OWN = {"attack": 0.85, "silent": 0.03}
OWN_COUNTS = {"attack": 0.4, "silent": 0.7}
#: A phrase of our own stands for so many posts, each with other members of its lists.
COPIES = 8
#: How much an ordinary post of a professional counts, which are silent too.
ORDINARY = 1.0
#: Below this target a post is calm: its sentences are learned from one by one too, since they are scored so.
CALM = 0.15
#: A slot that one post in so many has counts as it is; a rarer one counts for more, a commoner one for less.
USUAL = 150
#: The share of the label in the anger target, where anger was seen.
SEEN_ANGER = 0.5
#: The slang of Davidson's tweets is not labelled as attack: the teachers' guess is taken at this share.
SLANG = 0.4
#: How little large weights are penalised (as scikit-learn's C), for each head.
FREEDOM = {"attack": 4.0, "anger": 4.0}
#: The search ends when no weight pulls harder than this, or after so many steps.
FINE_ENOUGH = 1e-4
MOST_STEPS = 600
#: The share of weights that one byte can hold; the few beyond are cut to the largest byte.
HELD = 0.9995
#: The commonest words of calm posts, summed in advance when the weights are read: how many.
COMMON_WORDS = 1500

Posts = list[dict[str, Any]]


class Written(NamedTuple):
    """A post that was written to learn from: how likely it is taken to be an attack, and how much it counts."""

    text: str
    target: float
    counts: float


def slots_of(sentence: Sentence) -> list[int]:
    """Return every slot of one sentence, as the program itself reads it."""
    words = [word.text for word in sentence]
    lexicon = carried_lexicon()
    found = pair_slots(words) + lexicon.sorts_of(lexicon.words_of(sentence))
    for word in set(words):
        found += word_slots(word)
    return found


def slots_of_post(text: str) -> list[int]:
    """Return every slot of one post."""
    found = [slot for sentence in sentences(own_voice(fold(text))) for slot in slots_of(sentence)]
    return [*found, crc32(SHOUTED) & MASK] if shouted(text) else found


def slots_of_parts(text: str) -> list[list[int]]:
    """Return the slots of each sentence of one post that has several."""
    parts = [slots_of(sentence) for sentence in sentences(own_voice(fold(text)))]
    return parts if len(parts) > 1 else []


def matrix_of(found: Iterable[list[int]], least: int = 1) -> sparse.csr_matrix:
    """Return one row for each list of slots: how often each occurs, over the root of how many there are.

    Fewer than ``least`` count as that many, as they do where a sentence is scored by itself.
    """
    columns, values, ends = [], [], [0]
    for row in found:
        slots, counts = np.unique(np.array(row, dtype=np.int64), return_counts=True)
        columns.append(slots)
        values.append(counts / np.sqrt(max(counts.sum(), least)))
        ends.append(ends[-1] + len(slots))
    return sparse.csr_matrix((np.concatenate(values), np.concatenate(columns), ends), shape=(len(ends) - 1, SLOTS))


def rarity_of(rows: sparse.csr_matrix) -> np.ndarray:
    """Return for each slot how much it counts for being rare: 1 when one row in ``USUAL`` has it."""
    having = np.asarray((rows > 0).sum(axis=0)).ravel()
    return np.maximum(np.log(rows.shape[0] / (1 + having)), 0) / np.log(USUAL)


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


def own_posts(corpora: Path) -> list[Written]:
    """Return the posts of the repository that the attack head learns from: phrases of our own, and ordinary posts."""
    data = tomllib.loads((corpora / "tone-training.toml").read_text(encoding="utf-8"))
    members = {name: cycle(words) for name, words in data["lists"].items()}
    written = [
        Written(text, target, OWN_COUNTS[label])
        for label, target in OWN.items()
        for phrases in data[label].values()
        for phrase in phrases
        for text in _copies(phrase, members)
    ]
    for path in sorted((corpora / "training").glob("*-ordinary.txt")):
        lines = path.read_text(encoding="utf-8").splitlines()
        texts = [line.split("|", 2)[2].strip().replace(" ⏎ ", "\n") for line in lines if line.startswith("ordinary ")]
        written += [Written(text, OWN["silent"], ORDINARY) for text in texts]
    return written


def _copies(phrase: str, members: dict[str, Iterator[str]]) -> Iterator[str]:
    """Yield a phrase with the next members of its lists in their places, ``COPIES`` times if it has any."""
    for _ in range(COPIES if "{" in phrase else 1):
        text = re.sub(r"\{(\w+)\}", lambda match: next(members[match[1]]), phrase)
        yield re.sub(r"\ba (?=[aeiou])", "an ", text)


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


def fitted(
    rows: sparse.csr_matrix, targets: np.ndarray, freedom: float, counts: np.ndarray | float = 1.0
) -> tuple[np.ndarray, float]:
    """Return the weights and the bias of the logistic regression on soft targets with the lowest penalised loss.

    ``counts`` says how much each row counts.
    """
    columns = rows.T.tocsr()

    def loss_and_slope(point: np.ndarray) -> tuple[float, np.ndarray]:
        weights, bias = point[:-1], point[-1]
        score = rows @ weights + bias
        loss = freedom * np.sum(counts * (np.logaddexp(0, score) - targets * score)) + 0.5 * np.sum(weights * weights)
        error = freedom * counts * (expit(score) - targets)
        return loss, np.append(columns @ error + weights, error.sum())

    best = minimize(
        loss_and_slope,
        np.zeros(rows.shape[1] + 1),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": MOST_STEPS, "maxfun": 2 * MOST_STEPS, "ftol": 0, "gtol": FINE_ENOUGH, "maxcor": 20},
    )
    return best.x[:-1], float(best.x[-1])


def attack_weights(posts: Posts, rows: sparse.csr_matrix, own: list[Written]) -> tuple[np.ndarray, np.ndarray, float]:
    """Return the attack weight of each slot, what each kind of find adds, and the bias.

    Learned from the posts, whose slots are ``rows``, from each sentence of the calm ones by itself, and from our own.
    """
    targets = attack_targets(posts)
    calm = np.flatnonzero(targets < CALM)
    parts = [(slots, at) for at in calm for slots in slots_of_parts(posts[at]["text"]) if slots]
    part_rows = matrix_of((slots for slots, _ in parts), LEAST_FEATURES)
    own_rows = matrix_of(slots_of_post(text) for text, _, _ in own)
    all_rows = sparse.vstack([rows, part_rows, own_rows]).tocsr()
    no_finds = sparse.csr_matrix((len(parts), len(ATTACKS)))
    finds = sparse.vstack([finds_of(post["text"] for post in posts), no_finds, finds_of(text for text, _, _ in own)])
    counts = [TEMPLATE if post["source"] == "synthetic_templates" else 1.0 for post in posts]
    counts += [SENTENCE] * len(parts) + [one.counts for one in own]
    rarity = rarity_of(all_rows)
    weights, bias = fitted(
        sparse.hstack([all_rows @ sparse.diags(rarity), finds]).tocsr(),
        np.concatenate([targets, targets[[at for _, at in parts]], [one.target for one in own]]),
        FREEDOM["attack"],
        np.array(counts),
    )
    return weights[:SLOTS] * rarity, weights[SLOTS:], bias


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


def made(posts: Posts, own: list[Written]) -> tuple[bytes, list[str]]:
    """Return the bytes of the weights file, and lines that say how it does on the dev split."""
    learn = [post for post in posts if post["split"] == "train"]
    dev = [post for post in posts if post["split"] == "dev"]
    rows, dev_rows = (matrix_of(slots_of_post(post["text"]) for post in part) for part in (learn, dev))
    dev_finds = finds_of(post["text"] for post in dev)
    weights, find_weights, bias = attack_weights(learn, rows, own)
    attack, attack_table = in_bytes(weights, bias)
    of_finds = [round(float(weight), 3) for weight in find_weights]
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
    parser.add_argument("--corpora", type=Path, default=Path("tests/corpora"), help="our own posts to learn from")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("weights.bin"), help="where to write")
    parser.add_argument("--check", action="store_true", help="write nothing; compare with the weights that are there")
    arguments = parser.parse_args()
    with gzip.open(arguments.data, "rt", encoding="utf-8") as lines:
        posts = [json.loads(line) for line in lines]
    own = own_posts(arguments.corpora)
    data, figures = made(posts, own)
    if len(data) > LARGEST_FILE:
        print(f"The weights take {len(data)} bytes; at most {LARGEST_FILE} may be carried.", file=sys.stderr)
        return 1
    print(f"{len(posts)} posts and {len(own)} of our own read, {len(data)} bytes made.", *figures, sep="\n")
    if arguments.check:
        is_same = arguments.out.read_bytes() == data
        print(f"{arguments.out} holds {'the same bytes' if is_same else 'other bytes'}.")
        return 0 if is_same else 1
    arguments.out.write_bytes(data)
    return 0


if __name__ == "__main__":
    sys.exit(main())
