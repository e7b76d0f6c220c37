"""The shapes of conduct: what a rule file may say, the rule it becomes, and what a check answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from pathlib import Path

    from forethought.conduct.phrases import Index, Matcher, Phrase, PhraseCompiler

Level = Literal["hint", "warn", "hold"]
LevelOrOff = Literal["hint", "warn", "hold", "off"]
Persona = Literal["professional", "personal", "organisational"]
Surface = Literal["post", "reply", "comment", "quote", "reshare", "message", "group", "article"]
Default = Literal["on", "quiet", "opt-in"]
Inside = Literal["quote", "url", "mention", "hashtag"]
MediaState = Literal["any", "none", "described", "undescribed"]

#: Order in which findings are shown.
LEVEL_ORDER: dict[str, int] = {"hold": 0, "warn": 1, "hint": 2}
FAMILIES = (
    "confidentiality",
    "boundaries",
    "respect",
    "inclusion",
    "credibility",
    "contribution",
    "promotion",
    "employer",
    "disclosure",
    "accessibility",
)


class Source(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Who says so: a published piece of advice, a regulator's code, a guideline."""

    title: str
    section: str = ""
    url: str = ""


class PersonaLevels(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A level for each hat a person wears."""

    professional: LevelOrOff
    personal: LevelOrOff
    organisational: LevelOrOff


class AllWithin(msgspec.Struct, forbid_unknown_fields=True):
    """Several things near each other: each entry a phrase, or a list of phrases of which one is enough."""

    of: list[str | list[str]]
    words: int | None = None
    sentences: int | None = None


class Count(msgspec.Struct, forbid_unknown_fields=True):
    """So many hits of some phrases; ``distinct`` counts different phrases only, ``per_words`` one in so many words."""

    of: list[str]
    at_least: int | None = None
    more_than: int | None = None
    distinct: bool = False
    per_words: int | None = None


class Tone(msgspec.Struct, forbid_unknown_fields=True):
    """What the tone model reads in a draft, at or above a score (log-odds), or at or above its own threshold."""

    head: Literal["attack", "group", "threat", "anger", "profanity"]
    at_least: float | None = None


class Circumstances(msgspec.Struct, forbid_unknown_fields=True):
    """Facts about the draft as a whole. In ``when`` and ``only_if`` all must hold; in ``unless`` one is enough."""

    surfaces: list[Surface] | None = None
    media: MediaState | None = None
    has_question: bool | None = None
    has_link: bool | None = None
    link_opened: bool | None = None
    min_words: int | None = None
    max_words: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    #: What the tone model gives the draft as an attack, in log-odds.
    attack_at_least: float | None = None


class OnlyIf(Circumstances, forbid_unknown_fields=True):
    """What must also be true for a hit to count."""

    same_sentence: list[str] = []
    post_has: list[str] = []


class Unless(Circumstances, forbid_unknown_fields=True):
    """What cancels a hit."""

    overlap: list[str] = []
    same_sentence: list[str] = []
    post_has: list[str] = []
    inside: list[Inside] = []


class When(msgspec.Struct, forbid_unknown_fields=True):
    """What sets a rule off; where several are given, any one of them does. ``draft`` narrows all of them."""

    any: list[str] = []
    all_within: AllWithin | list[AllWithin] | None = None
    count: Count | list[Count] | None = None
    detector: str | list[str] | None = None
    evidence: str | None = None
    tone: Tone | None = None
    draft: Circumstances | None = None


class ExampleMedia(msgspec.Struct, forbid_unknown_fields=True):
    """A picture in an example."""

    type: str = "image"
    alt: str | None = ""


class ExampleDraft(msgspec.Struct, forbid_unknown_fields=True):
    """An example that needs more than its text."""

    text: str
    surface: Surface | None = None
    persona: Persona | None = None
    profession: str = ""
    media: list[ExampleMedia] = []
    link_opened: bool | None = None


class Examples(msgspec.Struct, forbid_unknown_fields=True):
    """Drafts the rule must find, with «marks» around the words it must mark, and drafts it must leave alone."""

    warn: list[str | ExampleDraft] = []
    ok: list[str | ExampleDraft] = []


class RuleFile(msgspec.Struct, forbid_unknown_fields=True):
    """A rule as it stands in its TOML file."""

    id: str
    title: str
    level: LevelOrOff | PersonaLevels
    message: str
    reason: str
    suggestion: str
    sources: list[Source]
    when: When | list[When]
    default: Default = "on"
    surfaces: list[Surface] | None = None
    surface_level: dict[Surface, LevelOrOff] = {}
    only_if: OnlyIf | None = None
    unless: Unless | None = None
    replace: dict[str, str] = {}
    suggestion_with: str = ""
    examples: Examples | None = None


class Overlay(msgspec.Struct, forbid_unknown_fields=True):
    """What a later pack may change of an earlier pack's rule: never what sets it off."""

    id: str
    level: LevelOrOff | PersonaLevels | None = None
    surface_level: dict[Surface, LevelOrOff] = {}
    unless: Unless | None = None
    examples: Examples | None = None


class PackFile(msgspec.Struct, forbid_unknown_fields=True):
    """What a pack says about itself in pack.toml."""

    id: str
    title: str
    kind: Literal["core", "profession", "organisation", "personal"]
    version: str
    language: str = "en"
    licence: str = ""
    maintainer: str = ""
    professions: list[str] = []


@dataclass(frozen=True, slots=True)
class Example:
    """One example, its marks taken out: the draft's parts and the code points that must be marked (None = anywhere)."""

    text: str
    mark: tuple[int, int] | None
    surface: str
    persona: str
    profession: str = ""
    media: tuple[tuple[str, str | None], ...] = ()
    link_opened: bool | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing a finding rests on, where it stands (code points) and how much it weighs."""

    label: str
    start: int
    end: int
    weight: float = 0.0


#: How much speaks for the name of somebody served, and for a reply that confirms, in log-odds (see ``Hit.odds``):
#: more than the classifier's doubt of nearly all drafts that name somebody served (of 3,820, 90 % score above -7.5).
TIED_NAME = 7.5
#: The same for somebody who is only likely to be served. Who is served was learned from more such posts than the
#: classifier knows, whose doubt added nothing on posts left out; it has a say only of what it has never heard the like.
LIKELY_SERVED = 7.0


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where a condition holds, in code points. ``level`` set means: this level instead of the rule's own."""

    start: int
    end: int
    replacement: str | None = None
    level: Level | None = None
    trigger: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    #: How much evidence says that it is true, in log-odds: infinite for what is certain by itself, 0 for what rests on
    #: several small things.
    odds: float = 0.0
    #: How loud a hint is where the draft also reads like its family.
    agreed: Level | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule has to say about a place in a draft; ``start`` and ``end`` are code points of the draft's text.

    ``key`` names the rule and what set it off, never the words of the draft. ``is_quiet`` findings are
    listed but not underlined.
    """

    rule: str
    family: str
    level: Level
    start: int
    end: int
    title: str
    message: str
    reason: str
    suggestion: str
    sources: tuple[Source, ...]
    key: str
    replacement: str | None = None
    is_quiet: bool = False
    facts: tuple[Fact, ...] = ()
    odds: float = 0.0
    agreed: Level | None = None


@dataclass(slots=True)
class CompiledWithin:
    """Groups of phrases of which each must have a hit near the others."""

    groups: "tuple[tuple[Phrase, ...], ...]"
    #: The places of the groups, the one of the rarest words first: without a hit of it the others are not looked for.
    rarest: tuple[int, ...]
    words: int | None
    sentences: int | None


@dataclass(slots=True)
class CompiledCount:
    """Phrases to count, and the number from which they count."""

    phrases: "tuple[Phrase, ...]"
    at_least: int
    distinct: bool
    per_words: int | None


@dataclass(slots=True)
class Clause:
    """One ``when`` ready to be applied: any of its conditions sets the rule off where ``draft`` holds."""

    any: "tuple[Phrase, ...]" = ()
    within: tuple[CompiledWithin, ...] = ()
    counts: tuple[CompiledCount, ...] = ()
    detectors: tuple[str, ...] = ()
    evidence: str | None = None
    tone: Tone | None = None
    draft: Circumstances | None = None
    #: Whether nothing but facts about the draft sets it off.
    is_about_draft_only: bool = field(init=False)

    def __post_init__(self) -> None:
        """Work out what every check asks."""
        has_words = self.any or self.within or self.counts
        self.is_about_draft_only = not (has_words or self.detectors or self.evidence or self.tone)


@dataclass(slots=True)
class Rule:
    """A rule ready to be applied, with where each part of it came from."""

    file: RuleFile
    pack: str
    path: "Path"
    levels: PersonaLevels
    surfaces: frozenset[str]
    clauses: tuple[Clause, ...] = ()
    only_same_sentence: "tuple[Phrase, ...]" = ()
    only_post_has: "tuple[Phrase, ...]" = ()
    overlap: "tuple[Phrase, ...]" = ()
    same_sentence: "tuple[Phrase, ...]" = ()
    post_has: "tuple[Phrase, ...]" = ()
    inside: frozenset[str] = frozenset()
    unless: tuple[Unless, ...] = ()
    replacements: "tuple[tuple[Phrase, str], ...]" = ()
    origins: dict[str, str] = field(default_factory=dict)
    #: The family that a draft must read like at all for ``all_within`` to be looked for; "" if the classifier never
    #: learned the rule.
    cues: str = ""

    @property
    def id(self) -> str:
        """The rule's id, family and name."""
        return self.file.id

    @property
    def family(self) -> str:
        """The family the rule belongs to."""
        return self.file.id.partition(".")[0]

    def level_for(self, persona: str, surface: str) -> LevelOrOff:
        """Return the level for a persona on a surface, before the person's own settings."""
        if surface not in self.surfaces:
            return "off"
        on_surface = self.file.surface_level.get(surface)  # type: ignore[call-overload]
        level: LevelOrOff = getattr(self.levels, persona, self.levels.professional)
        return on_surface if on_surface is not None and level != "off" else level


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a pack: the file, the key in it and what was expected. The rule concerned is off."""

    path: str
    key: str
    message: str
    rule: str = ""

    def __str__(self) -> str:
        """Return one line for a person."""
        return f"{self.path}: {self.key}: {self.message}" if self.key else f"{self.path}: {self.message}"


@dataclass(slots=True)
class Rulebook:
    """All rules that could be loaded, ready to be applied, and the problems of those that could not."""

    rules: dict[str, Rule]
    problems: list[Problem]
    compiler: "PhraseCompiler"
    matcher: "Matcher"
    index: "Index"
    order: tuple[Rule, ...]
    lexicons: dict[str, list[str]]
    packs: tuple[PackFile, ...] = ()
    signals: object = None
    own_levels: Mapping[str, str] = field(default_factory=dict)
    with_opt_in: bool = False
    #: Levels that were worked out before, by rule, persona and surface; copies with other own levels share them.
    known_levels: "dict[tuple[str, str, str, bool], LevelOrOff]" = field(default_factory=dict)
    #: The places in ``order`` of the rules that are off, by persona and surface; each copy works its own out.
    known_off: dict[tuple[str, str], frozenset[int]] = field(default_factory=dict, init=False)
