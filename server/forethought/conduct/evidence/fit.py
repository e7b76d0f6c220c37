"""Fits the weights of the evidence on the fit half of the corpora and prints what they reach.

    python -m forethought.conduct.evidence.fit [--corpora tests/corpora] [--write]

A logistic regression with an L2 penalty whose weights are held to their sign: evidence never speaks against a breach, a
damper never for one. The report half is only scored, never fitted on. ``--write`` replaces core/signals/weights.toml.
"""

import argparse
import json
import math
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from forethought.conduct.evidence.features import features, sign_of, windowed
from forethought.conduct.evidence.scan import Scene
from forethought.conduct.evidence.signals import Signals
from forethought.conduct.load import core_pack, load_rulebook
from forethought.conduct.model import Rulebook
from forethought.conduct.phrases import Reading
from forethought.conduct.selftest import draft_of, read_example
from forethought.drafts import Draft, Media

#: Strength of the L2 penalty, and in how many windows a feature must be seen to get a weight.
PENALTY, LEAST_SEEN = 2.0, 3
STEPS = 500
FOLDS = 6
#: Shares of the ordinary posts of the fit half that may be hinted at and warned about; the thresholds follow from them.
HINT_RATE, WARN_RATE = 0.1, 0.008
#: An ordinary post of many windows counts at least this much a window, so that long posts are not drowned.
LEAST_WEIGHT = 0.34
#: The rules' own examples must come out right, so each counts as so many posts.
EXAMPLE_WEIGHT = 5.0

#: The corpora whose posts belong to a voice and a half, and what their posts are.
CORPORA = {
    "breach": "breach",
    "twins": "twins",
    "ordinary": "ordinary",
    "second-hand-breach": "breach",
    "second-hand-ordinary": "ordinary",
}

Row = dict[str, float]


class Post(NamedTuple):
    """One corpus post: whether it is a breach, its sort, voice and half, and the features of its windows."""

    is_breach: bool
    is_twin: bool
    sort: str
    voice: str
    half: str
    windows: list[Row]
    #: Windows that hold what gives the person away; of a fine post, all.
    telling: list[Row]


class Fitted(NamedTuple):
    """A bias and the weights by feature."""

    bias: float
    weights: dict[str, float]

    def score(self, post: Post) -> float:
        """Return the highest score of a post's windows."""
        scores = [self.bias + sum(self.weights.get(k, 0.0) * v for k, v in row.items()) for row in post.windows]
        return max(scores, default=-99.0)


def read_posts(folder: Path, rulebook: Rulebook) -> list[Post]:
    """Return the posts of the corpora that have halves; fine ones that may be found are left out."""
    posts = []
    for file, name in CORPORA.items():
        for line in (folder / f"{file}.jsonl").read_text(encoding="utf-8").splitlines():
            given = json.loads(line)
            if name != "breach" and "confidentiality" in given["allow"]:
                continue
            posts.append(_post(given, name, rulebook))
    return posts


def read_practice(folder: Path, rulebook: Rulebook) -> list[Post]:
    """Return further posts to fit on: practice.jsonl, all rules' fine examples and this family's warnings."""
    posts = []
    for number, line in enumerate((folder / "practice.jsonl").read_text(encoding="utf-8").splitlines()):
        given = json.loads(line)
        given |= {
            "allow": [],
            "persona": "professional",
            "profession": "",
            "cat": "practice",
            "voice": f"p{number % 24}",
            "half": "fit",
        }
        posts.append(
            _post(given | {"mark": [[0, len(given["text"])]]}, "breach" if given["breach"] else "twins", rulebook)
        )
    for number, rule in enumerate(rulebook.order):
        examples = rule.file.examples
        if examples is None:
            continue
        told = [(given, False) for given in examples.ok]
        told += [(given, True) for given in examples.warn] if rule.family == "confidentiality" else []
        for given, is_breach in told:
            draft = draft_of(read_example(given, rule))
            sort = "own example" if rule.family == "confidentiality" else "example"
            posts.append(
                _post_of(
                    draft,
                    "breach" if is_breach else "twins",
                    sort,
                    f"r{number}",
                    "fit",
                    [(0, len(draft.text))],
                    rulebook,
                )
            )
    return posts


def _post(given: dict[str, Any], name: str, rulebook: Rulebook) -> Post:
    media = tuple(
        Media(entry["type"], entry.get("alt")) if isinstance(entry, dict) else Media(entry) for entry in given["media"]
    )
    persona = {"pro": "professional", "per": "personal", "org": "organisational"}.get(
        given["persona"], given["persona"]
    )
    draft = Draft(given["text"], given["kind"], persona, given["profession"], "", media)
    marks = [(first, last) for first, last in given.get("mark", ())]
    return _post_of(draft, name, given["cat"], given["voice"], given["half"], marks, rulebook)


def _post_of(
    draft: Draft, name: str, sort: str, voice: str, half: str, marks: list[tuple[int, int]], rulebook: Rulebook
) -> Post:
    signals = rulebook.signals
    assert isinstance(signals, Signals)
    # Who is served was learned from these posts too, so it would seem surer here than it is elsewhere.
    scene = Scene(Reading(draft, rulebook.matcher), signals, asks_who_is_served=False)
    rows, telling = [], []
    for window, found in windowed(scene):
        row = features(scene, window, found)
        rows.append(row)
        start, end = scene.reading.span(*window)
        if name != "breach" or any(first < end and start < last for first, last in marks):
            telling.append(row)
    return Post(name == "breach", name == "twins", sort, voice, half, rows, telling)


def fit(posts: Iterable[Post], roles: dict[str, str]) -> Fitted:
    """Return the weights that tell the breaches among ``posts`` from the rest, each held to its sign."""
    rows: list[tuple[list[tuple[int, float]], float, float]] = []
    numbers: dict[str, int] = {}
    seen: dict[str, int] = {}
    kept = list(posts)
    for post in kept:
        for row in post.telling:
            for name in row:
                seen[name] = seen.get(name, 0) + 1
    for name in sorted(seen):
        if seen[name] >= LEAST_SEEN:
            numbers[name] = len(numbers)
    for post in kept:
        share = 1 / max(1, len(post.telling))
        for row in post.telling:
            sparse = [(numbers[name], value) for name, value in row.items() if name in numbers]
            counts = share if post.is_breach else max(share, LEAST_WEIGHT)
            rows.append((sparse, float(post.is_breach), counts * (EXAMPLE_WEIGHT if post.sort == "own example" else 1)))
    signs = [sign_of(name, roles) for name in numbers]
    bias, weights = _descend(rows, signs)
    return Fitted(bias, {name: weights[number] for name, number in numbers.items()})


def _descend(
    rows: Sequence[tuple[list[tuple[int, float]], float, float]], signs: list[int]
) -> tuple[float, list[float]]:
    """Minimise the penalised log-loss by accelerated projected gradient steps."""
    size = len(signs)
    step = 1 / (0.25 * _largest_eigenvalue(rows, size) + PENALTY)
    bias_step = 1 / (0.25 * sum(row[2] for row in rows))
    weights, ahead = [0.0] * size, [0.0] * size
    bias, momentum = -2.0, 1.0
    for _ in range(STEPS):
        gradient = [PENALTY * weight for weight in ahead]
        slope = 0.0
        for sparse, label, share in rows:
            z = bias
            for number, value in sparse:
                z += ahead[number] * value
            error = (1 / (1 + math.exp(-max(-30.0, min(30.0, z)))) - label) * share
            slope += error
            for number, value in sparse:
                gradient[number] += error * value
        new = []
        for weight, slant, sign in zip(ahead, gradient, signs, strict=True):
            moved = weight - step * slant
            new.append(0.0 if moved * sign < 0 else moved)
        bias -= bias_step * slope
        following = (1 + math.sqrt(1 + 4 * momentum * momentum)) / 2
        pull = (momentum - 1) / following
        ahead = [n + pull * (n - w) for n, w in zip(new, weights, strict=True)]
        weights, momentum = new, following
    return bias, weights


def _largest_eigenvalue(rows: Sequence[tuple[list[tuple[int, float]], float, float]], size: int) -> float:
    vector = [1.0] * size
    length = 1.0
    for _ in range(30):
        image = [0.0] * size
        for sparse, _, share in rows:
            dot = share * sum(vector[number] * value for number, value in sparse)
            for number, value in sparse:
                image[number] += dot * value
        length = math.sqrt(sum(entry * entry for entry in image)) or 1.0
        vector = [entry / length for entry in image]
    return length


def leave_voices_out(posts: Sequence[Post], practice: Sequence[Post], roles: dict[str, str]) -> list[float]:
    """Return for each post the score of weights fitted without its voice, on all ``practice`` and the other voices."""
    voices = sorted({post.voice for post in posts})
    scores = [0.0] * len(posts)
    for fold in range(FOLDS):
        out = set(voices[fold::FOLDS])
        fitted = fit([*(post for post in posts if post.voice not in out), *practice], roles)
        for place, post in enumerate(posts):
            if post.voice in out:
                scores[place] = fitted.score(post)
    return scores


def threshold(posts: Sequence[Post], scores: Sequence[float], rate: float) -> float:
    """Return the score that at most ``rate`` of the ordinary posts (twins left out) exceed."""
    ordinary = sorted(
        (s for p, s in zip(posts, scores, strict=True) if not p.is_breach and not p.is_twin), reverse=True
    )
    return ordinary[min(len(ordinary) - 1, int(rate * len(ordinary)))] + 1e-6


def recall(posts: Sequence[Post], scores: Sequence[float], least: float, sort: str = "") -> float:
    """Return the share of breaches (of one sort) that score at least ``least``."""
    told = [s for p, s in zip(posts, scores, strict=True) if p.is_breach and sort in ("", p.sort)]
    return sum(score >= least for score in told) / max(1, len(told))


def alarms(posts: Sequence[Post], scores: Sequence[float], least: float, *, twins: bool) -> float:
    """Return the share of ordinary posts, or of twins, that score at least ``least``."""
    told = [s for p, s in zip(posts, scores, strict=True) if not p.is_breach and p.is_twin == twins]
    return sum(score >= least for score in told) / max(1, len(told))


def as_toml(fitted: Fitted, hint: float, warn: float, reached: dict[str, float]) -> str:
    """Return the file that carries the fitted numbers."""
    lines = [
        "# Written by python -m forethought.conduct.evidence.fit --write. Do not edit by hand.",
        f"bias = {fitted.bias:.3f}",
        "",
    ]
    lines += ["[thresholds]", f"hint = {hint:.3f}", f"warn = {warn:.3f}", "", "[reached]"]
    lines += [f"{json.dumps(name)} = {value:.3f}" for name, value in reached.items()]
    lines += ["", "[weights]"]
    lines += [
        f"{json.dumps(name)} = {weight:.3f}" for name, weight in sorted(fitted.weights.items()) if abs(weight) >= 0.005
    ]
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, print the figures reached, and with --write replace the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, default=Path("tests/corpora"))
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args(arguments)
    rulebook = load_rulebook(with_examples=True)
    signals = rulebook.signals
    if not isinstance(signals, Signals):
        sys.exit("No rule asks for evidence, so there is nothing to fit.")
    posts = read_posts(given.corpora, rulebook)
    practice = read_practice(given.corpora, rulebook)
    fit_half = [post for post in posts if post.half == "fit"]
    report_half = [post for post in posts if post.half == "report"]
    crossed = leave_voices_out(fit_half, practice, signals.roles)
    hint, warn = threshold(fit_half, crossed, HINT_RATE), threshold(fit_half, crossed, WARN_RATE)
    fitted = fit([*fit_half, *practice], signals.roles)
    reported = [fitted.score(post) for post in report_half]
    reached = {}
    for name, half, scores in (("voices left out", fit_half, crossed), ("report half", report_half, reported)):
        for level, least in (("hint", hint), ("warn", warn)):
            reached[f"{name}: recall at {level}"] = recall(half, scores, least)
            reached[f"{name}: ordinary at {level}"] = alarms(half, scores, least, twins=False)
            reached[f"{name}: twins at {level}"] = alarms(half, scores, least, twins=True)
    for name, value in reached.items():
        print(f"{name:40s} {value:6.1%}")
    for sort in sorted({post.sort for post in posts if post.is_breach}):
        print(
            f"  {sort:12s} voices left out {recall(fit_half, crossed, hint, sort):6.1%}"
            f"   report half {recall(report_half, reported, hint, sort):6.1%}"
        )
    if given.write:
        (core_pack() / "signals" / "weights.toml").write_text(as_toml(fitted, hint, warn, reached), encoding="utf-8")


if __name__ == "__main__":
    main()
