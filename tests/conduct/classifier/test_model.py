"""The classifier's carried weights: small, whole, and summed exactly."""

from importlib.resources import files

import pytest

from forethought.conduct.classifier import model
from forethought.conduct.classifier.features import MASK, slots
from forethought.conduct.load import load_rulebook
from forethought.drafts.tokens import tokenise

WEIGHTS = files("forethought.conduct.classifier").joinpath("weights.bin").read_bytes()


def slots_of(text: str) -> list[int]:
    return slots(tokenise(text)).found


def test_the_carried_file_is_small() -> None:
    assert len(WEIGHTS) <= model.LARGEST_FILE


@pytest.mark.parametrize("damaged", [b"", WEIGHTS[:-1], b"\x89PNG" + WEIGHTS, WEIGHTS[1000:]])
def test_a_damaged_file_is_refused_in_plain_words(damaged: bytes) -> None:
    with pytest.raises(ValueError, match="weights are damaged"):
        model.read(damaged)


def test_a_file_of_another_version_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="forethought-classifier-9"):
        model.read(WEIGHTS.replace(model.MAGIC.encode(), b"forethought-classifier-9"))


def test_what_is_written_is_read_back_and_summed_exactly() -> None:
    here = sorted(set(slots_of("buy my course")))
    heads = {"promotion": model.Head(0.5, -1.0, 0.25), "respect": model.Head(0.25, 2.0)}
    table = bytes([127, 129] * len(here))
    rules = {"promotion.hard-sell": (model.Head(2.0, 0.5), {here[0]: -3})}
    made = model.read(model.written(heads, here, table, rules))
    root = max(len(here), model.LEAST_FEATURES) ** 0.5
    assert made.scores(here) == {
        "promotion": 127 * len(here) * 0.5 / root - 1.0,
        "respect": -127 * len(here) * 0.25 / root + 2.0,
    }
    assert made.scores([*here, *here]) == made.scores(here)
    assert made.scores([]) == {"promotion": -1.0, "respect": 2.0}
    assert (made.weights("promotion", here), made.weights("respect", here)) == (127 * len(here), -127 * len(here))
    assert (made.rules_of("promotion"), made.rules_of("respect")) == (["promotion.hard-sell"], [])
    assert made.rules["promotion.hard-sell"].score(here) == -3 * 2.0 / root + 0.5


def test_the_largest_sums_do_not_run_into_each_other() -> None:
    many = list(range(20_000))
    full = model.read(
        model.written({"a": model.Head(1, 0), "b": model.Head(1, 0)}, many, bytes([129, 127] * 20_000), {})
    )
    assert (full.weights("a", many), full.weights("b", many)) == (-127 * 20_000, 127 * 20_000)


def test_every_rule_it_may_name_is_a_rule_that_a_head_speaks_for() -> None:
    carried = model.carried()
    assert set(carried.rules) <= set(load_rulebook().rules)
    assert set(carried.rules) == {rule for head in carried.heads for rule in carried.rules_of(head)}


def test_slots_lie_in_the_table_and_no_pair_reaches_into_another_sentence() -> None:
    assert all(0 <= slot <= MASK for slot in slots_of("She said so. He did @you https://x.example 12 👩‍⚕️ #OTweek"))
    apart, together = slots(tokenise("Done. Well")), slots(tokenise("Done well"))
    assert (len(apart.of(1, 2)), len(together.of(1, 2))) == (1, 2)
