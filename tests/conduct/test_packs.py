"""A pack from somebody else is looked over without trust; what is refused leaves nothing behind."""

import stat
import zipfile
from pathlib import Path

import pytest
from tests.conduct.packs import LEXICON, PACK, RULE, write_pack

from forethought.conduct.load import load_rulebook
from forethought.conduct.packs import MAX_BYTES, PackError, installed_packs, look_over, put_in_place, remove

FILES = {
    "pack.toml": PACK.format(id="clinic", kind="organisation"),
    "promotion/shop.toml": RULE,
    "lexicons/shop.txt": LEXICON,
}


@pytest.fixture
def below(tmp_path: Path) -> Path:
    rule = RULE.replace("promotion.shop", "confidentiality.shop").replace("{shop}", "{stall}")
    files = {"promotion/shop.toml": None, "lexicons/shop.txt": None, "lexicons/stall.txt": LEXICON}
    return write_pack(tmp_path / "below", {**files, "confidentiality/shop.toml": rule}, id="core")


def _zip(folder: Path, files: dict[str, str | bytes]) -> Path:
    path = folder / "pack.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def test_a_good_pack_says_what_it_changes_and_works_once_added(tmp_path: Path, below: Path):
    changes = '[[change]]\nid = "confidentiality.shop"\nlevel = "off"\n'
    archive = _zip(tmp_path, {**FILES, "changes.toml": changes, "lexicons/stall.txt": "kiosk\n"})
    candidate = look_over(archive, below)
    assert candidate.changes == (
        "changes the level of confidentiality.shop from warn/hint/hold to off/off/off",
        "lowers confidentiality.shop: a post that lets a person be recognised is warned of less, or not at all",
        "adds promotion.shop (warn/hint/hold): A shop",
        "adds 1 lines to lexicon {stall}",
        "adds 2 lines to lexicon {shop}",
    )
    put_in_place(candidate, tmp_path / "data")
    assert installed_packs(tmp_path / "data") == [tmp_path / "data" / "packs" / "clinic"]
    rulebook = load_rulebook(below, *installed_packs(tmp_path / "data"))
    assert (sorted(rulebook.rules), rulebook.problems) == (["confidentiality.shop", "promotion.shop"], [])


def test_a_pack_zipped_with_the_folder_around_it_is_the_same_pack(tmp_path: Path, below: Path):
    archive = _zip(tmp_path, {f"clinic/{name}": text for name, text in FILES.items()})
    assert sorted(look_over(archive, below).files) == sorted(FILES)


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        ({"../evil.toml": "x"}, "is not a name for a file of a pack"),
        ({"/etc/evil.toml": "x"}, "is not a name"),
        ({"a/../../evil.toml": "x"}, "is not a name"),
        ({"promotion/.hidden.toml": "x"}, "is not a name"),
        ({"promotion/EVIL.toml": "x"}, "is not a name"),
        ({"promotion/e vil.toml": "x"}, "is not a name"),
        ({"promotion/evil.py": "x"}, "is not a name"),
        ({"a/b/c/d/e.toml": "x"}, "is not a name"),
        ({"promotion/shöp.toml": "x"}, "is not a name"),
        ({"c:\\evil.toml": "x"}, "is not a name"),
        ({"pack.toml": 'id = "clinic"'}, "pack.toml: title: is missing"),
        ({"pack.toml": PACK.format(id="core", kind="organisation")}, "cannot be used"),
        ({"pack.toml": PACK.format(id="../x", kind="organisation")}, "cannot be used"),
        ({"pack.toml": PACK.format(id="clinic", kind="core")}, "'core' ships with the program"),
        ({"promotion/shop.toml": RULE.replace("{shop}", "(" + "|".join(["shop"] * 10_000) + ")")}, "when.any[0]: a phrase has at most"),
        ({"lexicons/shop.txt": "\n".join(f"shop {n}" for n in range(10_000))}, "at most 5000"),
        ({"promotion/shop.toml": RULE.replace("Come to «my shop»", "Come to «a shop»")}, "'Come to «a shop»': must be found, and is not"),
        ({"promotion/shop.toml": RULE.replace('title = "A shop"', "title = [1]")}, "title: [1]: expected str, got array"),
        ({"promotion/other.toml": RULE}, "a rule's id is its folder and file"),
        ({"confidentiality/shop.toml": RULE.replace("promotion.shop", "confidentiality.shop")}, "already a rule of pack 'core'"),
        ({"promotion/big.toml": "#" * 300_000}, "larger than 256 kB"),
        ({"lexicons/bomb.txt": b"0" * (MAX_BYTES + 1)}, "more than 10 MB come out of it"),
        ({"changes.toml": '[[change]]\nid = "promotion.none"'}, "there is no rule 'promotion.none'"),
    ],
)  # fmt: skip
def test_a_bad_pack_is_refused_with_file_and_key(
    tmp_path: Path, below: Path, files: dict[str, str | bytes], complaint: str
):
    with pytest.raises(PackError) as caught:
        look_over(_zip(tmp_path, {**FILES, **files}), below)
    assert complaint in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


def test_a_link_in_a_pack_is_refused(tmp_path: Path, below: Path):
    archive = _zip(tmp_path, FILES)
    link = zipfile.ZipInfo("promotion/link.toml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(archive, "a") as opened:
        opened.writestr(link, "/etc/passwd")
    with pytest.raises(PackError, match="is a link"):
        look_over(archive, below)


def test_a_name_given_twice_is_refused(tmp_path: Path, below: Path):
    archive = _zip(tmp_path, FILES)
    with zipfile.ZipFile(archive, "a") as opened, pytest.warns(UserWarning, match="Duplicate"):
        opened.writestr("promotion/shop.toml", RULE)
    with pytest.raises(PackError, match="in it twice"):
        look_over(archive, below)


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04" + b"\x00" * 40])
def test_what_is_no_zip_is_refused(tmp_path: Path, below: Path, content: bytes):
    path = tmp_path / "pack.zip"
    path.write_bytes(content)
    with pytest.raises(PackError, match="not a zip file"):
        look_over(path, below)


def test_a_zip_whose_content_is_damaged_is_refused(tmp_path: Path, below: Path):
    path = _zip(tmp_path, {**FILES, "lexicons/long.txt": "plain\n" * 5000})
    content = bytearray(path.read_bytes())
    place = content.index(b"lexicons/long.txt") + len(b"lexicons/long.txt")
    content[place : place + 8] = b"\xff" * 8
    path.write_bytes(content)
    with pytest.raises(PackError, match="not a zip file that can be read"):
        look_over(path, below)


def test_a_zip_of_more_than_ten_megabytes_is_not_opened(tmp_path: Path, below: Path):
    path = tmp_path / "pack.zip"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(PackError, match="larger than 10 MB"):
        look_over(path, below)


def test_a_failed_write_leaves_the_older_version_and_nothing_half_done(
    tmp_path: Path, below: Path, monkeypatch: pytest.MonkeyPatch
):
    candidate = look_over(_zip(tmp_path, FILES), below)
    data = tmp_path / "data"
    folder = put_in_place(candidate, data)
    before = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    def fail(self: Path, data: bytes) -> int:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(OSError, match="no space left"):
        put_in_place(candidate, data)
    assert {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert [path.name for path in (data / "packs").iterdir()] == ["clinic"]


def test_a_newer_version_takes_the_place_of_an_older_one(tmp_path: Path, below: Path):
    data = tmp_path / "data"
    put_in_place(look_over(_zip(tmp_path, {**FILES, "lexicons/old.txt": "x\n"}), below), data)
    folder = put_in_place(look_over(_zip(tmp_path, FILES), below), data)
    assert not (folder / "lexicons" / "old.txt").exists()


def test_a_pack_whose_rule_was_changed_by_hand_is_held_to_its_examples_again(tmp_path: Path, below: Path):
    folder = put_in_place(look_over(_zip(tmp_path, FILES), below), tmp_path / "data")
    (folder / "promotion" / "shop.toml").write_text(RULE.replace("Come to «my shop»", "Come to «a shop»"))
    rulebook = load_rulebook(below, folder)
    assert list(rulebook.rules) == ["confidentiality.shop"]
    assert "'Come to «a shop»': must be found, and is not" in str(rulebook.problems[0])


def test_an_added_pack_can_be_taken_away(tmp_path: Path, below: Path):
    data = tmp_path / "data"
    put_in_place(look_over(_zip(tmp_path, FILES), below), data)
    assert (remove("clinic", data), remove("clinic", data), remove("../data", data)) == (True, False, False)
    assert installed_packs(data) == []
