"""Makes the classifier's weights from labelled drafts: logistic regression a family, then a rule, in one byte a weight.

usage: python -m forethought.conduct.classifier.train [--corpora DIR] [--background FILE] [--out FILE | --check]

Needs the ``train`` extra (scikit-learn, which brings numpy and scipy); nothing else imports this file. Nothing is
random: the same drafts make the same bytes. docs/classifier.md says which drafts are learned from, which never, and
what it reaches.
"""

import argparse
import gzip
import json
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from forethought.conduct.classifier.features import SLOTS, slots, windows
from forethought.conduct.classifier.model import LARGEST_FILE, LEAST_FEATURES, Head, family_of, written
from forethought.conduct.load import load_rulebook
from forethought.conduct.model import FAMILIES
from forethought.conduct.selftest import read_example
from forethought.drafts.tokens import Tokens, tokenise

#: A head that never speaks: it is asked for a second opinion on a hint of the evidence.
ASKED = "confidentiality"
#: The families it hears. Accessibility is for exact detectors.
HEARD = tuple(family for family in FAMILIES if family not in (ASKED, "accessibility"))
#: A family whose rules have so little in common that each has a head of its own.
APART = "respect"
#: Rules that others hear better: the tone model anger and strong language, counting and exact detectors the rest.
#: Drafts that break these teach their family nothing.
LEFT_OUT = frozenset(
    """
    respect.angry-draft respect.shouting respect.profanity
    contribution.bare-reshare contribution.bare-link contribution.hashtag-stuffing contribution.mention-spray
    credibility.unopened-link
    """.split()
)
#: The files of the corpora that are learned from. What is not here is what the figures are measured on.
LEARNED = ("family", "ordinary", "twins", "breach", "other-hand")
#: Of these only the half that was read when the rules were widened; the other half is what the figures are measured on.
HALF_LEARNED = (
    "second-hand-breach",
    "second-hand-ordinary",
    "third-hand-family",
    "third-hand-ordinary",
    "fourth-hand-breach",
    "fourth-hand-family",
    "fourth-hand-ordinary",
)
#: What a draft written to break one family may break as well without a word of it: who runs a manager down.
MAY_BREAK = {"respect": frozenset(["employer"])}
#: How little large weights are penalised (as scikit-learn's C), for the families and for the rules within one.
FREEDOM, FREEDOM_OF_RULES = 30.0, 10.0
#: How many slots keep a weight: the heaviest, by their largest weight times how common they are.
KEPT = 40_000
#: How many slots a rule keeps.
KEPT_BY_RULE = 300
#: A rule must have so many drafts to be named.
LEAST_DRAFTS = 8
#: The share of fine drafts of which a head may speak; thresholds are set on drafts left out of the fit in turn. Less
#: for the families whose faults are heard easily, more for the heads of one rule.
SPOKEN_OF = 0.0037
SPOKEN_OF_SOME = {
    "boundaries": 0.002,
    "inclusion": 0.002,
    "credibility": 0.002,
    "promotion": 0.0028,
    "respect.personal-attack": 0.0065,
    "respect.group-attack": 0.0075,
    "respect.threat": 0.0055,
    "respect.mocks-service-users": 0.013,
}
#: The share of breaches that score below LOW with the head that is asked, so that a score means the same after training
#: again: the engine has bounds for it (EVIDENCE_DROPPED).
BELOW_LOW, LOW = 0.15, -3.0
FOLDS = 5
#: So many posts of no particular profession, from the data of the tone model, stand for what is not about work.
BACKGROUND = 4_000
BACKGROUND_WEIGHT = 0.5
#: A near miss counts so much for the heads of one rule, which speak of what others only talk about.
NEAR_WEIGHT = 3.0
#: An example of a rule counts so much: it says what its author meant.
WEIGHT_OF_RULES = 3.0


@dataclass
class Example:
    """One draft: its families, its rule, the words to blame, and the families that it says nothing about."""

    text: str
    families: frozenset[str] = frozenset()
    rule: str = ""
    marks: list[tuple[int, int]] = field(default_factory=list)
    unsure: frozenset[str] = frozenset()
    weight: float = 1.0
    #: Fine drafts of one sort, on which thresholds are set; near misses are none: they are nearer than life.
    sort: str = ""
    #: The family that a near miss comes near to.
    near: str = ""
    surface: str = "post"


@dataclass
class Rows:
    """The windows of all examples as rows of slots: which example each belongs to, and whether it holds the fault."""

    matrix: sparse.csr_matrix
    example: np.ndarray
    is_blamed: np.ndarray


_MARK = re.compile(r"\[\[|\]\]")


def written_by_hand(line: str) -> Example:
    """Return the example in a line ``rule | kind | text`` with [[marks]]; ``near:rule`` and ``ordinary`` break none."""
    label, surface, text = (part.strip() for part in line.split("|", 2))
    text = text.replace(" ⏎ ", "\n").replace("⏎", "\n")
    marks, plain = [], ""
    for at, part in enumerate(_MARK.split(text)):
        if at % 2:
            marks.append((len(plain), len(plain) + len(part)))
        plain += part
    if label == "ordinary":
        return Example(plain, sort="ordinary", surface=surface)
    if label.startswith("near:"):
        return Example(plain, near=_near(label), surface=surface)
    family = family_of(label)
    return Example(plain, frozenset([family]), label, marks, MAY_BREAK.get(family, frozenset()), surface=surface)


def _near(label: str) -> str:
    """Return the family that a near miss comes near to, of anything else nothing."""
    return family_of(label.removeprefix("near:")) if label.startswith("near:") else ""


def read_examples(corpora: Path, background: Path | None, folders: Sequence[str] = ("training",)) -> list[Example]:
    """Return every draft that is learned from, those in ``folders`` of the corpora too. Raises OSError for no file."""
    examples = []
    for name in LEARNED + HALF_LEARNED:
        for line in (corpora / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            post = json.loads(line)
            if name in HALF_LEARNED and post["half"] != "fit":
                continue
            rule = post.get("rule") or post.get("cat", "")
            is_ordinary = not post["expect"] and not rule.startswith("near:")
            examples.append(
                Example(
                    post["text"],
                    frozenset(post["expect"]),
                    rule if rule.partition(".")[0] in post["expect"] else "",
                    [(start, end) for start, end in post.get("mark", [])],
                    frozenset(post["allow"]),
                    sort="ordinary" if is_ordinary else "",
                    near=_near(rule),
                    surface=post["kind"],
                )
            )
    others = frozenset(HEARD)
    for line in (corpora / "practice.jsonl").read_text(encoding="utf-8").splitlines():
        post = json.loads(line)
        examples.append(Example(post["text"], frozenset([ASKED] if post["breach"] else []), unsure=others))
    for path in [path for folder in folders for path in sorted((corpora / folder).glob("*.txt"))]:
        lines = path.read_text(encoding="utf-8").splitlines()
        examples += [written_by_hand(line) for line in lines if line.strip() and not line.startswith("#")]
    examples += _of_rules()
    if background is not None:
        with gzip.open(background, "rt", encoding="utf-8") as file:
            posts = [json.loads(line) for line in file]
        calm = [post["text"] for post in posts if post["teacher"]["attack"] < 0]
        step = max(1, len(calm) // BACKGROUND)
        # Tweets may well be unkind: they say nothing about respect.
        examples += [
            Example(text, unsure=frozenset(["respect", "disclosure"]), weight=BACKGROUND_WEIGHT, sort="background")
            for text in calm[::step][:BACKGROUND]
        ]
    for example in examples:
        if example.rule in LEFT_OUT:
            family = {example.rule.partition(".")[0]}
            example.families, example.unsure = example.families - family, example.unsure | family
    return examples


def _of_rules() -> list[Example]:
    """Return the examples of the core rules, of drafts that must warn and of near misses, for their own family only."""
    examples = []
    for rule in load_rulebook(with_examples=True).order:
        given = rule.file.examples
        if given is None or rule.family not in (*HEARD, ASKED):
            continue
        others = frozenset((*HEARD, ASKED)) - {rule.family}
        for one in given.warn:
            example = read_example(one, rule)
            marks = [example.mark] if example.mark else []
            families = frozenset([rule.family])
            examples.append(Example(example.text, families, rule.id, marks, others, WEIGHT_OF_RULES))
        examples += [Example(read_example(one, rule).text, unsure=others, weight=WEIGHT_OF_RULES) for one in given.ok]
    return examples


def rows_of(examples: Sequence[Example]) -> Rows:
    """Return the rows of all windows of all examples."""
    columns, ends, owner, blamed = [], [0], [], []
    for number, example in enumerate(examples):
        tokens = tokenise(example.text)
        features = slots(tokens)
        for first, last in windows(tokens):
            here = np.unique(np.array(features.of(first, last), dtype=np.int64))
            columns.append(here)
            ends.append(ends[-1] + len(here))
            owner.append(number)
            blamed.append(_holds_a_mark(example, tokens, first, last))
    counts = np.diff(ends)
    values = np.repeat(1 / np.sqrt(np.maximum(counts, LEAST_FEATURES)), counts)
    matrix = sparse.csr_matrix((values, np.concatenate(columns), ends), shape=(len(counts), SLOTS))
    return Rows(matrix, np.array(owner), np.array(blamed))


def _holds_a_mark(example: Example, tokens: Tokens, first: int, last: int) -> bool:
    start, end = tokens.starts[first], tokens.ends[last - 1]
    return not example.marks or any(mark[0] < end and start < mark[1] for mark in example.marks)


def rarity_of(matrix: sparse.csr_matrix) -> np.ndarray:
    seen = np.asarray((matrix > 0).sum(axis=0)).ravel()
    return np.where(seen > 0, np.log(matrix.shape[0] / (1 + seen)) + 1, 0.0)


def fit(matrix: sparse.csr_matrix, wanted: np.ndarray, weight: np.ndarray, freedom: float) -> tuple[np.ndarray, float]:
    model = LogisticRegression(C=freedom, class_weight="balanced", max_iter=2000, tol=1e-5)
    model.fit(matrix, wanted, sample_weight=weight)
    return model.coef_[0], float(model.intercept_[0])


@dataclass
class Labels:
    """For one family: which windows teach it, what they teach, and how much each counts."""

    used: np.ndarray
    wanted: np.ndarray
    weight: np.ndarray


def labels_of(head: str, examples: Sequence[Example], rows: Rows) -> Labels:
    """Return what each window teaches a head; in a faulty draft a window without blamed words teaches nothing.

    A fault of another rule of its family teaches the head of one rule nothing.
    """
    family = family_of(head)
    in_family = np.array([family in example.families for example in examples])
    is_of_head = in_family & np.array([example.rule == head or head == family for example in examples])
    is_unsure = np.array([family in example.unsure for example in examples]) | (in_family & ~is_of_head)
    is_faulty = is_of_head[rows.example]
    # A draft's windows count as one draft together.
    shared = 1 / np.bincount(rows.example, minlength=len(examples))[rows.example]
    weight = np.array([one.weight * (NEAR_WEIGHT if one.near == family == APART else 1.0) for one in examples])
    weight = weight[rows.example] * shared**0.5
    return Labels(np.where(is_faulty, rows.is_blamed, ~is_unsure[rows.example]), is_faulty, weight)


def left_out(
    labels: Labels, matrix: sparse.csr_matrix, owner: np.ndarray, examples: Sequence[Example], freedom: float = FREEDOM
) -> np.ndarray:
    """Return the highest score of each draft's rows (``owner`` says whose each is), each by a fit without the draft."""
    fold = np.array([crc32(example.text.encode()) % FOLDS for example in examples])[owner]
    scores = np.full(len(fold), -np.inf)
    for number in range(FOLDS):
        learn = labels.used & (fold != number)
        weights, bias = fit(matrix[learn], labels.wanted[learn], labels.weight[learn], freedom)
        scores[fold == number] = matrix[fold == number] @ weights + bias
    highest = np.full(len(examples), -np.inf)
    np.maximum.at(highest, owner, scores)
    return highest


def threshold_of(head: str, highest: np.ndarray, examples: Sequence[Example]) -> float:
    """Return the score that at most the share SPOKEN_OF, or SPOKEN_OF_SOME, of each sort of fine drafts reach."""
    family = family_of(head)
    share = SPOKEN_OF_SOME.get(head, SPOKEN_OF)
    may_be_told = np.array([example.sort if family not in example.unsure else "" for example in examples])
    return max(float(np.quantile(highest[may_be_told == sort], 1 - share)) for sort in sorted({*may_be_told} - {""}))


def in_bytes(weights: np.ndarray) -> tuple[float, np.ndarray]:
    scale = float(np.quantile(np.abs(weights[weights != 0]), 0.999)) / 127
    return scale, np.clip(np.rint(weights / scale), -127, 127).astype(np.int8)


def made(examples: Sequence[Example]) -> bytes:
    """Return the bytes of the weights file, printing what each family reaches on drafts left out in turn."""
    rows = rows_of(examples)
    rarity = rarity_of(rows.matrix)
    matrix = (rows.matrix @ sparse.diags(rarity)).tocsr()
    fitted: dict[str, tuple[np.ndarray, float, float | None]] = {}
    of_rules = rule_heads(examples, rows, matrix, rarity)
    apart = [rule for rule in of_rules if rule.startswith(f"{APART}.")]
    for head in (*(family for family in HEARD if family != APART), *apart, ASKED):
        print(f"  {head}")
        labels = labels_of(head, examples, rows)
        highest = left_out(labels, matrix, rows.example, examples)
        is_faulty = np.isin(np.arange(len(examples)), rows.example[labels.wanted & labels.used])
        weights, bias = fit(matrix[labels.used], labels.wanted[labels.used], labels.weight[labels.used], FREEDOM)
        threshold = None
        if head == ASKED:
            bias += LOW - float(np.quantile(highest[is_faulty], BELOW_LOW))
        else:
            threshold = threshold_of(head, highest, examples)
            found = (highest[is_faulty] >= threshold).mean()
            print(f"    {is_faulty.sum()} faulty, {found:.0%} found by a fit without them")
        fitted[head] = weights * rarity, bias, threshold
    seen = np.asarray((rows.matrix > 0).sum(axis=0)).ravel()
    weighty = np.max([np.abs(weights) for weights, _, _ in fitted.values()], axis=0) * np.sqrt(seen)
    kept = np.sort(np.argsort(-weighty, kind="stable")[:KEPT])
    kept = kept[weighty[kept] > 0]
    heads, columns = {}, []
    for head, (weights, bias, threshold) in fitted.items():
        scale, column = in_bytes(weights[kept])
        heads[head] = Head(round(scale, 9), round(bias, 6), None if threshold is None else round(threshold, 4))
        columns.append(column)
    return written(heads, kept.tolist(), np.stack(columns, axis=1).tobytes(), of_rules)


def rule_heads(
    examples: Sequence[Example], rows: Rows, matrix: sparse.csr_matrix, rarity: np.ndarray
) -> dict[str, tuple[Head, dict[int, int]]]:
    """Return for each rule with drafts enough what tells it from the other rules of its family."""
    heads = {}
    rule_of = np.array([example.rule if example.rule not in LEFT_OUT else "" for example in examples])[rows.example]
    for family in HEARD:
        of_family = np.array([rule.startswith(f"{family}.") for rule in rule_of]) & rows.is_blamed
        for rule in sorted(set(rule_of[of_family])):
            wanted = rule_of == rule
            if len(set(rows.example[wanted & of_family])) < LEAST_DRAFTS:
                continue
            if family == APART:
                # A rule with a head of its own needs nothing to tell it from others.
                heads[rule] = Head(1.0, 0.0), {}
                continue
            weights, bias = fit(matrix[of_family], wanted[of_family], np.ones(of_family.sum()), FREEDOM_OF_RULES)
            weights *= rarity
            kept = np.sort(np.argsort(-np.abs(weights), kind="stable")[:KEPT_BY_RULE])
            scale, column = in_bytes(weights[kept])
            heads[rule] = Head(round(scale, 9), round(bias, 6)), dict(zip(kept.tolist(), column.tolist(), strict=True))
    return heads


def carried_out(
    prog: str, about: str, make: Callable[[Sequence[Example]], bytes], out: Path, folders: Sequence[str] = ("training",)
) -> int:
    """Read the drafts, write or compare the weights. Exit status 1: too large, or other bytes than are there."""
    parser = argparse.ArgumentParser(prog=prog, description=about)
    parser.add_argument("--corpora", type=Path, default=Path("tests/corpora"), help="folder of the labelled drafts")
    parser.add_argument("--background", type=Path, help="posts of no profession: the gzipped data of the tone model")
    parser.add_argument("--out", type=Path, default=out, help="where to write")
    parser.add_argument("--check", action="store_true", help="write nothing; compare with the weights that are there")
    given = parser.parse_args()
    examples = read_examples(given.corpora, given.background, folders)
    data = make(examples)
    print(f"{len(examples)} drafts read, {len(data)} bytes made.")
    if len(data) > LARGEST_FILE:
        print(f"At most {LARGEST_FILE} bytes may be carried.", file=sys.stderr)
        return 1
    if given.check:
        is_same = given.out.read_bytes() == data
        print(f"{given.out} holds {'the same bytes' if is_same else 'other bytes'}.")
        return 0 if is_same else 1
    given.out.write_bytes(data)
    return 0


if __name__ == "__main__":
    sys.exit(
        carried_out("forethought.conduct.classifier.train", __doc__, made, Path(__file__).with_name("weights.bin"))
    )
