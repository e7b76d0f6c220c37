"""What setup writes on macOS, Windows and for odd folders; the registry and the name of the system are ours."""

import importlib.util
import json
import plistlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from forethought.desktop import install
from forethought.desktop.places import HOST_NAME, places

ORIGINS = frozenset({"chrome-extension://abc"})
GECKO_ID = "forethought@forethought.example"
RUN = "Software\\Microsoft\\Windows\\CurrentVersion\\Run"


class Registry(ModuleType):
    """HKEY_CURRENT_USER, as far as setup uses it."""

    HKEY_CURRENT_USER = "HKCU"
    KEY_SET_VALUE = 2
    REG_SZ = 1

    def __init__(self) -> None:
        super().__init__("winreg")
        self.keys: dict[str, dict[str, str]] = {}

    class Key:
        def __init__(self, values: dict[str, str]) -> None:
            self.values = values

        def __enter__(self) -> "Registry.Key":
            return self

        def __exit__(self, *_: object) -> None:
            pass

    def CreateKey(self, root: str, name: str) -> "Registry.Key":  # noqa: N802
        assert root == "HKCU"
        return self.Key(self.keys.setdefault(name, {}))

    def OpenKey(self, root: str, name: str, reserved: int, access: int) -> "Registry.Key":  # noqa: N802
        assert (root, reserved, access) == ("HKCU", 0, self.KEY_SET_VALUE)
        if name not in self.keys:
            raise FileNotFoundError(name)
        return self.Key(self.keys[name])

    def SetValueEx(self, key: "Registry.Key", name: str, reserved: int, kind: int, value: str) -> None:  # noqa: N802
        assert (reserved, kind) == (0, self.REG_SZ)
        key.values[name] = value

    def DeleteKey(self, root: str, name: str) -> None:  # noqa: N802
        if name not in self.keys:
            raise FileNotFoundError(name)
        del self.keys[name]

    def DeleteValue(self, key: "Registry.Key", name: str) -> None:  # noqa: N802
        if name not in key.values:
            raise FileNotFoundError(name)
        del key.values[name]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's home, with a name that is hard to write."""
    home = tmp_path / "Jo $mith & Ünal 100%"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    return home


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Registry:
    """An empty registry in place of the one that this system does not have."""
    made = Registry()
    monkeypatch.setitem(sys.modules, "winreg", made)
    return made


def on(platform: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Load the module as that system would."""
    monkeypatch.setattr(sys, "platform", platform)
    spec = importlib.util.spec_from_file_location("install_elsewhere", install.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def data_of(home: Path) -> Path:
    data = home / "data"
    data.mkdir()
    return data


def test_windows_finds_each_manifest_by_the_registry(home: Path, registry: Registry, monkeypatch: pytest.MonkeyPatch):
    windows, data = on("win32", monkeypatch), data_of(home)
    for place in windows.person_places(data):
        windows.install(place, data, ORIGINS, GECKO_ID)
    assert {name.rpartition("\\NativeMessagingHosts")[0] for name in registry.keys} == {
        "Software\\Chromium",
        "Software\\Google\\Chrome",
        "Software\\Microsoft\\Edge",
        "Software\\BraveSoftware\\Brave-Browser",
        "Software\\Vivaldi",
        "Software\\Mozilla",
    }
    for name, values in registry.keys.items():
        told = json.loads(Path(values[""]).read_text(encoding="utf-8"))
        assert told["path"] == str(data / "native-host.bat")
        assert ("allowed_extensions" in told) == ("Mozilla" in name)
    # Firefox and the others must not share a file: each refuses the other's.
    assert len({values[""] for values in registry.keys.values()}) == 2


def test_windows_starts_the_host_with_a_folder_of_any_name(
    home: Path, registry: Registry, monkeypatch: pytest.MonkeyPatch
):
    windows, data = on("win32", monkeypatch), data_of(home)
    windows.install(windows.person_places(data)[0], data, ORIGINS, GECKO_ID)
    lines = (data / "native-host.bat").read_bytes().decode().split("\r\n")
    assert lines[0] == "@chcp 65001 >nul"
    assert lines[1] == f'@set "FORETHOUGHT_DATA_DIR={data}"'.replace("%", "%%")
    assert lines[2].endswith(" -P -m forethought.desktop.native_host %*")
    assert lines[3:] == [""]


def test_windows_starts_the_companion_by_the_registry_and_forgets_all_of_it(
    home: Path, registry: Registry, monkeypatch: pytest.MonkeyPatch
):
    windows, data = on("win32", monkeypatch), data_of(home)
    for place in windows.person_places(data):
        windows.install(place, data, ORIGINS, GECKO_ID)
    assert windows.start_with_session(data) is None
    assert registry.keys[RUN]["Forethought"].endswith(f'serve --data "{data}"')
    removed = windows.remove(data)
    assert len(removed) == 3
    assert registry.keys == {RUN: {}}
    assert windows.remove(data) == []


def test_a_mac_starts_the_companion_by_an_agent(home: Path, monkeypatch: pytest.MonkeyPatch):
    mac, data = on("darwin", monkeypatch), data_of(home)
    file = mac.start_with_session(data)
    assert file == home / "Library" / "LaunchAgents" / f"{HOST_NAME}.plist"
    agent = plistlib.loads(file.read_bytes())
    assert agent["ProgramArguments"][1:] == ["-P", "-m", "forethought", "serve", "--data", str(data)]
    assert agent["RunAtLoad"] is True
    for place in mac.person_places(data):
        assert mac.install(place, data, ORIGINS, GECKO_ID).is_relative_to(home / "Library" / "Application Support")
    assert (data / "native-host").read_text().startswith("#!/bin/sh\n")
    # Six manifests, the launcher and the agent.
    assert len(mac.remove(data)) == 8


def test_a_desktop_entry_names_a_folder_of_any_name(home: Path):
    data = data_of(home)
    file = install.start_with_session(data)
    assert file is not None
    (line,) = [line for line in file.read_text().splitlines() if line.startswith("Exec=")]
    written = str(data).replace("$", "\\\\$").replace("%", "%%")
    assert line.endswith(f'"-P" "-m" "forethought" "serve" "--data" "{written}"')


def test_no_two_browsers_share_a_folder_where_that_would_matter(tmp_path: Path):
    for platform in ("linux", "darwin"):
        folders = [place.folder for place in places(platform, tmp_path, tmp_path / ".config", tmp_path / "data")]
        assert len(set(folders)) == len(folders)
