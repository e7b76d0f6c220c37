"""Takes in packs from others: looks a zip file over without trusting it, says what it changes, and puts it in place."""

import hashlib
import json
import re
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from forethought.conduct.load import LOCK, load_rulebook
from forethought.conduct.model import PackFile, Rulebook
from forethought.conduct.selftest import test_rules

#: Limits of a pack: the zip itself and all that comes out of it (bytes), and the number of files.
MAX_BYTES = 10 * 1024 * 1024
MAX_FILES = 2_000
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,80}")
_SUFFIXES = (".toml", ".txt", ".md")
_LICENCE = ("license", "licence", "LICENSE", "LICENCE", "README.md", "LICENSE.txt", "LICENCE.txt")


class PackError(ValueError):
    """A pack that is refused; the message names the file, the key and what was expected."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pack that has been looked over and could be put in place."""

    pack: PackFile
    files: dict[str, bytes]
    changes: tuple[str, ...]


def installed_packs(data_dir: Path) -> list[Path]:
    """Return the folders of the packs a person added, in the order they apply: organisation before personal."""
    folder = data_dir / "packs"
    if not folder.is_dir():
        return []
    found = [path for path in sorted(folder.iterdir()) if path.is_dir() and _NAME.fullmatch(path.name)]
    return sorted(found, key=lambda path: (_kind(path) == "personal", path.name))


def _kind(folder: Path) -> str:
    path = folder / "pack.toml"
    return (
        "personal" if path.is_file() and 'kind = "personal"' in path.read_text("utf-8", "replace") else "organisation"
    )


def look_over(archive: Path, *below: Path) -> Candidate:
    """Read a zip file into memory and try the pack on top of the packs ``below`` (core first).

    Nothing is put in place. Raises PackError for a file that is no zip, is too large, holds links, strange names or
    paths that leave it, and for a pack with any broken file or failing example.
    """
    files = _read_zip(archive)
    with tempfile.TemporaryDirectory(prefix="forethought-pack-") as scratch:
        folder = Path(scratch) / "pack"
        _write(files, folder)
        before = load_rulebook(*below, with_examples=True)
        after = load_rulebook(*below, folder, with_examples=True)
        _refuse_broken(before, after, folder)
        pack = after.packs[-1]
        _refuse_kind(pack, before)
        return Candidate(pack, files, tuple(_changes(before, after, pack.id)))


def put_in_place(candidate: Candidate, data_dir: Path) -> Path:
    """Write a pack into ``data_dir/packs`` all at once, replacing an older version of it; return its folder."""
    packs = data_dir / "packs"
    packs.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = packs / candidate.pack.id
    fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=packs))
    try:
        _write(candidate.files, fresh)
        digests = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(candidate.files.items())}
        (fresh / LOCK).write_text(json.dumps(digests, indent=1), encoding="utf-8")
        old = packs / f".old-{candidate.pack.id}"
        shutil.rmtree(old, ignore_errors=True)
        if target.exists():
            target.rename(old)
        fresh.rename(target)
        shutil.rmtree(old, ignore_errors=True)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    return target


def remove(pack_id: str, data_dir: Path) -> bool:
    """Take an added pack away; return whether it was there."""
    folder = data_dir / "packs" / pack_id
    if not _NAME.fullmatch(pack_id) or not folder.is_dir():
        return False
    shutil.rmtree(folder)
    return True


def _read_zip(archive: Path) -> dict[str, bytes]:
    if archive.stat().st_size > MAX_BYTES:
        raise PackError(f"{archive.name} is larger than {MAX_BYTES // 1024 // 1024} MB")
    try:
        with zipfile.ZipFile(archive) as opened:
            return _without_top_folder(dict(_entries(opened)))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise PackError(f"{archive.name} is not a zip file that can be read: {error}") from error


def _entries(opened: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Yield each file's name and content; sizes are counted as they come out, whatever the zip says of itself."""
    entries = [entry for entry in opened.infolist() if not entry.is_dir()]
    if len(entries) > MAX_FILES:
        raise PackError(f"holds {len(entries)} files; a pack has at most {MAX_FILES}")
    left, seen = MAX_BYTES, set()
    for entry in entries:
        name = entry.filename
        _refuse_name(name)
        if name.lower() in seen:
            raise PackError(f"{name!r} is in it twice")
        seen.add(name.lower())
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise PackError(f"{name!r} is a link; a pack holds only plain files")
        with opened.open(entry) as stream:
            data = stream.read(left + 1)
        left -= len(data)
        if left < 0:
            raise PackError(f"more than {MAX_BYTES // 1024 // 1024} MB come out of it")
        yield name, data


def _refuse_name(name: str) -> None:
    parts = PurePosixPath(name).parts
    plain = all(_NAME.fullmatch(part) or part in _LICENCE for part in parts) and ".." not in name
    known = name.endswith(_SUFFIXES) or (bool(parts) and parts[-1] in _LICENCE)
    if not parts or name.startswith("/") or len(parts) > 4 or not plain or not known:
        raise PackError(
            f"{name!r} is not a name for a file of a pack (small letters, digits, '-' and '.'; toml, txt or md)"
        )


def _without_top_folder(files: dict[str, bytes]) -> dict[str, bytes]:
    """Accept a pack that was zipped with the folder around it."""
    tops = {name.partition("/")[0] for name in files}
    if "pack.toml" not in files and len(tops) == 1:
        top = tops.pop()
        files = {name.partition("/")[2]: data for name, data in files.items() if name.startswith(f"{top}/")}
    if "pack.toml" not in files:
        raise PackError("pack.toml is missing; a pack says in it who it is")
    return files


def _write(files: dict[str, bytes], folder: Path) -> None:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_bytes(data)


def _refuse_broken(before: Rulebook, after: Rulebook, folder: Path) -> None:
    old = {str(problem) for problem in before.problems}
    broken = [str(problem) for problem in after.problems if str(problem) not in old]
    own = [
        rule for rule in after.order if rule.path.is_relative_to(folder) or after.packs[-1].id in rule.origins.values()
    ]
    broken += [str(failure) for failure in test_rules(after, own)]
    if broken:
        raise PackError("\n".join(line.replace(f"{folder}/", "") for line in broken))


def _refuse_kind(pack: PackFile, before: Rulebook) -> None:
    if pack.kind == "core":
        raise PackError("pack.toml: kind: 'core' ships with the program; use profession, organisation or personal")
    if not _NAME.fullmatch(pack.id) or pack.id in {known.id for known in before.packs if known.kind == "core"}:
        raise PackError(
            f"pack.toml: id: {pack.id!r} cannot be used; take small letters, digits and hyphens, not 'core'"
        )


def _changes(before: Rulebook, after: Rulebook, pack_id: str) -> Iterator[str]:
    """Say line by line what a pack adds and changes."""
    for rule in after.order:
        if rule.id not in before.rules:
            levels = rule.levels
            yield f"adds {rule.id} ({levels.professional}/{levels.personal}/{levels.organisational}): {rule.file.title}"
            continue
        for part in sorted(key for key, origin in rule.origins.items() if origin == pack_id):
            if part == "level":
                old, new = before.rules[rule.id].levels, rule.levels
                yield (
                    f"changes the level of {rule.id} from {old.professional}/{old.personal}/{old.organisational} "
                    f"to {new.professional}/{new.personal}/{new.organisational}"
                )
            elif part == "lowered":
                yield f"lowers {rule.id}: a post that lets a person be recognised is warned of less, or not at all"
            else:
                yield f"adds to {part.replace('_', ' ')} of {rule.id}"
    for name, entries in after.lexicons.items():
        number = len(entries) - len(before.lexicons.get(name, ()))
        if number:
            yield f"adds {number} lines to lexicon {{{name}}}"
