"""Each detector finds what it names, marks it exactly, and leaves its near misses alone, in linear time."""

import gc
import time

import pytest

from forethought.conduct import detectors
from forethought.conduct.detectors.hashtag_in_one_case import spell
from forethought.conduct.detectors.nhs_number import has_check_digit
from forethought.drafts import Draft, Media
from forethought.drafts.tokens import Tokens, tokenise


def found(name: str, text: str, *media: Media) -> list[str]:
    """Return the words that a detector marks, the quick look before it included."""
    draft, tokens = Draft(text, media=media), tokenise(text)
    if not detectors.may_find(name, draft, tokens):
        return []
    return [text[item.start : item.end] for item in detectors.find(name, draft, tokens)]


@pytest.mark.parametrize(
    ("name", "text", "marked"),
    [
        ("phone", "ring 07700 900114 or 0117 496 0812", ["07700 900114", "0117 496 0812"]),
        ("phone", "+44 7700 900114, (020) 7946 0018, 555-867-5309, 555-0142", ["+44 7700 900114", "(020) 7946 0018", "555-867-5309", "555-0142"]),
        ("phone", "ISBN 0571334652000, doi 10.1000/182, £1,000,000, 2024-2025", []),
        ("phone", "0412 345 678, 087 123 4567, (08) 9345 6789", ["0412 345 678", "087 123 4567", "(08) 9345 6789"]),
        ("phone", "(02) 5550 1746, 01 496 0000, 03 9555 0142, (555) 010-0199", ["(02) 5550 1746", "01 496 0000", "03 9555 0142", "(555) 010-0199"]),
        ("phone", "01.02.2025, 03-11-2025, 07 08 2025", []),
        ("phone", "0300 123 23 23, 0345 600 0300, 800-555-0199 or (888) 555-0123", []),
        ("nhs-number", "NHS number 999 460 2349", ["999 460 2349"]),
        ("nhs-number", "bloods for 9994602349 please", ["9994602349"]),
        ("nhs-number", "NHS number 999 460 2348", []),
        ("nhs-number", "our pick: 999 460 2349", []),
        ("nhs-number", "NHS library, ISBN 0571334652", []),
        ("record-number", "MRN 4471290 and hospital no: R0123456", ["MRN 4471290", "hospital no: R0123456"]),
        ("record-number", "DOB 02/02/1951, date of birth 3 May 1960", ["DOB 02/02/1951", "date of birth 3 May 1960"]),
        ("record-number", "SSN 219-09-9999", ["219-09-9999"]),
        ("record-number", "SSN 900-55-4821, IHI is 8003 6012 3456 7890", ["SSN 900-55-4821"]),
        ("record-number", "IHI 8003 6012 3456 7890, OHIP 5584-486-674-YM", ["IHI 8003 6012 3456 7890", "OHIP 5584-486-674-YM"]),
        ("record-number", "case no LA-77419/B, file HC/2024/00871", ["case no LA-77419/B", "file HC/2024/00871"]),
        ("record-number", "claim WC-2231-90876 and policy BUPA 60-1187254", ["claim WC-2231-90876", "policy BUPA 60-1187254"]),
        ("record-number", "the library card D00193847561 in a book", ["library card D00193847561"]),
        ("record-number", "Case 2231/26: closed; library member 20045519", ["Case 2231/26", "library member 20045519"]),
        ("record-number", "a policy for 2026-27, the file is A4, claim 2024, order 4471-XB, case 2024/25", []),
        ("code", "FX/22094, INC-338104 and 8741/DEN/0093 again", ["FX/22094", "INC-338104", "8741/DEN/0093"]),
        ("code", "K229184 – iykyk – and 0647782b, 24H100730", ["K229184", "0647782b", "24H100730"]),
        ("code", "QQ 41 87 26 C, 184 201 or 7 7 1 0 4 2; PALS 5520", ["QQ 41 87 26 C", "184 201", "7 7 1 0 4 2", "PALS 5520"]),
        ("code", "in 2024/25, 12/03/2024, 2026-01-31, BP 120/80, COVID-19, mid-1990s, 12,000 steps, 5000 people", []),
        ("code", "ISBN 9780241988268, room 40112, course NURS2041, £45000, 250mg/5mL and 15000 miles", []),
        ("birthday", "Female, 22/07/64; hers is 14th July 1989", ["22/07/64", "14th July 1989"]),
        ("birthday", "he turns nine on the 3rd of May and she is 18 on Sunday 7/9", ["turns nine on the 3rd of May", "is 18 on Sunday 7/9"]),
        ("birthday", "on 3 May 2025, at 22/07, version 4.2.1 and the clinic is open on 3 May", []),
        ("spelt-email", "priya dot shah at outlook dot com, al(at)fen(dot)net", ["priya dot shah at outlook dot com", "al(at)fen(dot)net"]),
        ("spelt-email", "it is auntie.fern @ xtra.co.nz", ["auntie.fern @ xtra.co.nz"]),
        ("spelt-email", "look at this.org at noon, meet at dot and co", []),
        ("address", "Keysafe is 1958C, the door code's C2580Y", ["Keysafe is 1958C", "door code's C2580Y"]),
        ("record-number", "a girl, 12/09/2009 date of birth, needs a bed", ["12/09/2009 date of birth"]),
        ("record-number", "MR# 5512098, NINO AB123456D, CHI 0307621234", ["MR# 5512098", "NINO AB123456D", "CHI 0307621234"]),
        ("record-number", "case ref TW/3310/22, prisoner no A9920KX", ["case ref TW/3310/22", "prisoner no A9920KX"]),
        ("record-number", "born March 12, 1938; bday 3/11/62; DOB 17091984", ["born March 12, 1938", "bday 3/11/62", "DOB 17091984"]),
        ("record-number", "CHI 2026, born 12 May 1820, born in 1951, Nino 4", []),
        ("record-number", "NDIS number 430 118 227, her SIN is 046 454 286", ["NDIS number 430 118 227", "SIN is 046 454 286"]),
        ("record-number", "lab no. 24-118832, PPSN 1234567T, UCI 13-998812-0", ["lab no. 24-118832", "PPSN 1234567T", "UCI 13-998812-0"]),
        ("record-number", "specimen 4471-22-K, Case 24-CR-00817, exam no. 4417", ["specimen 4471-22-K", "Case 24-CR-00817", "exam no. 4417"]),
        ("record-number", "reader's ticket 20018834, wristband says H0091827", ["reader's ticket 20018834", "wristband says H0091827"]),
        ("record-number", "girl b. 14/3/11; born on the 3rd of February '49", ["b. 14/3/11", "born on the 3rd of February '49"]),
        ("record-number", "date of birth on the form: 3/2/49", ["date of birth on the form: 3/2/49"]),
        ("record-number", "3.2.49 is her date of birth", ["3.2.49 is her date of birth"]),
        ("record-number", "her student page still says s3482210 twice", ["student page still says s3482210"]),
        ("record-number", "the microchip reads 977200009123456", ["microchip reads 977200009123456"]),
        ("record-number", "the claim came back as WC123/24/00871", ["claim came back as WC123/24/00871"]),
        ("record-number", "Student jobs: ring 02079460018; client stories, ISBN 9781402894626; 10000 patients in 20250101", []),
        ("record-number", "policy number 2024-118-02, case no 2024/118, account manager 2024, her sin is 7 days old", []),
        ("record-number", "library card number 2134 5567", ["library card number 2134 5567"]),
        ("record-number", "the library card 2100458812 please", ["library card 2100458812"]),
        ("record-number", "my loyalty card 2100458812", []),
        ("record-number", "case study 4, student numbers fell to 20,000, unit 3", []),
        ("postcode", "at BS1 4QA or m1 1ae", ["BS1 4QA", "m1 1ae"]),
        ("postcode", "room BS1, B2B 2024, form F10", []),
        ("address", "Visiting 8 Orchard Row and 12a Queen Street", ["8 Orchard Row", "12a Queen Street"]),
        ("address", "1420 W Maple Ave Apt 3, 12/45 Beach Rd, at 14 sycamore close", ["1420 W Maple Ave", "12/45 Beach Rd", "14 sycamore close"]),
        ("address", "at 14B Cardinal Gardens 12 and The Old Forge, Church Street", ["14B Cardinal Gardens", "The Old Forge, Church Street"]),
        ("address", "at 5 minutes drive, from 9 in the close, 3 long years on the road", []),
        ("address", "3 Nurses walk in, 5 a day street food", []),
        ("date", "on 02/02/1951, 3 May 2020, March 4th and 2024-05-01", ["02/02/1951", "3 May 2020", "March 4th", "2024-05-01"]),
        ("date", "ratio 3/4, version 1.2.3, page 12-14, may 2 people", ["may 2"]),
        ("time-of-day", "at 3am, 03:12 and 2.30 pm, half past two", ["3am", "03:12", "2.30 pm", "half past two"]),
        ("time-of-day", "score 3:2, 99:99", []),
        ("age", "a 17-year-old, 62M, 26 F, aged 4, turns 100, 30yo, 5 y/o", ["17-year-old", "62M", "26 F", "aged 4", "turns 100", "30yo", "5 y/o"]),
        ("age", "a ninety-two year old in her late 40s", ["ninety-two year old", "late 40s"]),
        ("age", "£62M, 20 years of nursing, 10-year plan, aged care, turns 10%", []),
        ("place-in-ward", "ward 7, bed 4, bay B and room 12a", ["ward 7", "bed 4", "bay B", "room 12a"]),
        ("place-in-ward", "the ward, a bed for all, bay area", []),
        ("initials", "J.S. and Mrs P and Mrs P***** and Client X", ["J.S.", "Mrs P", "Mrs P*****", "Client X"]),
        ("initials", "the D family, Ms F****r, she was S-e-c-t-i-o-n-e-d", ["the D family", "Ms F***", "S-e-c-t-i-o-n-e-d"]),
        ("initials", "Mrs P Hargreaves", []),
        ("initials", "U.S.A., Mrs Patel, client Xavier, the U.K.", ["U.K."]),
        ("percent", "90% or 4.5 % or 12 per cent", ["90%", "4.5 %", "12 per cent"]),
        ("percent", "100 people, 1.5.2%", []),
        ("ratio", "1 in 3 nurses, nine out of ten, two thirds of us, 3 times more", ["1 in 3", "nine out of ten", "two thirds of", "3 times more"]),
        ("ratio", "4 in 10 minutes, back 1 in a bit", []),
        ("money", "£19, $1,200, €5 million, 20 quid, 50p", ["£19", "$1,200", "€5 million", "20 quid", "50p"]),
        ("money", "19 people, p 50", []),
        ("question", "Hi. Who came? See https://x.example/?q=1", [" Who came?"]),
        ("emoji-run", "🔥🔥🔥🔥🔥 session", ["🔥🔥🔥🔥🔥"]),
        ("emoji-run", "yes 👏👏👏", ["👏👏👏"]),
        ("emoji-run", "I 💚 my 👩‍🏫 and my 📚 and my ☕", ["💚 my 👩‍🏫 and my 📚 and my ☕"]),
        ("emoji-run", "We did it 🎉🎉, thanks 👩‍👩‍👧 🇬🇧", []),
        ("capitals-run", "PLEASE JUST READ THE EMAIL", ["PLEASE JUST READ THE EMAIL"]),
        ("capitals-run", "why is this SO HARD FOR YOU PEOPLE", ["SO HARD FOR YOU PEOPLE"]),
        ("capitals-run", "NHS, RCOT and HCPC joint statement", []),
        ("capitals-run", "OMG we won", []),
        ("capitals-run", "CPR ON TV", []),
        ("exclamation-run", "No!!! Why?! Really??!", ["!!!", "??!"]),
        ("exclamation-run", "We got the grant!!! Wow!!", []),
        ("exclamation-run", "Why????", ["????"]),
        ("only-a-link", "New episode https://pod.example.org", ["https://pod.example.org"]),
        ("only-a-link", "New episode on sleep at https://pod.example.org", []),
        ("hashtag-in-one-case", "Join #worldhandhygieneday", ["#worldhandhygieneday"]),
        ("hashtag-in-one-case", "#physiotherapy #endPJparalysis #endpjparalysis #MatExp #OTalk #nhs", ["#endpjparalysis"]),
        ("styled-letters", "𝗕𝗶𝗴 𝗻𝗲𝘄𝘀 today", ["𝗕𝗶𝗴 𝗻𝗲𝘄𝘀"]),
        ("styled-letters", "ＯＰＥＮ ＤＡＹ", ["ＯＰＥＮ ＤＡＹ"]),
        ("styled-letters", "Café, naïve, Ärzte, 日本", []),
        ("abbreviation", "TTO for the NHS via DTA", ["TTO", "DTA"]),
        ("capitalised", "I saw Tobias in LEEDS and Bath", ["Tobias", "Bath"]),
        ("secret-value", "is Daffodil22 or 4471", ["Daffodil22", "4471"]),
        ("secret-value", "in 20 days, £4471, page 4, 1,000", []),
        ("secret-value", "the front door in 1988, the back one is 1988", ["1988"]),
        ("secret-value", "the office is 01632 960 752 or 01632 960752", []),
        ("quote", "she said “you are mad” and 'not me' but don't", ["“you are mad”", "'not me'"]),
        ("quote", 'a "b" c\n> quoted line', ['"b"', "> quoted line"]),
        ("quote", "the nurses' rota isn't Bob's", []),
    ],
)  # fmt: skip
def test_a_detector_marks_exactly_what_it_names(name: str, text: str, marked: list[str]):
    assert found(name, text) == marked


@pytest.mark.parametrize(
    ("media", "is_found"),
    [
        ((), False),
        ((Media("image", ""),), True),
        ((Media("image", None),), True),
        ((Media("image/png", " "),), True),
        ((Media("video", ""),), True),
        ((Media("image", "A garden"),), False),
        ((Media("document", ""),), False),
    ],
)
def test_a_picture_without_a_description_marks_the_words(media: tuple[Media, ...], is_found: bool):
    assert found("undescribed-picture", "Our new garden!", *media) == (["Our new garden"] if is_found else [])


@pytest.mark.parametrize(
    ("tag", "spelt"),
    [
        ("worldhandhygieneday", "WorldHandHygieneDay"),
        ("lovemylibraryteam", "LoveMyLibraryTeam"),
        ("mentalhealthawarenessweek", "MentalHealthAwarenessWeek"),
        ("careersfair2026", "CareersFair2026"),
        ("endpjparalysis", "endPJparalysis"),
        ("matexp", "MatExp"),
        ("nhsheroes", "NHSHeroes"),
        ("physiotherapy", None),
        ("librarians", None),
        ("xqzvwwtk", None),
    ],
)
def test_a_tag_is_spelt_with_capitals_unless_it_is_one_word(tag: str, spelt: str | None):
    assert spell(tag) == spelt


def test_styled_letters_come_with_their_plain_spelling():
    text = "𝗕𝗶𝗴 𝗻𝗲𝘄𝘀 café"
    assert [item.replacement for item in detectors.find("styled-letters", Draft(text), tokenise(text))] == ["Big news"]


@pytest.mark.parametrize(("digits", "fits"), [("9434765919", True), ("9434765918", False), ("0000000000", True)])
def test_the_check_digit_is_that_of_the_nhs_data_dictionary(digits: str, fits: bool):
    assert has_check_digit(digits) is fits


def test_every_detector_is_described_and_can_be_imported():
    for name, (module, line) in detectors.NAMES.items():
        assert line
        assert module == name.replace("-", "_")
        assert detectors.find(name, Draft(""), tokenise("")) == []


_PARTS = [
    "a", "1 ", "07", "£1 ", "AB ", "A.", "Mr ", "dob 1/", "#" + "worldday" * 7 + " ", "a?", "'a ", "“", "> a\n", "🔥", "𝗕 ", "12 Queen ",
]  # fmt: skip


@pytest.mark.parametrize("name", sorted(detectors.NAMES))
def test_a_detector_takes_linear_time_whatever_is_repeated(name: str):
    slow = {}
    for part in _PARTS:
        draft = Draft((part * 20_000)[:20_000], media=(Media("image", ""),))
        tokens = tokenise(draft.text)
        if (seconds := min(_seconds(name, draft, tokens) for _ in range(3))) > 0.1:
            slow[part] = seconds
    assert slow == {}


def _seconds(name: str, draft: Draft, tokens: Tokens) -> float:
    """Processor time of one search, without the collector, which may look at the whole test run meanwhile."""
    gc.disable()
    try:
        started = time.process_time()
        detectors.find(name, draft, tokens)
        return time.process_time() - started
    finally:
        gc.enable()
