"""The evidence finds who can be recognised, says why, and keeps quiet about everybody else."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.rulebooks import rulebook_with

from forethought.conduct import Finding, Rulebook, check, examine
from forethought.conduct.explain import explain_text
from forethought.conduct.load import core_pack, load_rulebook
from forethought.drafts import SURFACES, Draft, Media

FAMILY = "confidentiality"
RECORD = "Notes missing for NHS number 999 460 2349, anyone?"
IN_BAY = "Gentleman in bay 2 proposed tonight after the angiogram"


@pytest.fixture(scope="module")
def core() -> Rulebook:
    return rulebook_with()


def _found(core: Rulebook, draft: Draft | str) -> list[Finding]:
    draft = Draft(draft) if isinstance(draft, str) else draft
    return [one for one in check(draft, core) if one.family == FAMILY]


def _rules(core: Rulebook, draft: Draft | str) -> list[str]:
    return [one.rule.partition(".")[2] for one in _found(core, draft)]


# --- what is found ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("recent-episode", IN_BAY),
        ("person-name", "my client gareth finally got his flat, so proud of him"),
        ("person-name", "Just dropped MRS OYELARAN home, she was so brave in her chemo session"),
        ("record-number", RECORD),
        ("contact-details", "Visiting a client at 8 Orchard Row in the morning, is the bridge open?"),
        ("service-record", "A regular of ours has just renewed a book on leaving a violent husband"),
        ("disguised-identity", "No names, but the vicar's son is back in detox with us"),
        ("prominent-person", "Guess which weather presenter was in our waiting room 👀"),
        ("colleague-matter", "My manager is having an affair with the registrar, the whole unit knows"),
    ],
)
def test_the_rule_that_fits_the_evidence_speaks(core: Rulebook, rule: str, text: str) -> None:
    assert _rules(core, text) == [rule]


@pytest.mark.parametrize(
    "text",
    [
        "My nephew Rory had his cast off on Monday and has already fallen out of a tree",
        "Aunt Philippa's hip was done today at the same hospital where she trained, she is seventy nine",
        "Grandad was on the stroke ward for six weeks and the OT got him home. That's why I trained.",
        "our youngest, Imogen, was diagnosed with coeliac disease this morning, send recipes",
        "Our baby girl Saoirse arrived at 04:12, 7lb 3oz, both well, thank you to the team at the Rotunda",
        "Visiting Dad on Ward 12 and the nurse called Bryony remembered how he takes his tea",
        "My boy Lachlan had his grommets in this morning and now complains that I'm loud",
        "My sister-in-law Carmel gave her kidney to her husband on Friday. Both well.",
    ],
)
def test_the_writers_own_relatives_are_the_writers_to_tell_of(core: Rulebook, text: str) -> None:
    assert [rule for rule in _rules(core, text) if rule.startswith("confidentiality.")] == []


@pytest.mark.parametrize(
    "text",
    [
        "My mum's carer told me about a patient of hers, Mrs Doyle at number 14, who never gets visitors",
        "Visited my grandad in the home today and the lady next door, Mrs Avery, 92, has no teeth left",
        "My client's daughter Ella had her tonsils out on Tuesday",
        "my son says your uncle Ray came to our clinic with his hernia, my patient since March",
    ],
)
def test_a_relative_of_the_writer_beside_somebody_served_excuses_nothing(core: Rulebook, text: str) -> None:
    assert any(one.family == "confidentiality" and one.level != "hint" for one in _found(core, text))


@pytest.mark.parametrize(
    "text",
    [
        "Suboxone for Carl is in the safe, shut the hatch after",
        "Dressing on Beryl took an hour, she sang throughout",
        "Rosalind's care plan has vanished again",
        "mr adeyinka's stoma bag burst in the lift",
        "Intubated little Xiadani at four, she squeezed my finger",
        "been called out to Reg Tolliver again, same stairs",
        "jaxon from my nurture group ate the glue",
        "Panel tomorrow for the Ferriby twins, then a quick lunch",
        "our patient Winifred wants a curry",
        "Is that the Colin Voss we admitted in June, with the burns?",
    ],
)
def test_a_name_beside_words_that_tie_it_to_care_is_held_however_the_rest_reads(core: Rulebook, text: str) -> None:
    assert [(one.rule, one.level) for one in _found(core, text)] == [(f"{FAMILY}.person-name", "hold")]


@pytest.mark.parametrize(
    "text",
    [
        "Shadowed Beryl from dispensing on her last day",
        "Rereading Ottoline Morrell's memoir on the night bus",
        "Our porter Carl has shut the hatch",
        "My nan Beryl's care plan has vanished again, and the ward could not be kinder to us",
        "In this short story we sectioned Colin, who is made up",
        "Been called out to Wales twice this week for training",
        "Rehab for the Bridge, says the council: closed till May",
    ],
)
def test_a_name_that_is_not_of_somebody_served_is_not_held(core: Rulebook, text: str) -> None:
    assert [one.rule for one in _found(core, text) if one.level == "hold"] == []


def test_what_fits_few_and_reads_like_a_breach_is_more_than_a_hint(core: Rulebook) -> None:
    few = "Had the youngest judge in the county sobbing about her mammogram"
    many = "Somebody sobbed about a mammogram again today"
    assert [(one.rule, one.level) for one in _found(core, few)] == [(f"{FAMILY}.jigsaw", "warn")]
    assert [one.level for one in _found(core, many) if one.level != "hint"] == []


def test_the_explanation_says_why_a_name_is_held_and_why_a_hint_is_raised(core: Rulebook) -> None:
    told = list(explain_text(Draft("Suboxone for Carl is in the safe, shut the hatch after"), core))
    assert "  +7.50 the name of somebody you serve: 'Carl'" in told
    told = list(explain_text(Draft("Had the youngest judge in the county sobbing about her mammogram"), core))
    assert f"said as a warn: {FAMILY}.jigsaw: the draft reads like {FAMILY}" in told


def test_a_rule_made_quieter_stays_so_however_a_post_reads() -> None:
    rulebook = load_rulebook(core_pack(), own_levels={f"{FAMILY}.jigsaw": "hint"})
    found = _found(rulebook, "Had the youngest judge in the county sobbing about her mammogram")
    assert [(one.rule, one.level) for one in found] == [(f"{FAMILY}.jigsaw", "hint")]


def test_a_story_that_says_that_it_is_one_is_left_alone(core: Rulebook) -> None:
    told = "The last appointment was Mr Orpheus Plumb, who gave me his shadow. He had lost weight since the stroke."
    assert [one.level for one in _found(core, told)] == ["hold"]
    assert _found(core, f"{told}\n\nNobody in it is real, least of all the doctor.") == []


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("record-number", "MR#: 5512098 has no bed"),
        ("record-number", "Case ref TW/3310/22 - mum did not turn up again"),
        ("record-number", "prisoner no A9920KX is asking for a vape"),
        ("record-number", "Birthday March 12, 1938, and nobody came"),
        ("contact-details", "Call at 31 linden close at 8am, key safe is behind the bins"),
        ("contact-details", "Ring his wife on 0412 345 678 before you go in"),
        ("contact-details", "Her sister is at 2204 N Juniper Ave, she can take the dog"),
    ],
)
def test_numbers_and_addresses_are_held_in_every_country_and_trade(core: Rulebook, rule: str, text: str) -> None:
    assert [(one.rule, one.level) for one in _found(core, text)] == [(f"{FAMILY}.{rule}", "hold")]


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("gym referral lady, membership FX/22094, turned up in slippers and did 20 mins on the bike", "FX/22094"),
        ("wrote up INC-338104 for the fall in bay 2, he was reaching for his teeth", "INC-338104"),
        (
            "One of the lads on C wing turns 21 on 1 July and his mum has not been told where he is",
            "turns 21 on 1 July",
        ),
        ("My hearing aid patient, 27 November 1934, still rides a moped in the same street", "27 November 1934"),
        # The draft by itself does not read like a breach.
        ("CIN 44193 is on the agenda again. I've met the lad behind it and he can whistle", "CIN 44193"),
    ],
)
def test_a_number_or_a_day_without_its_name_is_held_beside_somebody_served(
    core: Rulebook, text: str, marked: str
) -> None:
    found = [one for one in _found(core, text) if one.rule == f"{FAMILY}.record-number"]
    assert [(text[one.start : one.end], one.level) for one in found] == [(marked, "hold")]
    assert text[found[0].facts[0].start : found[0].facts[0].end] == marked
    assert found[0].facts[0].weight > 0


@pytest.mark.parametrize(
    "text",
    [
        "Ring her on 03 5550 0128, the lady in room 5 wants her daughter told",
        "My client's mail is B20551@uni.example and she never answers",
    ],
)
def test_what_tells_how_to_reach_somebody_is_no_number_of_a_file_too(core: Rulebook, text: str) -> None:
    assert {one.rule for one in _found(core, text)} == {f"{FAMILY}.contact-details"}


def test_a_number_beside_somebody_of_whom_nothing_else_speaks_is_hinted_at(core: Rulebook) -> None:
    text = (
        "Has anybody got ref OTC/24/0418 on their list? Mum's been told she's on two waiting lists and neither of them"
    )
    assert {(one.rule, one.level) for one in _found(core, text)} == {(f"{FAMILY}.record-number", "hint")}


def test_how_to_refer_oneself_is_nobodys_telephone(core: Rulebook) -> None:
    assert check(Draft("Please ring our self-referral line on 01632 960123"), core) == []
    served = _found(core, "Our new referral swore at me for an hour, she can be rung on 01632 960123")
    assert [(one.rule, one.level) for one in served] == [(f"{FAMILY}.contact-details", "hold")]


@pytest.mark.parametrize(
    "text",
    [
        "Locker FX/22094 is broken again and so is the kettle",
        "Marking NURS2041 all weekend, pray for me",
        "The surgery opened on 6 June 1966 and has not been painted since",
    ],
)
def test_a_number_or_a_day_beside_nobody_is_left_alone(core: Rulebook, text: str) -> None:
    assert _found(core, text) == []


def test_who_is_served_and_named_beside_a_number_is_told_of_as_well(core: Rulebook) -> None:
    text = "Discharged Margaret Oyelaran today, her NHS number is 943 476 5919 and her daughter rang twice."
    told = {(one.rule, one.level): text[one.start : one.end] for one in _found(core, text)}
    assert told[f"{FAMILY}.record-number", "hold"] == "943 476 5919"
    assert told[f"{FAMILY}.person-name", "hold"].startswith("Margaret")


def test_an_address_whose_signs_are_words_is_held(core: Rulebook) -> None:
    text = "It's priya dot ramaswami at outlook dot com, she's waiting on the housing decision letter, my client"
    [found] = [one for one in _found(core, text) if one.rule == f"{FAMILY}.contact-details"]
    assert (text[found.start : found.end], found.level) == ("priya dot ramaswami at outlook dot com", "hold")


@pytest.mark.parametrize(
    "text",
    [
        "My own library card number is 20981 and I know it by heart",
        "my date of birth is 3/4/1981 and the form will not take it",
        "CHI 2026 opens its doors in May",
        "Florence Nightingale was born 12 May 1820",
        "Ward 6 has moved to 31 Linden Close, ring 0117 496 0812 to book",
    ],
)
def test_numbers_of_ones_own_and_of_everybody_are_not_held(core: Rulebook, text: str) -> None:
    assert [one.rule for one in _found(core, text) if one.level == "hold"] == []


def test_a_reply_that_confirms_the_relationship_is_held_only_where_people_are_answered(core: Rulebook) -> None:
    reply = Draft("Hi Lou, your blood test came back fine!", "reply")
    assert [(one.rule, one.level) for one in _found(core, reply)] == [(f"{FAMILY}.confirm-relationship", "hold")]


def test_a_picture_is_asked_about_with_the_words_that_go_with_it(core: Rulebook) -> None:
    text = "The girls on shift, ignore the whiteboard behind us"
    assert _rules(core, Draft(text, media=(Media(),))) == ["picture"]
    assert _rules(core, text) == []


def test_a_closed_group_is_checked_and_says_why_once(core: Rulebook) -> None:
    assert _rules(core, Draft("Hi all, got a man in bed 3 who wants to go home to his narrowboat", "group")) == [
        "closed-audience"
    ]


def test_a_closed_group_says_why_once_also_of_two_people(core: Rulebook) -> None:
    text = "A man of 91 in bed 3 died tonight. A girl of six in bay 4 asked me why."
    assert sorted(_rules(core, Draft(text, "group"))) == ["closed-audience", "recent-episode"]


def test_a_name_after_my_is_no_more_than_hinted_at(core: Rulebook) -> None:
    text = "my Alfie was diagnosed last week and we finally have answers. mum first, OT second"
    assert {one.level for one in _found(core, text)} <= {"hint"}
    assert "hold" in {one.level for one in _found(core, text.replace("my Alfie", "my patient Alfie"))}


def test_each_person_described_gets_one_finding(core: Rulebook) -> None:
    text = "The man in bed 9 died this morning. A lady in bay 3 proposed to her nurse tonight."
    found = _found(core, text)
    assert [one.rule for one in found] == [f"{FAMILY}.recent-episode"] * 2
    assert found[0].end <= found[1].start


def test_an_organisation_is_held_to_more_than_a_person(core: Rulebook) -> None:
    assert [one.level for one in _found(core, IN_BAY)] == ["warn"]
    assert [one.level for one in _found(core, Draft(IN_BAY, persona="organisational"))] == ["hold"]


# --- what the card says -------------------------------------------------------------------------------------------


def test_a_card_says_in_words_how_many_may_fit_and_never_a_decimal(core: Rulebook) -> None:
    (finding,) = _found(core, IN_BAY)
    assert "perhaps one person" in finding.message
    assert "leave out “in bay 2”: then it fits a few dozen people" in finding.suggestion
    assert "." not in finding.message.replace(". ", "").rstrip(".")


def test_the_facts_name_place_and_person_and_weigh_something(core: Rulebook) -> None:
    (finding,) = _found(core, IN_BAY)
    told = {IN_BAY[fact.start : fact.end]: fact.weight for fact in finding.facts}
    assert told["Gentleman"] > 0
    assert told["bay 2"] > 0


@pytest.mark.parametrize(
    ("text", "narrowest"),
    [
        (IN_BAY, "bay 2"),
        ("So proud of my client Doris Amery, 83, up the stairs on Elm ward today after her new hip", "Doris Amery"),
        (RECORD, "999 460 2349"),
    ],
)
def test_the_first_fact_is_the_one_that_narrows_most(core: Rulebook, text: str, narrowest: str) -> None:
    first = _found(core, text)[0].facts[0]
    assert text[first.start : first.end] == narrowest


def test_the_example_of_one_person_draws_one_finding(core: Rulebook) -> None:
    (finding,) = check(Draft(IN_BAY), core)
    assert IN_BAY[finding.start : finding.end] == "Gentleman in bay 2 proposed tonight"


def test_explaining_a_draft_lists_facts_and_dampers_with_their_weights(core: Rulebook) -> None:
    lines = list(
        explain_text(Draft("With her permission: my client, a blind tuner in Keswick, told me he is well"), core)
    )
    assert any("damper: with consent" in line and line.lstrip().startswith("-") for line in lines)
    assert any("fact:" in line and line.lstrip().startswith("+") for line in lines)


def test_explaining_an_empty_handed_check_never_says_that_a_draft_is_safe(core: Rulebook) -> None:
    (line,) = list(explain_text(Draft("The kettle is on"), core))
    assert "does not mean that nobody can be recognised" in line


# --- what is left alone -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Thank you Dr Lennox for a brilliant teaching session",
        "Thanks to Pauline from estates, who found the keys",
        "Our porter Vince does the best Elvis in the trust and he knows it",
        "Saying goodbye to Clive, our school caretaker, who fixed everything with one screwdriver",
        "Retiring today: Sister Mary Gannon, 40 years of holding hands",
        "My mentor Aisha Khan taught me everything I know about wounds. Thank you Aisha.",
        "Our clinic dog Mabel had her jabs today",
        "Rosie the therapy dog visits ward 6 every Thursday",
        "ISBN 0571334652 is our pick for June",
        "Born in 1951, our hospital is older than the NHS number",
        "Many of our clients live alone",
        "If a patient tells you they are not coping, believe them",
        "My mum is 81 and has never missed a yoga class",
        "My 12 week scan was today and all is well",
        "Reading Anne Frank with my Year 9 class",
        "The resident robin is back at the window",
        "In the novel a nurse falls in love with a soldier who cannot speak",
        "A 17-year-old with leg pain: what's on your differential? (exam question)",
        "Patient safety week: our poster is up",
        "To register ring 0117 496 0812 or email info@library.example",
        "We can't discuss individuals here, please ring the practice",
    ],
)
def test_people_in_general_colleagues_books_and_ones_own_life_are_silent(core: Rulebook, text: str) -> None:
    assert _rules(core, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Two nurses for thirty patients on ward 7 tonight. This is dangerous and I have said so.",
        "Staffing on our unit is unsafe and a patient will die if nobody listens",
        "I raised a concern about falls on our ward last night and nothing happened",
        "We had no working defibrillator on the ward this morning. Unacceptable.",
        "I reported the broken hoist in March and it is still broken",
    ],
)
def test_staff_who_raise_a_safety_concern_are_not_told_to_be_quiet(core: Rulebook, text: str) -> None:
    assert _rules(core, text) == []


def test_somebody_hurt_where_it_was_unsafe_is_hinted_at_and_no_more(core: Rulebook) -> None:
    text = (
        "A patient fell on ward 9 last night because there were two nurses for 28 people. I raised it, nobody listened."
    )
    assert {one.level for one in _found(core, text)} <= {"hint"}
    assert [one.level for one in _found(core, "A patient fell on ward 9 last night and broke his hip")] == ["warn"]


def test_ten_digits_without_a_word_for_a_record_are_no_record_number(core: Rulebook) -> None:
    assert _rules(core, "Our pick for June is 999 460 2349, ask at the desk") == []


# --- what the person answers --------------------------------------------------------------------------------------


def test_consent_lowers_this_draft_to_hints(core: Rulebook) -> None:
    assert [one.level for one in _found(core, Draft(IN_BAY, context="consent"))] == ["hint"]


@pytest.mark.parametrize("answer", ["made-up", "not-served"])
def test_a_made_up_person_or_one_not_served_is_left_alone_but_a_record_number_is_still_pointed_at(
    core: Rulebook, answer: str
) -> None:
    assert _found(core, Draft(IN_BAY, context=answer)) == []
    assert [one.level for one in _found(core, Draft(RECORD, context=answer))] == ["hint"]


# --- other languages and bad input --------------------------------------------------------------------------------


def test_of_a_draft_in_another_language_only_identifiers_are_checked_and_the_answer_says_so(core: Rulebook) -> None:
    german = "Der Patient in Bett 4 hat mir heute Nacht gesagt, dass er die Schwester liebt"
    answer = examine(Draft(german), core)
    assert answer.notices == ("mostly-not-english",)
    assert [one for one in answer.findings if one.family == FAMILY] == []
    with_number = examine(Draft(f"{german}. NHS number 999 460 2349"), core)
    assert [one.rule for one in with_number.findings if one.family == FAMILY] == [f"{FAMILY}.record-number"]


def test_another_alphabet_is_noticed_too(core: Rulebook) -> None:
    assert examine(Draft("Сегодня пациент сказал мне, что любит медсестру"), core).notices == ("mostly-not-english",)


def test_english_with_names_and_tags_gets_no_notice(core: Rulebook) -> None:
    assert examine(Draft("Busy shift tonight #NHS 💙 proud of the team"), core).notices == ()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300), surface=st.sampled_from(SURFACES), media=st.booleans())
def test_no_text_whatever_raises(core: Rulebook, text: str, surface: str, media: bool) -> None:
    draft = Draft(text, surface, media=(Media(),) if media else ())
    assert all(0 <= one.start <= one.end <= len(text) for one in check(draft, core))
    assert list(explain_text(draft, core)) is not None


_PIECES = st.sampled_from(
    [
        *"my client Gareth Mrs P***** J.S. in bed 4 tonight 62M told me ward . !".split(),
        "\n",
        *"called Dr 🤫 @lou your scan a retired ex one of ours he 07700 900114 8 Orchard Row".split(),
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(_PIECES, max_size=60), surface=st.sampled_from(SURFACES))
def test_no_heap_of_telling_words_raises_or_marks_outside_the_text(
    core: Rulebook, pieces: list[str], surface: str
) -> None:
    text = " ".join(pieces)
    assert all(0 <= one.start < one.end <= len(text) for one in _found(core, Draft(text, surface)))


def test_an_emoji_before_the_person_does_not_shift_the_mark(core: Rulebook) -> None:
    plain = _found(core, IN_BAY)[0]
    shifted = _found(core, "👩🏿‍🦽 " + IN_BAY)[0]
    moved = len("👩🏿‍🦽 ")
    assert (shifted.start, shifted.end) == (plain.start + moved, plain.end + moved)


def test_a_person_in_a_long_article_is_found_in_their_own_window(core: Rulebook) -> None:
    filler = "We have two kettles and a garden, and both need care in spring. " * 40
    text = filler + IN_BAY + ". " + filler
    (finding,) = _found(core, Draft(text, "article"))
    assert len(filler) - 5 <= finding.start <= finding.end <= len(filler) + len(IN_BAY) + 5


# --- packs --------------------------------------------------------------------------------------------------------


def test_a_pack_with_a_broken_signal_file_is_named_and_everything_else_works(tmp_path: Path) -> None:
    pack = tmp_path / "mine"
    (pack / "signals").mkdir(parents=True)
    (pack / "pack.toml").write_text('id = "mine"\ntitle = "Mine"\nkind = "personal"\nversion = "1"\n')
    (pack / "signals" / "broken.toml").write_text("[served]\nlabel = 3\n")
    rulebook = load_rulebook(core_pack(), pack)
    assert [Path(problem.path).name for problem in rulebook.problems] == ["broken.toml"]
    assert _rules(rulebook, IN_BAY) == ["recent-episode"]


def test_a_profession_adds_its_own_word_for_somebody_served(tmp_path: Path, core: Rulebook) -> None:
    text = "My querent told me tonight that she is leaving her violent husband"
    pack = tmp_path / "mine"
    (pack / "signals").mkdir(parents=True)
    (pack / "pack.toml").write_text('id = "mine"\ntitle = "Mine"\nkind = "personal"\nversion = "1"\n')
    (pack / "signals" / "served.toml").write_text('[served]\nlabel = "somebody you serve"\nwords = "querent"\n')
    rulebook = load_rulebook(core_pack(), pack)
    told = [fact.label for one in _found(rulebook, text) for fact in one.facts]
    assert "somebody you serve" in told
    assert "somebody you serve" not in [fact.label for one in _found(core, text) for fact in one.facts]


@pytest.mark.parametrize(
    "text",
    [
        "My new work number is 07700 900417, Sister Agyeman's is unchanged",
        "I was born 3 Feb 1969, so the jab letter came at last",
        "My son was born 3 Feb 2019 and today he starts school. How?",
        "My dad's old house, 22 Fernhill Close, sold today. Cried.",
        "Email the LMC, they helped my colleague with her contract: help@example.org",
        "She runs the course; places from falls-team@example.org",
    ],
)
def test_ones_own_number_birth_and_home_and_an_offices_address_are_left_alone(core: Rulebook, text: str) -> None:
    assert [one.rule for one in _found(core, text)] == []


@pytest.mark.parametrize(
    ("surface", "text"),
    [
        ("message", "His NOK is his sister, (02) 5550 1746, tell her about the fall"),
        ("group", "pls can someone cover my visit: 41 Oak Rd, G12, double-up, she's bariatric"),
        ("post", "She was born on the 3rd of February '49 and the ward sang for her"),
        ("group", "NDIS number 430 118 227, plan review went nowhere, what now?"),
    ],
)
def test_what_points_at_a_person_is_held_on_every_surface(core: Rulebook, surface: str, text: str) -> None:
    assert "hold" in {one.level for one in check(Draft(text, surface=surface), core)}
