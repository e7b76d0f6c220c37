"""The parts of the evidence: persons, names, crowds, windows, signs of weights, and the fit."""

import json
from pathlib import Path

import pytest
from tests.rulebooks import rulebook_with

from forethought.conduct import Rulebook
from forethought.conduct.evidence import Signals
from forethought.conduct.evidence.crowd import crowd_of, in_words
from forethought.conduct.evidence.features import SENTENCES, WORDS, sign_of, windows
from forethought.conduct.evidence.fit import Fitted, Post, as_toml, fit
from forethought.conduct.evidence.scan import Scene
from forethought.conduct.evidence.signals import Fractions
from forethought.conduct.load import core_pack
from forethought.conduct.phrases import Reading
from forethought.conduct.served import Mark
from forethought.drafts import Draft


@pytest.fixture(scope="module")
def core() -> Rulebook:
    return rulebook_with()


def _scene(core: Rulebook, text: str) -> Scene:
    assert isinstance(core.signals, Signals)
    return Scene(Reading(Draft(text), core.matcher), core.signals)


def _told(scene: Scene, prefix: str) -> list[tuple[str, str]]:
    text = scene.reading.text
    return [
        (mark.what, text[slice(*scene.reading.span(mark.first, mark.last))])
        for mark in scene.marks
        if mark.what.startswith(prefix)
    ]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("my client walked to the shop", "who:my-served", "my client"),
        ("Had a blind piano tuner in today", "who:a-occupation", "a blind piano tuner"),
        ("Gentleman in bay 2 sings", "who:bare-person", "Gentleman"),
        ("every patient has a story", "who:any-served", "every patient"),
        ("what if a student cries", "who:any-served", "a student"),
        ("the patient's daughter rang", "who:his-kin", "daughter"),
        ("our physio won a prize", "who:my-colleague", "our physio"),
        ("met a retired submariner today", "who:a-occupation", "a retired submariner"),
    ],
)
def test_a_mention_of_one_person_is_told_by_its_determiner_and_noun(
    core: Rulebook, text: str, kind: str, words: str
) -> None:
    told = _told(_scene(core, text), "who:")
    assert any(what == kind and found.endswith(words) for what, found in told), told


@pytest.mark.parametrize("text", ["patient safety is a habit", "please be patient with us", "a case study for Friday"])
def test_a_word_for_a_person_inside_another_word_is_nobody(core: Rulebook, text: str) -> None:
    assert _told(_scene(core, text), "who:") == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("it was Oluwaseun Adebanjo who sang", [("name:full", "Oluwaseun Adebanjo")]),
        (
            "my client gareth moved in",
            [("name:cared", "gareth"), ("name:first", "gareth"), ("name:served", "gareth")],
        ),
        ("I saw gareth in the shop", []),
        ("MRS OYELARAN sang to us", [("name:title", "MRS OYELARAN")]),
        ("Dr Lennox taught her", [("name:professional", "Dr Lennox")]),
        ("it will be a hope and a joy in may", []),
        ("we are reading Oliver Sacks today", []),
        ("we meet at Grace Hall on Christmas Eve, with our cat Mabel", []),
        ("ask our porter Vince or Gail from catering", [("name:colleague", "Vince"), ("name:colleague", "Gail")]),
        ("worked with Tobias again", [("name:cared", "Tobias"), ("name:first", "Tobias")]),
    ],
)
def test_names_need_a_capital_or_a_cue(core: Rulebook, text: str, names: list[tuple[str, str]]) -> None:
    assert sorted(_told(_scene(core, text), "name:")) == sorted(names)


def test_the_names_carry_their_licences() -> None:
    folder = core_pack() / "names"
    assert "Permission is hereby granted" in (folder / "LICENSES.txt").read_text(encoding="utf-8")
    for name in ("first", "first-or-word", "last"):
        assert "MIT" in (folder / f"{name}.txt").read_text(encoding="utf-8").partition("\n\n")[0][:400]


def test_a_short_draft_is_one_window_and_a_long_one_is_cut_at_three_sentences(core: Rulebook) -> None:
    assert len(windows(_scene(core, "My client cried today. He is 81."))) == 1
    long = _scene(core, "My client cried today and so did I. " * 30)
    found = windows(long)
    sentences = long.tokens.sentences
    assert found[0].first == 0
    assert found[-1].last == len(long.tokens)
    assert max(sentences[one.last - 1] - sentences[one.first] + 1 for one in found) <= SENTENCES


def test_a_text_without_any_full_stop_is_cut_too(core: Rulebook) -> None:
    scene = _scene(core, "my client cried " * 400)
    assert max(one.last - one.first for one in windows(scene)) <= WORDS


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (1, "perhaps one person"),
        (5, "a handful of people"),
        (50, "a few dozen people"),
        (500, "hundreds of people"),
        (5000, "thousands of people"),
    ],
)
def test_a_crowd_is_told_in_words(size: float, words: str) -> None:
    assert in_words(size) == words


def test_the_fact_that_narrows_most_is_the_one_whose_loss_lets_most_people_in() -> None:
    fractions = Fractions(pools={"service": 5000, "bed": 1}, shares={"condition": 0.05, "occupation": 0.01})
    marks = [Mark("condition", 0, 1), Mark("who:a-occupation", 2, 4)]
    crowd = crowd_of(marks, fractions)
    assert (crowd.narrowest, crowd.words, crowd.without) == (marks[1], "a handful of people", "hundreds of people")
    in_bed = crowd_of([*marks, Mark("found:place-in-ward", 5, 7)], fractions)
    assert in_bed.words == "perhaps one person"


def test_two_facts_are_dropped_together_where_one_is_not_enough() -> None:
    fractions = Fractions(pools={"service": 100, "bed": 1}, shares={"only": 0.001, "occupation": 0.01})
    marks = [Mark("only", 0, 1), Mark("who:a-occupation", 2, 4)]
    crowd = crowd_of(marks, fractions)
    assert (crowd.words, crowd.drop, crowd.without) == ("perhaps one person", tuple(marks), "hundreds of people")


def test_no_fact_is_said_to_help_where_no_two_are_enough() -> None:
    fractions = Fractions(pools={"service": 1}, shares={"only": 0.5})
    crowd = crowd_of([Mark("only", 0, 1)], fractions)
    assert (crowd.words, crowd.drop, crowd.without) == ("perhaps one person", (), "perhaps one person")


def test_a_handle_after_care_and_an_age_in_brackets_are_marked(core: Rulebook) -> None:
    assert ("name:handle", "@tim_runs") in _told(_scene(core, "Discharged @tim_runs from our group today"), "name:")
    assert _told(_scene(core, "Great talk by @tim_runs today"), "name:handle") == []
    assert ("found:age", "47") in _told(_scene(core, "Please share: Gareth Pullman (47) left our unit"), "found:")


def test_no_committed_weight_speaks_against_its_sign(core: Rulebook) -> None:
    signals = core.signals
    assert isinstance(signals, Signals)
    weights = signals.model.weights
    assert len(weights) > 100
    assert [name for name, weight in weights.items() if weight * sign_of(name, signals.roles) < 0] == []


def _post(row: dict[str, float], is_breach: bool, voice: str) -> Post:
    return Post(is_breach, False, "direct", voice, "fit", [row], [row])


def test_fitting_gives_evidence_no_weight_against_and_dampers_none_for() -> None:
    breaches = [_post({"served": 1.0, "consent": 1.0}, True, "a")] * 10
    fine = [_post({"served": 1.0, "thanks": 1.0}, False, "b"), _post({"pronoun": 1.0}, False, "b")] * 10
    fitted = fit([*breaches, *fine], {"consent": "damper", "thanks": "damper"})
    assert fitted.weights["consent"] == 0
    assert fitted.weights["pronoun"] == 0
    assert fitted.weights["served"] > 0 > fitted.weights["thanks"]


def test_fitted_numbers_are_written_so_that_they_are_read_again() -> None:
    import tomllib

    text = as_toml(Fitted(-2.5, {"person & time": 0.25, "thanks": -1.0, "weak": 0.001}), -0.5, 1.0, {"recall": 0.9})
    read = tomllib.loads(text)
    assert read["bias"] == -2.5
    assert read["thresholds"] == {"hint": -0.5, "warn": 1.0}
    assert read["weights"] == {"person & time": 0.25, "thanks": -1.0}


def test_practice_posts_are_not_copied_into_the_rules() -> None:
    practice = Path(__file__).resolve().parents[2] / "corpora" / "practice.jsonl"
    texts = {json.loads(line)["text"] for line in practice.read_text(encoding="utf-8").splitlines()}
    assert len(texts) > 500
    rules = "\n".join(path.read_text(encoding="utf-8") for path in (core_pack() / "confidentiality").glob("*.toml"))
    assert [text for text in texts if text in rules] == []
