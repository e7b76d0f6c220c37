"""How fast a check is with every rule and the evidence on, the tone model aside, in processor time of one core.

Run with ``pytest -s tests/benchmarks/test_evidence_speed.py``; CI leaves it out of its timed part.
"""

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from forethought.conduct import Rulebook, check
from forethought.conduct.evidence import assess
from forethought.conduct.load import load_rulebook
from forethought.conduct.phrases import Index, Reading
from forethought.drafts import Draft

CORPORA = Path(__file__).resolve().parents[1] / "corpora"
#: Milliseconds of processor time; a machine that is busy or slow may take SLACK times as long.
MEDIAN_MS, P95_MS, LONG_MS, SLACK = 0.4, 1.0, 100.0, 2.0
#: Ten times the text may take at most so many times as long.
TEN_TIMES = 14.0


def _texts() -> list[str]:
    lines = [line for name in ("ordinary", "family") for line in (CORPORA / f"{name}.jsonl").open(encoding="utf-8")]
    return [json.loads(line)["text"] for line in lines]


def _milliseconds(work: Callable[[], object]) -> float:
    begun = time.process_time_ns()
    work()
    return (time.process_time_ns() - begun) / 1e6


@pytest.fixture(scope="module")
def without_tone() -> Rulebook:
    """All rules but those that ask the tone model."""
    rulebook = load_rulebook()
    asks = frozenset(
        number for number, rule in enumerate(rulebook.order) if any(clause.tone is not None for clause in rule.clauses)
    )
    index = rulebook.index
    owners = index.owners
    index.owners = lambda *given: owners(*given) - asks  # type: ignore[method-assign]
    assert isinstance(index, Index)
    return rulebook


def test_a_post_is_checked_in_well_under_a_millisecond(without_tone: Rulebook) -> None:
    drafts = [Draft(text) for text in _texts()]
    for draft in drafts[:200]:
        check(draft, without_tone)
    taken = sorted(_milliseconds(lambda draft=draft: check(draft, without_tone)) for draft in drafts)  # type: ignore[misc]
    median, p95 = statistics.median(taken), taken[int(0.95 * len(taken))]
    print(f"\n{len(drafts)} posts: median {median:.2f} ms, 95th percentile {p95:.2f} ms")
    assert median < MEDIAN_MS * SLACK
    assert p95 < P95_MS * SLACK


def test_the_longest_draft_is_checked_in_a_tenth_of_a_second(without_tone: Rulebook) -> None:
    text = " ".join(_texts())[:20_000]
    taken = min(_milliseconds(lambda: check(Draft(text, "article"), without_tone)) for _ in range(3))
    print(f"\n20,000 characters: {taken:.0f} ms")
    assert taken < LONG_MS * SLACK


def test_evidence_costs_in_proportion_to_the_length(without_tone: Rulebook) -> None:
    breaches = (CORPORA / "breach.jsonl").read_text(encoding="utf-8").splitlines()
    text = " ".join(json.loads(line)["text"] for line in breaches)
    short, long = Draft(text[:2_000]), Draft(text[:20_000])

    def judge(draft: Draft) -> None:
        assess(Reading(draft, without_tone.matcher), without_tone.signals)

    judge(long)
    ratio = min(_milliseconds(lambda: judge(long)) for _ in range(5)) / max(
        min(_milliseconds(lambda: judge(short)) for _ in range(20)), 0.01
    )
    print(f"\nten times the text takes {ratio:.1f} times as long")
    assert ratio < TEN_TIMES
