"""Only English drafts are judged."""

import pytest

from forethought.conduct.tone.score import UNJUDGED, score


@pytest.mark.parametrize(
    "draft",
    [
        "Tu es un idiot et tout le monde le sait",
        "Du bist ein Idiot und das wissen alle",  # codespell:ignore
        "Eres un idiota y todos lo saben",
        "Sei un idiota e lo sanno tutti",
        "Você é um idiota e todos sabem disso",
        "Jij bent een idioot en dat weet iedereen",
        "Du är en idiot och alla vet det",
        "Sen bir aptalsın ve herkes bunu biliyor",
        "Jesteś idiotą i wszyscy to wiedzą, bo nie jest to dla nikogo nowe",  # codespell:ignore
        "Olet idiootti ja kaikki tietävät sen täällä",
        "Ты идиот, и все это знают",
        "أنت أحمق والجميع يعرف ذلك",
        "あなたはばかだ、みんな知っている",
        "",
        " \n\t ",
    ],
)  # fmt: skip
def test_a_draft_in_another_language_gets_no_verdict(draft: str) -> None:
    assert score(draft) == (UNJUDGED, UNJUDGED)


@pytest.mark.parametrize(
    "draft",
    [
        "you idiot",
        "Café Zürich, you moron",
        "u r a l1ar m8",
        "Der Spiegel says it well, and I agree with every word of it",
    ],
)
def test_english_is_judged_however_short_or_mixed(draft: str) -> None:
    assert score(draft).attack > UNJUDGED
