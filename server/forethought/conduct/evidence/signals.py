"""Reads the signals, names and weights of rule packs into one compiled table that drafts are scanned with."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import msgspec

from forethought.conduct.model import Problem
from forethought.conduct.phrases import Group, Phrase, PhraseCompiler, PhraseError, PhraseTable
from forethought.conduct.served.features import NameLists

#: A signal file larger than this is not read (bytes).
_MAX_FILE = 256 * 1024


class SignalTable(msgspec.Struct, forbid_unknown_fields=True, rename={"except_words": "not"}):
    """One signal as it stands in its file: what it is called for people, single words, phrases, and word endings."""

    label: str
    #: evidence: speaks for a breach; damper: speaks against one; neutral: either; word list: only used inside phrases;
    #: tie: stands beside the name of somebody served
    role: Literal["evidence", "damper", "neutral", "word list", "tie"] = "evidence"
    words: str = ""
    phrases: list[str] = []
    suffixes: list[str] = []
    except_words: list[str] = []


class Model(msgspec.Struct, forbid_unknown_fields=True):
    """The fitted numbers: one weight for each feature, the bias, and from which score each level speaks."""

    bias: float = 0.0
    thresholds: dict[str, float] = {}
    weights: dict[str, float] = {}
    reached: dict[str, float] = {}


class Fractions(msgspec.Struct, forbid_unknown_fields=True):
    """How large a crowd a post leaves, and what share of it each told fact fits: rough guesses, capped."""

    pools: dict[str, float] = {}
    shares: dict[str, float] = {}


@dataclass(slots=True)
class Signals:
    """All signals compiled into the matcher of a rulebook, ready to scan drafts."""

    #: phrases of more than one word
    longer: PhraseTable
    #: the same of the ties, which are also looked for where the rest is not
    ties: PhraseTable
    names: list[str] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    bits: dict[str, int] = field(default_factory=dict)
    #: word class -> bits of the signals that have one of its words
    single: dict[int, int] = field(default_factory=dict)
    #: number of a phrase -> bits of the signals that have it
    of_phrase: dict[int, int] = field(default_factory=dict)
    #: phrases that begin from a detector
    detected: list[tuple[int, Phrase]] = field(default_factory=list)
    suffixes: dict[str, int] = field(default_factory=dict)
    not_suffixed: frozenset[str] = frozenset()
    first_names: frozenset[str] = frozenset()
    doubtful_names: frozenset[str] = frozenset()
    last_names: frozenset[str] = frozenset()
    name_lists: NameLists = field(default_factory=NameLists)
    #: first names, titles, and the words that come before the name of somebody served
    name_words: frozenset[str] = frozenset()
    #: single words of the signals that are word lists
    lists: dict[str, frozenset[str]] = field(default_factory=dict)
    #: word -> the mark that it makes by being there
    told: dict[str, str] = field(default_factory=dict)
    model: Model = field(default_factory=Model)
    fractions: Fractions = field(default_factory=Fractions)
    bit_sets: dict[tuple[str, ...], int] = field(default_factory=dict)
    #: what was met before: classes of a token -> bits
    masks: dict[frozenset[int], int] = field(default_factory=dict)

    def bits_of(self, names: tuple[str, ...]) -> int:
        """Return the bits of the signals named; one that no pack has counts as nothing."""
        found = self.bit_sets.get(names)
        if found is None:
            found = 0
            for name in names:
                found |= 1 << self.bits[name] if name in self.bits else 0
            self.bit_sets[names] = found
        return found

    def words(self, name: str) -> frozenset[str]:
        """Return the single words of a word list; of one that no pack has, none."""
        return self.lists.get(name, frozenset())


def prepare(compiler: PhraseCompiler, folders: Sequence[Path], problems: list[Problem]) -> Signals:
    """Compile the signals of packs, in order, into the matcher of ``compiler``.

    A later pack adds words and phrases to signals of the same name and may bring signals of its own (which have no
    weight until they are fitted). What cannot be read is added to ``problems`` and left out.
    """
    tables = _read_tables(folders, problems)
    signals = Signals(PhraseTable(compiler.vocabulary), PhraseTable(compiler.vocabulary))
    for name in tables:
        signals.bits[name] = len(signals.names)
        signals.names.append(name)
    for name, table in tables.items():
        signals.labels[name], signals.roles[name] = table.label, table.role
        compiler.define(f"signal:{name}", table.entries)
    for name, table in tables.items():
        number = signals.bits[name]
        if table.role in ("word list", "tie"):
            signals.lists[name] = frozenset(entry for entry in table.entries if " " not in entry)
        if table.role != "word list":
            try:
                _file(compiler.alternatives(f"signal:{name}"), number, signals, is_tie=table.role == "tie")
            except PhraseError as error:
                problems.append(Problem("signals", name, str(error)))
        for suffix in table.suffixes:
            signals.suffixes[suffix] = signals.suffixes.get(suffix, 0) | 1 << number
        signals.not_suffixed |= frozenset(table.exceptions)
    for name, mark in (("past", "verb:past"), ("you", "word:you"), ("i", "word:i")):
        signals.told |= dict.fromkeys(signals.words(name), mark)
    for folder in folders:
        _read_names(folder.parent / "names", signals)
        _read_numbers(folder, signals, problems)
    signals.name_lists = NameLists(
        signals.first_names,
        signals.doubtful_names,
        signals.last_names,
        signals.words("title"),
        signals.words("calendar"),
    )
    signals.name_words = signals.first_names | signals.words("title") | signals.words("before-somebody-served")
    return signals


def _file(group: Group, number: int, signals: Signals, *, is_tie: bool) -> None:
    """File the words and phrases of one signal under the word classes that lead to them; words of ties are lists."""
    if group.single is not None and not is_tie:
        signals.single[group.single] = signals.single.get(group.single, 0) | 1 << number
    table = signals.ties if is_tie else signals.longer
    for phrases in group.by_anchor.values():
        for phrase in phrases:
            table.add(phrase)
            signals.of_phrase[phrase.number] = signals.of_phrase.get(phrase.number, 0) | 1 << number
    signals.detected += [(number, phrase) for phrase in group.by_detector]


@dataclass(slots=True)
class _Table:
    label: str
    role: str
    entries: list[str] = field(default_factory=list)
    suffixes: list[str] = field(default_factory=list)
    exceptions: list[str] = field(default_factory=list)


_Tables = dict[str, _Table]


def _read_tables(folders: Sequence[Path], problems: list[Problem]) -> _Tables:
    tables: _Tables = {}
    for path in (path for folder in folders for path in sorted(folder.glob("*.toml"))):
        if path.name in ("weights.toml", "crowd.toml"):
            continue
        for name, given in _read(path, problems).items():
            try:
                table = msgspec.convert(given, SignalTable)
            except msgspec.ValidationError as error:
                problems.append(Problem(str(path), name, str(error)))
                continue
            merged = tables.setdefault(name, _Table(table.label, table.role))
            merged.entries += dict.fromkeys([*table.words.split(), *table.phrases])
            merged.suffixes += table.suffixes
            merged.exceptions += table.except_words
    return tables


def _read(path: Path, problems: list[Problem]) -> Mapping[str, object]:
    try:
        if path.is_symlink() or path.stat().st_size > _MAX_FILE:
            raise ValueError(f"is a link or larger than {_MAX_FILE // 1024} kB")
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        problems.append(Problem(str(path), "", str(error)))
        return {}


def _read_names(folder: Path, signals: Signals) -> None:
    signals.first_names |= frozenset(_lines(folder / "first.txt"))
    signals.doubtful_names |= frozenset(_lines(folder / "first-or-word.txt"))
    signals.last_names |= frozenset(_lines(folder / "last.txt"))


def _lines(path: Path) -> list[str]:
    if not path.is_file() or path.is_symlink():
        return []
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]


def _read_numbers(folder: Path, signals: Signals, problems: list[Problem]) -> None:
    try:
        if (folder / "weights.toml").is_file():
            signals.model = msgspec.convert(_read(folder / "weights.toml", problems), Model)
        if (folder / "crowd.toml").is_file():
            signals.fractions = msgspec.convert(_read(folder / "crowd.toml", problems), Fractions)
    except msgspec.ValidationError as error:
        problems.append(Problem(str(folder), "weights", str(error)))
