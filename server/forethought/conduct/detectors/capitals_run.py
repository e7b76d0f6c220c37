"""Finds shouting: words in capitals side by side that are not abbreviations."""

from forethought.conduct.detectors import Found
from forethought.drafts import Draft
from forethought.drafts.tokens import WORD, Tokens

#: Capital words that are said letter by letter or are otherwise no shouting.
KNOWN = frozenset(
    (
        "NHS RCOT HCPC NMC GMC RCN BMA CQC NICE BBC UK USA US EU GP GPS OT OTS SLT SALT PT CPR MRI CT ICU HDU ITU AE "
        "MP MPS HR IT CV CPD PHD BSC MSC BA MA FAQ DIY TV OMG LOL FYI ASAP DM DMS RT AI UCAS GCSE GCSES SATS ADHD OCD "
        "PTSD ASD COPD COVID HIV AIDS RNLI ALA CILIP NCDA ACA APA BACP RSPB NASA WHO UN ISBN PDF URL QR AGM CEO FREE "
        "NEW AHP AHPS BAME LGBT LGBTQ SEND SENCO EHCP CAMHS DNA EDI WFH PPE MDT OK TBC RIP VR CBT DBT NSPCC RSPCA "
        "UNICEF STEM KS KS1 KS2 NQT ECT PGCE ACAS TUC NEU NASUWT UNISON"
    ).split()
)
#: Four capital words in a row (three with an everyday word), or mostly capitals from this many letters on.
RUN, LETTERS, SHARE = 4, 20, 0.6
_EVERYDAY = frozenset(
    (
        "the a an and or but to of in on for with you your i we they he she it is are was be this that so not no "
        "never stop please just what why how who when all do does did don't can't won't have has hard people me my "
        "our read listen enough again"
    ).split()
)


def find(draft: Draft, tokens: Tokens) -> list[Found]:
    """Return runs of shouted words; capitals that stand for an organisation, a course or a condition do not count."""
    found: list[Found] = []
    run: list[int] = []
    text = draft.text
    for place, (kind, start, end) in enumerate(zip(tokens.kinds, tokens.starts, tokens.ends, strict=True)):
        if kind == WORD and text[start:end].isupper() and (end - start > 1 or (run and text[start] in "AI")):
            run.append(place)
        elif run:
            _close(run, draft, tokens, found)
            run = []
    if run:
        _close(run, draft, tokens, found)
    if not found and _is_mostly_capitals(draft, tokens):
        found.append(Found(tokens.starts[0], tokens.ends[-1]))
    return found


def _is_mostly_capitals(draft: Draft, tokens: Tokens) -> bool:
    letters = capitals = 0
    for kind, start, end in zip(tokens.kinds, tokens.starts, tokens.ends, strict=True):
        word = draft.text[start:end]
        loud = word.upper()
        if kind == WORD and loud not in KNOWN and loud.rstrip("S") not in KNOWN:
            letters += len(word)
            capitals += 0 if word.islower() else sum(map(str.isupper, word))
    return letters >= LETTERS and capitals > SHARE * letters


def _close(run: list[int], draft: Draft, tokens: Tokens, found: list[Found]) -> None:
    words = [draft.text[tokens.starts[place] : tokens.ends[place]] for place in run]
    loud = [word for word in words if word not in KNOWN]
    everyday = sum(tokens.words[place] in _EVERYDAY for place in run)
    if len(loud) >= RUN or (len(loud) >= RUN - 1 and everyday):
        found.append(Found(tokens.starts[run[0]], tokens.ends[run[-1]]))
