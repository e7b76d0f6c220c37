"""Reads rule packs into a rulebook: each rule checked strictly, a broken one named and left out."""

import gc
import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from forethought.conduct import detectors, model
from forethought.conduct.model import (
    Clause,
    CompiledCount,
    CompiledWithin,
    Overlay,
    PackFile,
    PersonaLevels,
    Problem,
    Rule,
    Rulebook,
    RuleFile,
    Unless,
)
from forethought.conduct.phrases import Index, Phrase, PhraseCompiler, PhraseError, suggest
from forethought.conduct.selftest import test_rule
from forethought.drafts import SURFACES
from forethought.resources import shipped

_ID = re.compile(r"[a-z]+\.[a-z0-9]+(?:-[a-z0-9]+)*")
MIN_EXAMPLES = 3
#: Written beside an added pack when its examples passed: the digest of each file.
LOCK = "pack.lock"
#: A rule or lexicon file larger than this is not read (bytes).
MAX_FILE = 256 * 1024
MAX_LEXICON = 5_000


class RuleError(ValueError):
    """A rule that cannot be used: the key it is about and what was expected."""

    def __init__(self, key: str, message: str) -> None:
        """Keep the key (dotted, "" for the whole file) apart from the message."""
        super().__init__(message)
        self.key = key


def core_pack() -> Path:
    """Return the folder of the rules that ship with the program."""
    return shipped("shared_rules") / "core"


def profession_packs() -> dict[str, Path]:
    """Return the folders of the profession packs that ship with the program, by name."""
    folder = shipped("shared_rules") / "professions"
    return {path.name: path for path in sorted(folder.iterdir()) if path.is_dir()} if folder.is_dir() else {}


def load_rulebook(
    *packs: Path,
    own_levels: Mapping[str, str] | None = None,
    with_opt_in: bool = False,
    with_examples: bool = False,
) -> Rulebook:
    """Load packs in order, each able to add to the ones before it, and return the rulebook with its problems.

    ``packs`` are folders, the core first; none given means the core pack alone. ``own_levels`` are the person's own
    levels by rule id (hint, warn, hold, off). ``with_opt_in`` runs rules that nobody switched on, as ``forethought
    check`` does. ``with_examples`` also reads the examples of the core pack, which tests hold true and a start skips.
    Never raises for what a pack says: a broken file is in ``problems``, its rule is off, everything else works.
    """
    # Loading makes a hundred thousand things that stay; a quarter of its time would go into looking them over.
    is_collecting = gc.isenabled()
    gc.disable()
    try:
        return _load(packs or (core_pack(),), own_levels or {}, with_opt_in, with_examples)
    finally:
        if is_collecting:
            gc.enable()


def _load(folders: Sequence[Path], own_levels: Mapping[str, str], with_opt_in: bool, with_examples: bool) -> Rulebook:
    problems: list[Problem] = []
    pack_files: list[PackFile] = []
    lexicons: dict[str, list[str]] = {}
    files: dict[str, tuple[RuleFile, str, Path]] = {}
    overlays: list[tuple[Overlay, str, Path]] = []
    for folder in folders:
        pack = _read_pack(folder, problems)
        if pack is None:
            continue
        pack_files.append(pack)
        _read_lexicons(folder, lexicons, problems)
        skip_examples = pack.kind == "core" and not with_examples
        _read_rules(folder, pack, files, problems, skip_examples)
        _read_overlays(folder, pack, overlays, problems)
    compiler = PhraseCompiler(lexicons)
    rules: dict[str, Rule] = {}
    for file, pack_id, path in files.values():
        try:
            rules[file.id] = compile_rule(file, pack_id, path, compiler)
        except RuleError as error:
            problems.append(Problem(str(path), error.key, str(error), file.id))
    for overlay, pack_id, path in overlays:
        try:
            _apply_overlay(overlay, pack_id, rules, compiler)
        except RuleError as error:
            problems.append(Problem(str(path), error.key, str(error), overlay.id))
    signals = _prepare_evidence(rules, folders, compiler, problems)
    if signals is not None:
        _mark_learned(rules)
    for name in lexicons:
        try:
            compiler.check_lexicon(name)
        except PhraseError as error:
            problems.append(Problem(f"lexicons/{name}.txt", "", str(error)))
    rulebook = Rulebook(
        rules=rules,
        problems=problems,
        compiler=compiler,
        matcher=compiler.matcher(),
        index=Index(compiler),
        order=(),
        lexicons=lexicons,
        packs=tuple(pack_files),
        signals=signals,
        own_levels=dict(own_levels),
        with_opt_in=with_opt_in,
    )
    _index_rules(rulebook)
    for folder in folders:
        if not _is_proven(folder):
            _drop_failing(rulebook, folder)
    return rulebook


def settle(rulebook: Rulebook) -> Rulebook:
    """Return a rulebook without what only loading needs, a third of its memory: for a process that runs for days."""
    rulebook.compiler.forget_words()
    rulebook.lexicons = {}
    return rulebook


def _index_rules(rulebook: Rulebook) -> None:
    rulebook.order = tuple(rulebook.rules.values())
    rulebook.index = Index(rulebook.compiler)
    for owner, rule in enumerate(rulebook.order):
        _index_rule(rule, owner, rulebook.index, rulebook.compiler)


def _is_proven(folder: Path) -> bool:
    """Say whether a pack's examples are known to pass: it ships with the program, or is as it was when it was added."""
    if folder.resolve().is_relative_to(shipped("shared_rules").resolve()):
        return True
    lock = folder / LOCK
    if not lock.is_file():
        return False
    try:
        digests = json.loads(lock.read_text(encoding="utf-8"))
    except ValueError:
        return False
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file() and path != lock}
    return isinstance(digests, dict) and digests == {
        name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()
    }


def _drop_failing(rulebook: Rulebook, folder: Path) -> None:
    """Hold the rules of one pack to their examples; a rule that fails one is off, and the example is named."""
    failing = False
    for rule in rulebook.order:
        failures = test_rule(rule, rulebook) if rule.path.is_relative_to(folder) else []
        if failures:
            failing = True
            del rulebook.rules[rule.id]
            rulebook.problems += [
                Problem(str(rule.path), failure.key, f"{failure.text!r}: {failure.message}", rule.id)
                for failure in failures
            ]
    if failing:
        _index_rules(rulebook)


def load_for_profession(profession: str, *packs: Path, **options: Any) -> Rulebook:
    """Load the core pack, the shipped pack of ``profession`` (id or a name it lists), and further ``packs``.

    An unknown profession gets the core pack alone. Options are those of ``load_rulebook``.
    """
    shipped_pack = pack_for_profession(profession)
    return load_rulebook(core_pack(), *([shipped_pack] if shipped_pack else []), *packs, **options)


def pack_for_profession(profession: str) -> Path | None:
    """Return the shipped pack of ``profession`` (id or a name it lists), or None when there is none for it."""
    wanted = profession.strip().lower().replace(" ", "-")
    if not wanted:
        return None
    folders = profession_packs()
    if wanted in folders:
        return folders[wanted]
    for folder in folders.values():
        pack = _read_pack(folder, [])
        if pack is not None and wanted in (name.lower().replace(" ", "-") for name in pack.professions):
            return folder
    return None


# --- reading files -------------------------------------------------------------------------------------------------


def _read_text(path: Path) -> str:
    if path.is_symlink():
        raise RuleError("", "is a link; a pack holds only plain files")
    if path.stat().st_size > MAX_FILE:
        raise RuleError("", f"is larger than {MAX_FILE // 1024} kB")
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise RuleError("", f"is not UTF-8 text (byte {error.start})") from error


def _read_toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise RuleError("", f"is not TOML: {error}") from error


def _read_pack(folder: Path, problems: list[Problem]) -> PackFile | None:
    path = folder / "pack.toml"
    try:
        if not path.is_file():
            raise RuleError("", "is missing; a pack says in it who it is")
        return convert(_read_toml(_read_text(path)), PackFile)
    except RuleError as error:
        problems.append(Problem(str(path), error.key, str(error)))
        return None


def _read_lexicons(folder: Path, lexicons: dict[str, list[str]], problems: list[Problem]) -> None:
    for path in sorted((folder / "lexicons").glob("*.txt")):
        try:
            entries = read_lexicon(_read_text(path))
        except RuleError as error:
            problems.append(Problem(str(path), error.key, str(error)))
            continue
        known = lexicons.setdefault(path.stem, [])
        seen = set(known)
        known += [entry for entry in entries if entry not in seen]


def read_lexicon(text: str) -> list[str]:
    """Return the entries of a lexicon: one a line; a line that begins with ``# `` is a comment (``#tag`` is not)."""
    entries = []
    for line in text.splitlines():
        entry = line.strip()
        if entry and entry != "#" and not entry.startswith("# "):
            entries.append(entry)
    if len(entries) > MAX_LEXICON:
        raise RuleError("", f"has {len(entries)} entries; a lexicon has at most {MAX_LEXICON}")
    return entries


def _read_rules(
    folder: Path,
    pack: PackFile,
    files: dict[str, tuple[RuleFile, str, Path]],
    problems: list[Problem],
    skip_examples: bool,
) -> None:
    for path in sorted(folder.glob("*/*.toml")):
        if path.parent.name in ("lexicons", "signals"):
            continue
        try:
            file = read_rule(_read_text(path), skip_examples)
            if path.parent.name != file.id.partition(".")[0] or path.stem != file.id.partition(".")[2]:
                raise RuleError(
                    "id", f"{file.id!r} is in {path.parent.name}/{path.name}; a rule's id is its folder and file"
                )
            if file.id in files:
                raise RuleError(
                    "id",
                    f"{file.id!r} is already a rule of pack {files[file.id][1]!r}; "
                    "a later pack changes it in changes.toml or takes a new id",
                )
            files[file.id] = (file, pack.id, path)
        except RuleError as error:
            problems.append(Problem(str(path), error.key, str(error), f"{path.parent.name}.{path.stem}"))


@lru_cache(maxsize=500)
def read_rule(text: str, skip_examples: bool = False) -> RuleFile:
    """Read one rule file. Raises RuleError naming the key. ``skip_examples`` leaves the examples unread.

    The same text gives the same object, which nobody changes: the rulebooks of a process share it.
    """
    if skip_examples:
        # Half of a rule file is examples; the tests hold those of the core pack, so a start need not read them.
        text = text.partition("\n[examples]")[0]
    file = convert(_read_toml(text), RuleFile)
    if not _ID.fullmatch(file.id):
        raise RuleError("id", f"{file.id!r} is not family.name in small letters, digits and hyphens")
    family = file.id.partition(".")[0]
    if family not in model.FAMILIES:
        raise RuleError("id", f"{family!r} is not a family.{suggest(family, model.FAMILIES)}")
    for key in ("title", "message", "reason", "suggestion"):
        if not getattr(file, key).strip():
            raise RuleError(key, "is empty")
    if not file.sources:
        raise RuleError("sources", "is empty; say who gives this advice")
    if not skip_examples:
        examples = file.examples or model.Examples()
        for key, given in (("warn", examples.warn), ("ok", examples.ok)):
            if len(given) < MIN_EXAMPLES:
                raise RuleError(f"examples.{key}", f"has {len(given)} examples; at least {MIN_EXAMPLES} are needed")
    return file


def _read_overlays(
    folder: Path, pack: PackFile, overlays: list[tuple[Overlay, str, Path]], problems: list[Problem]
) -> None:
    path = folder / "changes.toml"
    if not path.is_file():
        return
    try:
        data = _read_toml(_read_text(path))
        if pack.kind == "core":
            raise RuleError("", "the core pack has nothing to change")
        unknown = [key for key in data if key != "change"]
        if unknown:
            raise RuleError(
                unknown[0], f"is not known here; each change is a [[change]].{suggest(unknown[0], ['change'])}"
            )
        entries = data.get("change", [])
        if not isinstance(entries, list):
            raise RuleError("change", "is written [[change]], once for each rule")
    except RuleError as error:
        problems.append(Problem(str(path), error.key, str(error)))
        return
    for place, entry in enumerate(entries):
        try:
            overlays.append((convert(entry, Overlay), pack.id, path))
        except RuleError as error:
            problems.append(Problem(str(path), f"change[{place}].{error.key}", str(error)))


# --- errors of shape -----------------------------------------------------------------------------------------------

_UNKNOWN_FIELD = re.compile(r"Object contains unknown field `(?P<field>.*?)`(?: - at `\$(?P<path>.*)`)?", re.DOTALL)
_MISSING_FIELD = re.compile(r"Object missing required field `(?P<field>.*?)`(?: - at `\$(?P<path>.*)`)?", re.DOTALL)
_ELSEWHERE = re.compile(r"(?P<what>.*?)(?: - at `\$\.?(?P<path>.*)`)?", re.DOTALL)
_Shape = TypeVar("_Shape", bound=msgspec.Struct)
_SHAPES: tuple[type[msgspec.Struct], ...] = (
    RuleFile, model.When, model.Unless, model.OnlyIf, model.AllWithin, model.Count, model.Tone, model.Circumstances,
    model.Source, model.Examples, model.ExampleDraft, model.ExampleMedia, PersonaLevels, Overlay, PackFile,
)  # fmt: skip
_CHOICES = {
    "level": ("hint", "warn", "hold", "off"),
    "surface_level": ("hint", "warn", "hold", "off"),
    "surfaces": SURFACES,
    "default": ("on", "quiet", "opt-in"),
    "inside": ("quote", "url", "mention", "hashtag"),
    "media": ("any", "none", "described", "undescribed"),
    "head": ("attack", "group", "threat", "anger", "profanity"),
    "kind": ("core", "profession", "organisation", "personal"),
    "professional": ("hint", "warn", "hold", "off"),
    "personal": ("hint", "warn", "hold", "off"),
    "organisational": ("hint", "warn", "hold", "off"),
    "surface": SURFACES,
    "persona": ("professional", "personal", "organisational"),
}


def convert(data: Mapping[str, Any], shape: type[_Shape]) -> _Shape:
    """Turn parsed TOML into ``shape``. Raises RuleError with the key, the value found and what was expected."""
    try:
        return msgspec.convert(data, shape)
    except msgspec.ValidationError as error:
        raise _explain(str(error), data) from None


def _explain(message: str, data: Mapping[str, Any]) -> RuleError:
    """Say in the reader's words what msgspec found wrong."""
    if found := _UNKNOWN_FIELD.fullmatch(message):
        key = _dotted(found["path"], found["field"])
        known = {name for shape in _SHAPES for name in shape.__struct_fields__}
        return RuleError(key, f"is not a known key.{suggest(found['field'], known)}")
    if found := _MISSING_FIELD.fullmatch(message):
        return RuleError(_dotted(found["path"], found["field"]), "is missing")
    found = _ELSEWHERE.fullmatch(message)
    assert found is not None
    path = found["path"] or ""
    value = _value_at(data, path)
    names = [name for name in re.split(r"[.\[\]0-9]+", path) if name and name != "..."]
    choices = next((_CHOICES[name] for name in reversed(names) if name in _CHOICES), None)
    shown = repr(value)[:60]
    if choices is not None and isinstance(value, str):
        return RuleError(path, f"{shown} is not one of {', '.join(choices)}.{suggest(value, choices)}")
    expected = found["what"].replace("`", "")
    return RuleError(path, f"{shown}: {expected[0].lower()}{expected[1:]}")


def _dotted(path: str | None, name: str) -> str:
    return f"{path.lstrip('.')}.{name}" if path else name


def _value_at(data: Any, path: str) -> Any:
    for part in re.findall(r"[^.\[\]]+", path):
        if isinstance(data, Mapping):
            data = data.get(part, next(iter(data.values()), None) if part == "..." else None)
        elif isinstance(data, list) and part.isdigit():
            data = data[int(part)]
        elif isinstance(data, list) and part == "..." and data:
            data = data[0]
    return data


# --- compiling -----------------------------------------------------------------------------------------------------


def compile_rule(file: RuleFile, pack: str, path: Path, compiler: PhraseCompiler) -> Rule:
    """Turn a rule file into a rule that can be applied. Raises RuleError naming the key."""
    phrases = _Phrases(compiler)
    given = file.when if isinstance(file.when, list) else [file.when]
    if not given:
        raise RuleError("when", "is empty; say what sets the rule off")
    rule = Rule(
        file=file,
        pack=pack,
        path=path,
        levels=_levels(file.level),
        surfaces=frozenset(file.surfaces if file.surfaces is not None else SURFACES),
        clauses=tuple(_clause(when, phrases) for when in given),
        replacements=_replacements(file, phrases),
        origins={"rule": pack, "level": pack},
    )
    if file.only_if is not None:
        rule.only_same_sentence = phrases.compile("only_if.same_sentence", file.only_if.same_sentence)
        rule.only_post_has = phrases.compile("only_if.post_has", file.only_if.post_has)
    if file.unless is not None:
        _add_unless(rule, file.unless, phrases)
    return rule


def _clause(when: model.When, phrases: "_Phrases") -> Clause:
    names = [when.detector] if isinstance(when.detector, str) else when.detector or []
    for name in names:
        if name.removeprefix("@") not in detectors.NAMES:
            known = suggest(name.removeprefix("@"), detectors.NAMES)
            raise RuleError("when.detector", f"there is no detector {name!r}.{known}")
    if not (when.any or when.all_within or when.count or names or when.evidence or when.tone or when.draft):
        raise RuleError("when", "is empty; give any, all_within, count, detector, evidence, tone or draft")
    return Clause(
        any=phrases.compile("when.any", when.any),
        within=_within(when, phrases),
        counts=_counts(when, phrases),
        detectors=tuple(name.removeprefix("@") for name in names),
        evidence=when.evidence,
        tone=when.tone,
        draft=when.draft,
    )


class _Phrases:
    """Compiles lists of phrases, turning what is wrong into an error about their key."""

    def __init__(self, compiler: PhraseCompiler) -> None:
        self._compiler = compiler

    def compile(self, key: str, sources: Iterable[str]) -> tuple[Phrase, ...]:
        compiled = []
        for place, source in enumerate(sources):
            try:
                compiled.append(self._compiler.add(source))
            except PhraseError as error:
                raise RuleError(f"{key}[{place}]", str(error)) from None
        return tuple(compiled)

    def weight(self, group: Iterable[Phrase]) -> int:
        """Return how common the words are that lead to any phrase of a group: less is rarer."""
        return sum(map(self._compiler.weight, group))


def _levels(level: str | PersonaLevels) -> PersonaLevels:
    return PersonaLevels(level, level, level) if isinstance(level, str) else level  # type: ignore[arg-type]


def _within(when: model.When, phrases: _Phrases) -> tuple[CompiledWithin, ...]:
    given = when.all_within if isinstance(when.all_within, list) else [when.all_within] if when.all_within else []
    compiled = []
    for entry in given:
        if (entry.words is None) == (entry.sentences is None):
            raise RuleError("when.all_within", "needs either words or sentences")
        if not 1 <= (entry.words or entry.sentences or 0) <= 400:
            raise RuleError("when.all_within", "words or sentences is from 1 to 400")
        if len(entry.of) < 2:
            raise RuleError("when.all_within.of", "needs at least two things that stand near each other")
        groups = []
        for place, group in enumerate(entry.of):
            groups.append(phrases.compile(f"when.all_within.of[{place}]", [group] if isinstance(group, str) else group))
        if not all(groups):
            raise RuleError("when.all_within.of", "holds an empty list")
        weights = list(map(phrases.weight, groups))
        rarest = tuple(sorted(range(len(groups)), key=weights.__getitem__))
        compiled.append(CompiledWithin(tuple(groups), rarest, entry.words, entry.sentences))
    return tuple(compiled)


def _counts(when: model.When, phrases: _Phrases) -> tuple[CompiledCount, ...]:
    given = when.count if isinstance(when.count, list) else [when.count] if when.count else []
    compiled = []
    for entry in given:
        if (entry.at_least is None) == (entry.more_than is None):
            raise RuleError("when.count", "needs either at_least or more_than")
        at_least = entry.at_least if entry.at_least is not None else (entry.more_than or 0) + 1
        if at_least < 1 or (entry.per_words is not None and entry.per_words < 1):
            raise RuleError("when.count", "counts from 1 up")
        if not entry.of:
            raise RuleError("when.count.of", "is empty")
        compiled.append(
            CompiledCount(phrases.compile("when.count.of", entry.of), at_least, entry.distinct, entry.per_words)
        )
    return tuple(compiled)


def _replacements(file: RuleFile, phrases: _Phrases) -> tuple[tuple[Phrase, str], ...]:
    compiled = []
    for source, template in file.replace.items():
        phrase = phrases.compile("replace", [source])[0]
        number = sum(element.is_open for element in phrase.elements)
        wanted = {int(digits) for digits in re.findall(r"\{(\d+)\}", template)}
        if not template.strip():
            raise RuleError(f"replace.{source}", "has nothing to put in place")
        if any(place < 1 or place > number for place in wanted):
            raise RuleError(
                f"replace.{source}", f"{template!r} names a place that the phrase does not have (it has {number})"
            )
        compiled.append((phrase, template))
    return tuple(compiled)


def _add_unless(rule: Rule, unless: Unless, phrases: _Phrases) -> None:
    rule.overlap += phrases.compile("unless.overlap", unless.overlap)
    rule.same_sentence += phrases.compile("unless.same_sentence", unless.same_sentence)
    rule.post_has += phrases.compile("unless.post_has", unless.post_has)
    rule.inside |= frozenset(unless.inside)
    rule.unless += (unless,)


_LOUDNESS = {"off": 0, "hint": 1, "warn": 2, "hold": 3}


def _apply_overlay(overlay: Overlay, pack: str, rules: Mapping[str, Rule], compiler: PhraseCompiler) -> None:
    rule = rules.get(overlay.id)
    if rule is None:
        raise RuleError("change.id", f"there is no rule {overlay.id!r} to change.{suggest(overlay.id, rules)}")
    if overlay.unless is not None:
        _add_unless(rule, overlay.unless, _Phrases(compiler))
        rule.origins["unless"] = pack
    if overlay.surface_level:
        rule.file = msgspec.structs.replace(
            rule.file, surface_level={**rule.file.surface_level, **overlay.surface_level}
        )
        rule.origins["surface_level"] = pack
    if overlay.level is not None:
        before, rule.levels = rule.levels, _levels(overlay.level)
        rule.origins["level"] = pack
        lowered = any(
            _LOUDNESS[getattr(rule.levels, p)] < _LOUDNESS[getattr(before, p)] for p in before.__struct_fields__
        )
        if lowered and rule.family == "confidentiality":
            rule.origins["lowered"] = pack
    if overlay.examples is not None and rule.file.examples is not None:
        joined = model.Examples(
            rule.file.examples.warn + overlay.examples.warn, rule.file.examples.ok + overlay.examples.ok
        )
        rule.file = msgspec.structs.replace(rule.file, examples=joined)


def _all_phrases(rule: Rule) -> Iterator[Phrase]:
    for clause in rule.clauses:
        yield from clause.any
        for within in clause.within:
            yield from (phrase for group in within.groups for phrase in group)
        for count in clause.counts:
            yield from count.phrases


def _index_rule(rule: Rule, owner: int, index: Index, compiler: PhraseCompiler) -> None:
    """File a rule under the words without which it can find nothing."""
    for clause in rule.clauses:
        for phrase in clause.any:
            index.add(phrase, owner)
        for within in clause.within:
            for phrase in within.groups[within.rarest[0]]:
                index.add(phrase, owner, rule.cues)
        for count in clause.counts:
            for phrase in count.phrases:
                index.add(phrase, owner)
        for name in clause.detectors:
            index.add_detector(name, owner)
        if clause.evidence:
            index.add_evidence(clause.evidence, owner)
        if clause.tone or clause.is_about_draft_only:
            index.always(owner)


def _mark_learned(rules: Mapping[str, Rule]) -> None:
    """Note of each rule that the classifier has learned which family's likeness its cues need."""
    from forethought.conduct.classifier import learned_rules

    for rule_id in learned_rules() & rules.keys():
        rules[rule_id].cues = rules[rule_id].family


def _prepare_evidence(
    rules: Mapping[str, Rule], folders: Sequence[Path], compiler: PhraseCompiler, problems: list[Problem]
) -> object:
    """Let the evidence compile its signals into the same matcher, when a rule asks for evidence."""
    if not any(clause.evidence for rule in rules.values() for clause in rule.clauses):
        return None
    # The evidence brings its signals and numbers along; a rulebook that asks for none loads none.
    from forethought.conduct.evidence import prepare

    return prepare(compiler, [folder / "signals" for folder in folders if (folder / "signals").is_dir()], problems)
