"""The carried weights: small, whole, and summed exactly."""

from importlib.resources import files

import pytest

from forethought.conduct.tone import model
from forethought.conduct.tone.features import SLOTS, fold, pair_slots, sentences, sort_slots, word_slots

WEIGHTS = files("forethought.conduct.tone").joinpath("weights.bin").read_bytes()


def test_the_carried_file_is_at_most_256_kilobytes() -> None:
    assert 2 * SLOTS < len(WEIGHTS) <= model.LARGEST_FILE


@pytest.mark.parametrize("damaged", [b"", WEIGHTS[:-1], WEIGHTS + b"\0", b"\x89PNG" + WEIGHTS, WEIGHTS[1000:]])
def test_a_damaged_file_is_refused_in_plain_words(damaged: bytes) -> None:
    with pytest.raises(ValueError, match="tone weights are damaged"):
        model.read(damaged)


def test_a_file_of_another_version_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="forethought-tone-9"):
        model.read(WEIGHTS.replace(model.MAGIC.encode(), b"forethought-tone-9"))


def test_what_is_written_is_read_back() -> None:
    attack, anger = model.Head(0.5, -1.0), model.Head(0.25, 2.0)
    made = model.read(model.written(attack, anger, bytes([1] * SLOTS), bytes([255] * SLOTS), ["the"], {"insult": 0.75}))
    sums = made.sums(sentences("the idiot")[0], [])
    assert sums == (sums.features, -sums.features, sums.features)
    assert made.attack_score(sums, {"insult"}) == 0.5 * sums.features / sums.features**0.5 - 1.0 + 0.75
    assert made.anger_score(sums) == -0.25 * sums.features / sums.features**0.5 + 2.0


def test_a_common_word_sums_as_its_letters_do() -> None:
    carried = model.carried()
    bare = model.Model(carried.attack, carried.anger, WEIGHTS[-2 * SLOTS : -SLOTS], WEIGHTS[-SLOTS:], [], {})
    for sentence in sentences(fold("Thank you all for coming to the talk. We had a great day and learned so much!")):
        assert carried.sums(sentence, [7]) == bare.sums(sentence, [7])
    assert carried.is_common("the")
    assert not bare.is_common("the")


def test_the_largest_sums_do_not_run_into_each_other() -> None:
    full = model.read(model.written(model.Head(1, 0), model.Head(1, 0), b"\x7f" * SLOTS, b"\x81" * SLOTS, [], {}))
    sentence = sentences(" ".join(f"{chr(97 + i % 26) * 2}{chr(97 + i // 26)}antidisestablishment" for i in range(60)))[
        0
    ]
    words = [word.text for word in sentence]
    names = [f"sort {n}" for n in range(15)]
    sorts = sort_slots(names * 4, frozenset(names))
    count = sum(len(word_slots(word)) for word in set(words)) + len(pair_slots(words)) + len(sorts)
    assert full.sums(sentence, sorts) == (127 * count, -127 * count, count)


def test_the_words_of_a_warning_weigh_what_they_add() -> None:
    sentence = sentences(fold("this meeting is chaired by a moron"))[0]
    weights = model.carried().word_weights(sentence)
    assert sentence[weights.index(max(weights))].text == "moron"
