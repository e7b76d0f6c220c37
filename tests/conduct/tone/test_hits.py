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
from forethought.conduct.tone.score import score
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
    draft = "ignorant hateful idiotic bigots like you"
    (hit,) = hits(Reading(Draft(draft), rulebook().matcher), "attack")
    assert draft[hit.start : hit.end] == "ignorant hateful idiotic"
    assert [draft[fact.start : fact.end] for fact in hit.facts] == ["idiotic", "ignorant"]


@pytest.mark.parametrize("draft", ["Idiot.", "Stupid, stupid people", "Shut up, why you so stupid"])
def test_what_only_the_model_reads_as_an_attack_is_warned_about(draft: str) -> None:
    (attack,) = [finding for finding in findings(draft) if finding.rule == "respect.personal-attack"]
    assert (attack.level, attack.key) == ("warn", "respect.personal-attack:model")


@pytest.mark.parametrize(
    "draft",
    [
        "Tips for drawing eyeliner if you suck at make-up",
        "Bless your heart, this made my day",
        "One more visitor to the zoo today lol",
        "Never paint the fence in the rain, you will regret it by August",
        "Let's laugh at them together, these old photos of our first uniforms",
    ],
)
def test_words_of_attack_that_neither_tone_nor_classifier_hears_as_one_are_a_hint(draft: str) -> None:
    assert [level for _, level, _ in said(draft)] == ["hint"]


def test_words_of_attack_that_the_tone_or_the_classifier_hears_as_one_are_a_warning() -> None:
    assert [level for _, level, _ in said("You suck at this, leave it to the professionals")] == ["warn"]
    assert [level for _, level, _ in said("Who let you near patients?")] == ["warn"]


def test_a_slur_at_a_person_holds() -> None:
    assert said("Shut up you retard")[0][:2] == ("respect.personal-attack", "hold")


@pytest.mark.parametrize(
    "draft",
    [
        "I want to batter that porter when I see him",
        "every last one of them should be put against a wall",
        "We should round up the vegans and shoot them",
        "those people deserve to be flogged",
        "trans people deserve to get beaten up",
        "going to kick that receptionist's teeth in",
        "burn their mosque to the ground",
        "I'd love to see every landlord hanged",
    ],
)
def test_violence_against_somebody_who_is_not_spoken_to_or_a_group_holds(draft: str) -> None:
    assert ("respect.threat", "hold") in [found[:2] for found in said(draft)]


@pytest.mark.parametrize(
    "draft",
    [
        "Anyone who says immigrants should be shot has lost my respect",
        "Chef has slapped a new label on the gluten-free lasagne",
        "We are going to murder them in the second half, come on United",
        "No child should ever be beaten. Sign the petition.",
        "History lesson: a law said that gay men must be castrated",
        "Homeless people should be heard when we plan the clinic",
        "I will punch the next person who says resilience",
        "we want to see every student celebrated",
        "We came third from last in the dragon boat. We beat the accountants.",
        "WHO left the wrappers in the tub. Love you all. Sleep with one eye open.",
    ],
)
def test_violence_reported_denied_or_joked_about_is_no_threat(draft: str) -> None:
    assert "respect.threat" not in [rule for rule, level, _ in said(draft) if level != "hint"]


@pytest.mark.parametrize(
    "draft", ["that pikey family next door again", "what a spaz", "I can't stand that paki doctor"]
)
def test_a_slur_said_of_somebody_who_is_not_spoken_to_holds(draft: str) -> None:
    assert ("respect.personal-attack", "hold") in [found[:2] for found in said(draft)]


def test_swearing_at_nobody_is_strong_language_and_no_attack() -> None:
    rules = [rule for rule, _, _ in said("Fucking hell, what a night")]
    assert "respect.profanity" in rules and "respect.personal-attack" not in rules


@pytest.mark.parametrize(
    "draft",
    [
        "Fuck, I burnt the toast.",
        "She is smart as fuck.",
        "He was pissed off about the rain, then laughed.",
        "What the hell is going on with this weather?",
        "I am done with this shit, going to bed.",
        "This fucking bastard of a jar won't open.",
        "That crazy motherfucker ran three marathons in a week, respect.",
        "Fuck off, rain.",
        "I fucking hate Mondays.",
    ],
)
def test_swearing_for_joy_or_at_a_thing_is_neither_an_attack_nor_anger_at_somebody(draft: str) -> None:
    assert {level for rule, level, _ in said(draft)} <= {"hint"}


@pytest.mark.parametrize(
    "draft",
    [
        "Fuck this council, they promised us a ramp!!",
        "I hate them all and I hate this fucking place!",
        "Stop fucking lying to us, you people!!",
        "I'm fucking done with these people, they lied to my face!!",
    ],
)
def test_swearing_at_somebody_in_anger_is_anger(draft: str) -> None:
    assert ("respect.angry-draft", "warn") in [found[:2] for found in said(draft)]


@pytest.mark.parametrize(
    "draft",
    [
        "Go fuck yourself, Kevin.",
        "What a shitty little man.",
        "This bitch thinks she can tell me what to do.",
        "Your code is garbage and so are your tests.",
        "Get over yourself. It's a to-do app, not the moon landing.",
        "Maybe try using your brain before you file another one.",
        "Nice one, Einstein, you deleted the backups.",
        "Honestly, who hired you?",
        "Learn to read before you comment on this.",
    ],
)
def test_contempt_for_what_a_colleague_makes_or_can_do_is_an_attack(draft: str) -> None:
    assert ("respect.personal-attack", "warn") in [found[:2] for found in said(draft)]


@pytest.mark.parametrize(
    "draft",
    [
        "If your code is garbage at first, congratulations, you're learning.",
        "This code is garbage, I wrote it at 3 am and I am rewriting it today.",
        "Are you blind or visually impaired and use our app? We'd love to hear from you.",
        "Learn to read a stack trace in ten minutes: new guide on our site.",
        "A commenter told me my code is garbage. It took me a year to send another.",
        "This workaround is an ugly hack but it gets us through Friday.",
        "The login page keeps telling users they are stupid, we should reword it.",
        "Who hired you as a student, and how did you find them?",
    ],
)
def test_hard_words_about_work_that_nobody_is_blamed_for_are_no_attack(draft: str) -> None:
    assert {level for rule, level, _ in said(draft)} <= {"hint"}


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


@pytest.mark.parametrize(
    "draft",
    [
        "I stood there grinning like an idiot while they read my name out",
        "My sister would be so angry if she missed the baby shower",
        "Our registrar looks so fed up with the fax machine",
        "You look gorgeous in that photo, I hate you",
        "We do not dare speak in the quiet carriage",
        "Is the whole unit so happy now that the new kettle is here",
        "That nigga dances better than all of us",
        "Somebody has to be a loser in a raffle",
        "The carol at the end will make you cry, bring tissues",
    ],
)
def test_words_of_anger_or_insult_that_mean_neither_are_silent(draft: str) -> None:
    assert said(draft) == []


def test_who_laughs_is_not_in_a_rage() -> None:
    assert said("I'm fed up with you lot") == [("respect.angry-draft", "warn", "fed up with")]
    assert said("I'm fed up with you lot 😂") == []


def test_a_picture_in_an_insults_place_is_underlined_with_it() -> None:
    assert said("You are such a 🐷, Kevin") == [("respect.personal-attack", "warn", "You are such a 🐷")]
    assert said("Our 🐷 won first prize at the show") == []


def test_the_colour_of_a_hand_weighs_nothing() -> None:
    assert score("Thank you, Kevin 👍🏿") == score("Thank you, Kevin 👍🏻") == score("Thank you, Kevin 👍")


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
