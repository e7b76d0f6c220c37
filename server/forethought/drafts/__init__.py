"""What a person is about to post: its text, and where, as whom and with which pictures it will appear."""

from dataclasses import dataclass

#: A draft longer than this is not checked (20,000 code points; the API answers 413).
MAX_LENGTH = 20_000

SURFACES = ("post", "reply", "comment", "quote", "reshare", "message", "group", "article")
PERSONAS = ("professional", "personal", "organisational")
#: What a person may answer to a confidentiality finding; it lowers this draft only and is kept nowhere.
CONTEXTS = ("consent", "made-up", "not-served")


@dataclass(frozen=True, slots=True)
class Media:
    """A picture, video or file attached to a draft; ``alt`` is its description, None where the site has no field."""

    type: str = "image"
    alt: str | None = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """The text of one compose box at one moment, and what is known about where it will appear.

    ``profession`` is the name of a profession pack ("" = none); ``site`` a site id ("" = unknown).
    ``context`` is what the person says of whoever is described (one of CONTEXTS, "" = nothing said).
    ``link_opened`` says whether the person opened the link they pass on; None where nobody can know.
    The text is never kept: a draft lives as long as one check, and its representation leaves it out.
    """

    text: str
    surface: str = "post"
    persona: str = "professional"
    profession: str = ""
    site: str = ""
    media: tuple[Media, ...] = ()
    link_opened: bool | None = None
    context: str = ""

    def __repr__(self) -> str:
        """Describe the draft without its text, which must never reach a log or an error message."""
        return f"Draft({len(self.text)} characters, {self.surface!r}, {self.persona!r}, {self.site!r})"


__all__ = ["CONTEXTS", "MAX_LENGTH", "PERSONAS", "SURFACES", "Draft", "Media"]
