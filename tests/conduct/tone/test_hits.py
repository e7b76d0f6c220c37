"""What the tone condition of a rule finds, through the rules of the respect family."""

import gc
import weakref
from functools import cache

import pytest

from forethought.conduct import check
from forethought.conduct.load import load_for_profession
from forethought.conduct.model import Finding, Rulebook
from forethought.conduct.phrases import Reading
from forethought.conduct.tone import hits
from forethought.drafts import Draft


@cache
def rulebook() -> Rulebook:
    return load_for_profession("")


def findings(text: str, persona: str = "professional") -> list[Finding]:
    return [f for f in check(Draft(text, persona=persona), rulebook()) if f.family == "respect"]


def said(text: str, persona: str = "professional") -> list[tuple[str, str, str]]:
    return [(f.rule, f.level, text[f.start : f.end]) for f in findings(text, persona)]


def test_an_insult_is_underlined_with_its_words() -> None:
    assert said("Well, you are a coward, and that is that.") == [
        ("respect.personal-attack", "warn", "you are a coward")
    ]


def test_places_are_code_points_after_emoji_and_invisible_marks() -> None:
    assert said("🙂👩‍⚕️\u200b Well, you are a coward") == [("respect.personal-attack", "warn", "you are a coward")]


def test_words_that_only_the_model_weighs_are_one_mark_with_a_fact_each() -> None:
    draft = "ignorant hateful bigots like you"
    (hit,) = hits(Reading(Draft(draft), rulebook().matcher), "attack")
    assert draft[hit.start : hit.end] == "ignorant hateful bigots"
    assert [draft[fact.start : fact.end] for fact in hit.facts] == ["ignorant", "bigots"]


def test_a_slur_at_a_person_holds() -> None:
    assert said("Shut up you retard")[0][:2] == ("respect.personal-attack", "hold")


def test_a_threat_holds_for_every_persona() -> None:
    for persona in ("professional", "personal", "organisational"):
        assert ("respect.threat", "hold", "I know where you live") in said(
            "I know where you live, remember that", persona
        )


def test_a_group_run_down_is_one_finding_of_its_own() -> None:
    assert said("Recruiters are parasites") == [("respect.group-attack", "warn", "Recruiters are parasites")]


def test_anger_at_somebody_warns_and_at_a_thing_hints() -> None:
    assert said("How dare you speak to my students like that")[0][:2] == ("respect.angry-draft", "warn")
    assert said("I am absolutely furious about the rota")[0][:2] == ("respect.angry-draft", "hint")


def test_anger_is_met_with_a_breather_and_without_blame() -> None:
    (finding,) = findings("I've had it with you lot, enough")
    assert finding.title == "Take a breather?"
    assert "ten minutes" in finding.suggestion


def test_strong_language_hints_for_a_professional_and_is_silent_for_a_person() -> None:
    assert said("What a sh*tshow of a handover") == [("respect.profanity", "hint", "sh*tshow")]
    assert said("What a sh*tshow of a handover", "personal") == []


def test_joyful_profanity_is_silent() -> None:
    assert said("So fucking proud of you all, congratulations!") == []


def test_no_card_shows_a_percentage_or_the_word_toxic() -> None:
    for rule in rulebook().rules.values():
        if rule.family == "respect":
            card = " ".join((rule.file.title, rule.file.message, rule.file.reason, rule.file.suggestion)).lower()
            assert "%" not in card
            assert "toxic" not in card


def test_a_higher_score_can_be_asked_for() -> None:
    reading = Reading(Draft("You are a coward and a liar"), rulebook().matcher)
    assert hits(reading, "attack")
    assert hits(reading, "attack", 50.0) == []


def test_a_draft_is_read_once_and_forgotten_with_its_check() -> None:
    reading = Reading(Draft("You are a coward and a liar"), rulebook().matcher)
    hits(reading, "attack")
    tone = reading.memo["tone"]
    hits(reading, "anger")
    assert reading.memo["tone"] is tone
    forgotten = weakref.ref(tone)
    del tone, reading
    gc.collect()
    assert forgotten() is None


@pytest.mark.parametrize("head", ["attack", "group", "threat", "anger", "profanity"])
def test_every_head_is_silent_on_a_calm_post(head: str) -> None:
    reading = Reading(Draft("Thank you all for coming to the talk on falls, the slides are up"), rulebook().matcher)
    assert hits(reading, head) == []
