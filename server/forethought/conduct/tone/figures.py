"""Measures the tone model on labelled posts and prints every figure that docs/tone.md quotes.

usage: python -m forethought.conduct.tone.figures [--challenge FILE] [--ordinary FILE] [--data train.jsonl.gz]

``--challenge`` and ``--ordinary`` are the corpora of the repository (found from its root); ``--data`` is the training
data, which is not in the repository: with it the figures of the dev split are printed too.
"""

import argparse
import gzip
import json
import statistics
import sys
import time
import tracemalloc
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from forethought.conduct import Rulebook, check
from forethought.conduct.load import load_for_profession
from forethought.conduct.tone.hits import tone_spans
from forethought.conduct.tone.language import common_words
from forethought.conduct.tone.model import carried
from forethought.conduct.tone.profanity import starred
from forethought.conduct.tone.score import score, thresholds
from forethought.conduct.tone.syntax import carried_lexicon
from forethought.drafts import Draft

Posts = list[dict[str, Any]]
#: The sources of the dev split whose posts are ordinary: nobody was judged to attack anybody in them.
ORDINARY = ("broad_twitter_corpus", "goemotions", "headlines")
#: The sources with attacks in them that somebody judged.
JUDGED = ("davidson", "edos", "hatemojibuild", "toxic_spans", "synthetic_templates")
#: The heads a draft is warned by; strong language is a hint and is counted by itself.
ATTACK_HEADS = ("attack", "group", "threat")
#: How many times each post of the speed figure is scored, and how long those posts are (code points).
ROUNDS = 5
LENGTH = 160


class Outcome(NamedTuple):
    """What tone says of one post: does it warn of an attack, of anger, hint at strong language, and does it score."""

    attack: bool
    anger: bool
    profanity: bool
    score: float


def outcome(text: str) -> Outcome:
    """Return what tone says of a text at the shipped thresholds."""
    return Outcome(
        any(tone_spans(text, head) for head in ATTACK_HEADS),
        bool(tone_spans(text, "anger")),
        bool(tone_spans(text, "profanity")),
        score(text).attack,
    )


@cache
def _rulebook() -> Rulebook:
    return load_for_profession("", with_opt_in=True)


def is_interrupted(text: str) -> bool:
    """Tell whether anything that speaks of respect, rules and classifier too, warns of a professional's post."""
    return any(f.family == "respect" and f.level != "hint" for f in check(Draft(text), _rulebook()))


def is_right(post: dict[str, Any], said: Outcome) -> bool:
    """Tell whether a post of the challenge file got what it expects."""
    expected = {"attack": said.attack, "anger": said.anger, "strong": said.profanity and not said.attack}
    return expected.get(post["expect"], not said.attack and not said.anger)


def auc(attacks: Sequence[float], others: Sequence[float]) -> float:
    """Return the chance (0 to 1) that an attack scores above another post; a tie counts half."""
    ranked = sorted([(value, 1) for value in attacks] + [(value, 0) for value in others])
    above = 0.0
    below_so_far = 0
    at = 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            end += 1
        positive = sum(label for _, label in ranked[at:end])
        negative = end - at - positive
        above += positive * (below_so_far + negative / 2)
        below_so_far += negative
        at = end
    return above / (len(attacks) * len(others))


def challenge_lines(posts: Posts) -> list[str]:
    """Return a table of the challenge file: by sort, how many posts got what they expect."""
    by_sort: dict[tuple[str, str], list[bool]] = defaultdict(list)
    scores: dict[bool, list[float]] = {True: [], False: []}
    for post in posts:
        said = outcome(post["text"])
        by_sort[post["expect"], post["sort"]].append(is_right(post, said))
        if post["expect"] != "anger":
            scores[post["expect"] == "attack"].append(said.score)
    lines = ["| expected | sort | posts | right |", "|---|---|---|---|"]
    for (expect, sort), right in sorted(by_sort.items()):
        lines.append(f"| {expect} | {sort} | {len(right)} | {100 * sum(right) / len(right):.0f} % |")
    everything = [value for right in by_sort.values() for value in right]
    lines.append(f"| all | | {len(everything)} | {100 * sum(everything) / len(everything):.0f} % |")
    lines.append(f"\nAUC of the attack score on the challenge file: {100 * auc(scores[True], scores[False]):.1f}")
    return lines


def ordinary_lines(posts: Posts) -> list[str]:
    """Return how many ordinary posts of the professions are warned about."""
    said = [outcome(post["text"]) for post in posts]
    return [
        f"{len(said)} ordinary posts: {sum(o.attack for o in said)} warned as attacks, "
        f"{sum(o.anger for o in said)} as anger, {sum(o.profanity for o in said)} hints at strong language; "
        f"{sum(is_interrupted(post['text']) for post in posts)} interrupted by all rules of respect together"
    ]


def threshold_at(ordinary: Iterable[Sequence[float]], rate: float) -> float:
    """Return the score that a share ``rate`` of ordinary posts reaches, on average over their sources."""
    sources = [sorted(scores, reverse=True) for scores in ordinary]
    best = float("inf")
    for candidate in sorted({value for scores in sources for value in scores}, reverse=True):
        shares = [sum(value >= candidate for value in scores) / len(scores) for scores in sources]
        if statistics.mean(shares) > rate:
            break
        best = candidate
    return best


def dev_lines(posts: Posts) -> list[str]:
    """Return the figures of the dev split: ordinary posts warned, and each judged source sorted and found."""
    dev = [post for post in posts if post["split"] == "dev"]
    said = {post["id"]: outcome(post["text"]) for post in dev}

    def interrupted(source: str, label: int) -> float:
        texts = [p["text"] for p in dev if p["source"] == source and p["labels"]["attack"] == label]
        return 100 * statistics.mean(is_interrupted(text) for text in texts)

    def of(source: str, label: int | None) -> list[Outcome]:
        return [said[p["id"]] for p in dev if p["source"] == source and p["labels"]["attack"] == label]

    ordinary = {source: of(source, 0) for source in ORDINARY}
    bound = threshold_at([[o.score for o in outcomes] for outcomes in ordinary.values()], 0.01)
    lines = ["| ordinary source | posts | warned as attack | as anger | interrupted |", "|---|---|---|---|---|"]
    for source, outcomes in ordinary.items():
        attack, anger = (
            100 * statistics.mean(values) for values in ([o.attack for o in outcomes], [o.anger for o in outcomes])
        )
        shares = " | ".join(f"{share:.2f} %" for share in (attack, anger, interrupted(source, 0)))
        lines.append(f"| {source} | {len(outcomes)} | {shares} |")
    lines += [
        "",
        "| judged source | attacks, others | AUC | recall at 1 % false alarms | attacks warned | interrupted |",
        "|---|---|---|---|---|---|",
    ]
    for source in JUDGED:
        attacks, others = of(source, 1), of(source, 0)
        value = auc([o.score for o in attacks], [o.score for o in others])
        recall = statistics.mean(o.score >= bound for o in attacks)
        warned = statistics.mean(o.attack for o in attacks)
        counts = f"{len(attacks)}, {len(others)}"
        lines.append(
            f"| {source} | {counts} | {100 * value:.1f} | {100 * recall:.0f} % | {100 * warned:.0f} % "
            f"| {interrupted(source, 1):.0f} % |"
        )
    slang = [o.attack for o in of("davidson", None)]
    share = 100 * statistics.mean(slang)
    lines.append(f"\nIn-group slang (Davidson, no attack seen): {share:.0f} % of {len(slang)} warned")
    return lines


def long_post_lines(posts: Posts) -> list[str]:
    """Return how much of its chance to be found an attack keeps in the middle of a long, calm post."""
    calm = [post["text"] for post in posts if post["expect"] == "silent" and post["sort"] == "ordinary"]
    around = " ".join(calm[:4]), " ".join(calm[4:8])
    found = [post["text"] for post in posts if post["expect"] == "attack" and outcome(post["text"]).attack]
    kept = sum(outcome(f"{around[0]}\n{text}\n{around[1]}").attack for text in found)
    share = 100 * kept / len(found)
    return [f"Attacks found alone that are found inside a long post too: {kept} of {len(found)} ({share:.0f} %)"]


def speed_lines(texts: Sequence[str]) -> list[str]:
    """Return how long a post of 160 characters takes, and what the model takes in memory."""
    posts = [(text + " ") * (LENGTH // len(text) + 1) for text in texts if text]
    posts = [text[:LENGTH] for text in posts]
    score(posts[0])
    times = []
    for _ in range(ROUNDS):
        for text in posts:
            began = time.perf_counter()
            score(text)
            times.append(1000 * (time.perf_counter() - began))
    times.sort()
    median, late = times[len(times) // 2], times[int(len(times) * 0.95)]
    return [f"{LENGTH} characters: median {median:.2f} ms, 95th percentile {late:.2f} ms ({len(times)} scores)"]


def memory_lines() -> list[str]:
    """Return what loading the model and the lexicon takes in memory."""
    for cached in (carried, carried_lexicon, common_words, thresholds, starred):
        cached.cache_clear()
    tracemalloc.start()
    score("You are a star and a fine colleague.")
    taken = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return [f"Memory of the model and the lexicon: {taken / 1e6:.1f} MB"]


def _posts(path: Path) -> Posts:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in data.splitlines()]


def main() -> int:
    """Print the figures. Exit status 2 when a file is not there."""
    corpora = Path("tests/corpora")
    parser = argparse.ArgumentParser(prog="forethought.conduct.tone.figures", description=__doc__)
    parser.add_argument("--challenge", type=Path, default=corpora / "tone-challenge.jsonl")
    parser.add_argument("--ordinary", type=Path, default=corpora / "ordinary.jsonl")
    parser.add_argument("--data", type=Path, help="the training data, for the figures of its dev split")
    arguments = parser.parse_args()
    for path in filter(None, (arguments.challenge, arguments.ordinary, arguments.data)):
        if not path.is_file():
            print(f"There is no file {str(path)!r}; run this from the root of a checkout.", file=sys.stderr)
            return 2
    challenge, ordinary = _posts(arguments.challenge), _posts(arguments.ordinary)
    sections = [challenge_lines(challenge), ordinary_lines(ordinary), long_post_lines(challenge)]
    if arguments.data:
        sections.append(dev_lines(_posts(arguments.data)))
    sections += [speed_lines([post["text"] for post in ordinary]), memory_lines()]
    print("\n\n".join("\n".join(lines) for lines in sections))
    return 0


if __name__ == "__main__":
    sys.exit(main())
