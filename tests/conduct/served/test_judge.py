"""Whether somebody named or answered is served: the carried weights, and what a draft gets by them."""

from importlib.resources import files

import pytest
from tests.rulebooks import rulebook_with

from forethought.conduct import check
from forethought.conduct.classifier.model import LARGEST_FILE
from forethought.conduct.evidence import Signals
from forethought.conduct.evidence.scan import Scene
from forethought.conduct.phrases import Reading
from forethought.conduct.served import LIKELY, NAME, REPLY, Served, glance, is_sure, judged
from forethought.drafts import Draft


def served(text: str, surface: str = "post") -> Served:
    """What is judged of a draft with the facts that are told in it."""
    book = rulebook_with()
    assert isinstance(book.signals, Signals)
    draft = Draft(text, surface=surface)
    reading = Reading(draft, book.matcher)
    told = Scene(reading, book.signals, asks_who_is_served=False).marks
    return judged(glance(draft, reading.tokens, book.signals.name_lists), told)


def level_of(text: str, surface: str = "post") -> dict[str, str]:
    found = check(Draft(text, surface=surface), rulebook_with())
    return {one.rule: one.level for one in found if one.family == "confidentiality"}


def test_the_carried_file_is_small() -> None:
    assert len(files("forethought.conduct.served").joinpath("weights.bin").read_bytes()) <= LARGEST_FILE


@pytest.mark.parametrize(
    ("text", "is_served"),
    [
        ("Marta walked the whole corridor today without her frame and cried on my shoulder", True),
        ("Proud of Jerome, eighteen months of sessions with me and he starts at the garage on Monday", True),
        ("Proud of Jerome, who starts as our new head of department on Monday", False),
        ("Great keynote by Marta at the conference today, my notes are in the thread", False),
        ("So proud of @marta.k, discharged on Friday after eleven weeks of splints and swearing", True),
        ("So proud of @marta.k, whose paper on splints came out on Friday", False),
    ],
)
def test_what_is_told_of_a_name_says_whether_its_bearer_is_served(text: str, is_served: bool) -> None:
    assert any(score >= LIKELY for _, score in served(text).names) is is_served


@pytest.mark.parametrize(
    ("text", "confirms"),
    [
        ("So glad the stitches we put in held for the wedding!", True),
        ("So glad the weather held for the wedding!", False),
        ("Lovely to see you back in clinic last week", True),
        ("Lovely to see you at the conference last week", False),
    ],
)
def test_what_a_reply_tells_says_whether_it_confirms(text: str, confirms: bool) -> None:
    assert any(score >= LIKELY for _, score in served(text, "reply").sentences) is confirms
    assert served(text).sentences == []


def test_somebody_surely_served_is_held_and_the_name_is_what_narrows_most() -> None:
    text = "Marta walked the whole corridor today without her frame and cried on my shoulder"
    [(_, score)] = served(text).names
    assert is_sure(NAME, score)
    [found] = [one for one in check(Draft(text), rulebook_with()) if one.family == "confidentiality"]
    assert (found.rule, found.level) == ("confidentiality.person-name", "hold")
    assert text[found.facts[0].start : found.facts[0].end] == "Marta"


def test_the_facts_name_the_words_that_say_that_somebody_is_served() -> None:
    text = "Marta walked the whole corridor today without her frame and cried on my shoulder"
    [found] = [one for one in check(Draft(text), rulebook_with()) if one.family == "confidentiality"]
    [told] = [one.label for one in found.facts if one.label.startswith("what is told")]
    assert "“frame”" in told
    assert "Marta" not in told


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (
            "Marta walked the corridor without her frame. Then Jerome swallowed his first custard since the stroke.",
            ["Marta", "Jerome"],
        ),
        ("Marta walked the corridor without her frame. Marta cried on my shoulder.", ["Marta"]),
    ],
)
def test_each_person_named_is_told_of_once(text: str, named: list[str]) -> None:
    found = [one for one in check(Draft(text), rulebook_with()) if one.rule == "confidentiality.person-name"]
    assert [text[one.facts[0].start : one.facts[0].end] for one in found] == named


def test_somebody_likely_served_is_hinted_at_in_words_that_do_not_sound_sure() -> None:
    text = "So proud of @leah.m who walked today"
    [(_, score)] = served(text).names
    assert score >= LIKELY
    assert not is_sure(NAME, score)
    [found] = [one for one in check(Draft(text), rulebook_with()) if one.family == "confidentiality"]
    assert (found.level, found.message.partition(" ")[0]) == ("hint", "Perhaps")


def test_a_reply_that_surely_confirms_is_held_and_the_same_words_in_a_post_are_not() -> None:
    text = "So glad the stitches we put in held for the wedding!"
    [(_, score)] = served(text, "reply").sentences
    assert is_sure(REPLY, score)
    assert level_of(text, "reply") == {"confidentiality.confirm-relationship": "hold"}
    assert "confidentiality.confirm-relationship" not in level_of(text)


def test_a_story_names_nobody_served() -> None:
    text = "In the novel Marta walked the whole corridor today without her frame and cried on my shoulder"
    assert "hold" not in level_of(text).values()


def test_scores_are_the_same_everywhere() -> None:
    """Sums of whole numbers: these hold on every machine, and change only with the weights."""
    text = "Marta's bloods are back and Jerome walked the stairs today. I told Mrs Lane."
    assert [round(score, 4) for _, score in served(text).names] == [6.464, 5.9236, 5.0314]
