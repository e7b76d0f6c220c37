"""forethought setup writes one file for each browser, and takes back every one."""

import json
import os
import stat
import subprocess
from pathlib import Path

import pytest
from tests.companion import FORETHOUGHT

from forethought.desktop.places import HOST_NAME, autostart_file, places
from forethought.resources import shipped
from forethought.serve import chromium_origins


def forethought(home: Path, *arguments: str) -> str:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("FORETHOUGHT_", "XDG_"))}
    done = subprocess.run(
        [*FORETHOUGHT, "setup", "--data", str(home / "data"), *arguments],
        capture_output=True,
        text=True,
        # No browser on the path: only folders tell which ones there are.
        env={**clean, "HOME": str(home), "PATH": "/nowhere"},
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def files_in(home: Path) -> set[str]:
    return {str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()}


def test_each_browser_that_is_there_is_told_and_no_other(tmp_path: Path):
    (tmp_path / ".config/chromium").mkdir(parents=True)
    (tmp_path / ".mozilla").mkdir()
    said = forethought(tmp_path)
    chromium = f".config/chromium/NativeMessagingHosts/{HOST_NAME}.json"
    firefox = f".mozilla/native-messaging-hosts/{HOST_NAME}.json"
    assert files_in(tmp_path) == {chromium, firefox, "data/native-host"}
    assert "Chromium may now connect by itself" in said
    assert "Firefox may now connect by itself" in said
    launcher = tmp_path / "data/native-host"
    assert stat.S_IMODE(launcher.stat().st_mode) == 0o700
    told = json.loads((tmp_path / chromium).read_text())
    assert (told["name"], told["type"], told["path"]) == (HOST_NAME, "stdio", str(launcher))
    assert told["allowed_origins"] == [f"{origin}/" for origin in chromium_origins(shipped("extension"))]
    assert "allowed_extensions" not in told
    told = json.loads((tmp_path / firefox).read_text())
    assert told["allowed_extensions"] == ["forethought@forethought.example"]
    assert "allowed_origins" not in told


def test_the_launcher_starts_the_host(tmp_path: Path):
    (tmp_path / ".mozilla").mkdir()
    forethought(tmp_path)
    done = subprocess.run([tmp_path / "data/native-host", "stranger"], input=b"", capture_output=True, timeout=60)
    assert (done.returncode, done.stdout[4:]) == (0, b'{"error": {"code": "bad-request"}}')


def test_another_chromium_folder_can_be_named(tmp_path: Path):
    forethought(tmp_path, "--browser-folder", str(tmp_path / "profile"))
    assert f"profile/NativeMessagingHosts/{HOST_NAME}.json" in files_in(tmp_path)


def test_remove_leaves_nothing_behind(tmp_path: Path):
    (tmp_path / ".config/google-chrome").mkdir(parents=True)
    forethought(tmp_path, "--autostart", "--browser-folder", str(tmp_path / "profile"))
    assert len(files_in(tmp_path)) == 4
    said = forethought(tmp_path, "--remove", "--browser-folder", str(tmp_path / "profile"))
    assert files_in(tmp_path) == set()
    assert said.count("Removed") == 4
    assert "nothing to remove" in forethought(tmp_path, "--remove")


def test_without_a_browser_the_code_is_named(tmp_path: Path):
    assert "forethought pair" in forethought(tmp_path)


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_every_browser_has_a_place_on_every_system(platform: str):
    found = places(platform, Path("/home/p"), Path("/home/p/.config"), Path("/home/p/data"))
    assert [place.browser for place in found] == ["Chromium", "Chrome", "Edge", "Brave", "Vivaldi", "Firefox"]
    assert all(bool(place.registry_key) == (platform == "win32") for place in found)
    assert (autostart_file(platform, Path("/home/p"), Path("/home/p/.config")) is None) == (platform == "win32")


def test_chrome_on_a_mac_looks_in_its_own_folder():
    found = {place.browser: place.folder for place in places("darwin", Path("/Users/p"), Path("/x"), Path("/d"))}
    assert found["Chrome"] == Path("/Users/p/Library/Application Support/Google/Chrome/NativeMessagingHosts")
    assert found["Firefox"] == Path("/Users/p/Library/Application Support/Mozilla/NativeMessagingHosts")
