"""Writes the files that let a browser find the companion by itself, and takes them away again."""

import json
import os
import plistlib
import re
import shlex
import sys
from pathlib import Path
from typing import Any

from forethought.desktop.places import HOST_NAME, Place, autostart_file, places

_RUN_KEY = "Software\\Microsoft\\Windows\\CurrentVersion\\Run"


def person_places(data_dir: Path) -> list[Place]:
    """Return the places of the person who runs this."""
    return places(sys.platform, Path.home(), _config(), data_dir)


def install(place: Place, data_dir: Path, chromium_origins: frozenset[str], gecko_id: str) -> Path:
    """Write the launcher and one browser's manifest, and return the manifest's path. Raises OSError."""
    launcher = _write_launcher(data_dir)
    manifest: dict[str, Any] = {
        "name": HOST_NAME,
        "description": "Lets the Forethought extension find the companion on this computer.",
        "path": str(launcher),
        "type": "stdio",
    }
    if place.family == "chromium":
        manifest["allowed_origins"] = sorted(f"{origin}/" for origin in chromium_origins)
    else:
        manifest["allowed_extensions"] = [gecko_id]
    place.folder.mkdir(parents=True, exist_ok=True)
    file = place.folder / f"{HOST_NAME}.json"
    file.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    file.chmod(0o600)
    if place.registry_key:
        _set_registry(place.registry_key, "", str(file))
    return file


def start_with_session(data_dir: Path) -> Path | None:
    """Start the companion whenever the person logs in; return the file that says so. Raises OSError."""
    command = [*_forethought(), "serve", "--data", str(data_dir)]
    file = autostart_file(sys.platform, Path.home(), _config())
    if file is None:
        import subprocess

        _set_registry(_RUN_KEY, "Forethought", subprocess.list2cmdline(command))
        return None
    file.parent.mkdir(parents=True, exist_ok=True)
    if sys.platform == "darwin":
        agent = {"Label": HOST_NAME, "ProgramArguments": command, "RunAtLoad": True}
        file.write_bytes(plistlib.dumps(agent))
    else:
        lines = ["[Desktop Entry]", "Type=Application", "Name=Forethought", f"Exec={_desktop_line(command)}"]
        file.write_text("\n".join([*lines, "NoDisplay=true", ""]), encoding="utf-8")
    return file


def remove(data_dir: Path, more_places: tuple[Place, ...] = ()) -> list[Path]:
    """Take away every file that ``install`` and ``start_with_session`` wrote, and return those that were there."""
    files = [place.folder / f"{HOST_NAME}.json" for place in (*person_places(data_dir), *more_places)]
    files += [_launcher(data_dir)]
    autostart = autostart_file(sys.platform, Path.home(), _config())
    if autostart is not None:
        files.append(autostart)
    for place in person_places(data_dir):
        if place.registry_key:
            _drop_registry(place.registry_key, None)
    if sys.platform == "win32":
        _drop_registry(_RUN_KEY, "Forethought")
    removed = [file for file in dict.fromkeys(files) if file.exists()]
    for file in removed:
        file.unlink()
    return removed


def _config() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")


def _forethought() -> list[str]:
    # -P: a folder that happens to be the current one must not be able to lend its modules.
    return [sys.executable, "-P", "-m", "forethought"]


def _desktop_line(command: list[str]) -> str:
    """Return a command as the line Exec of a desktop entry takes it (Desktop Entry Specification 1.5, chapter 7)."""
    quoted = ['"' + re.sub(r'(["`$\\])', r"\\\1", word) + '"' for word in command]
    # The line is a string of the file, where a backslash is written twice; a percent sign would begin a field code.
    return " ".join(quoted).replace("\\", "\\\\").replace("%", "%%")


def _launcher(data_dir: Path) -> Path:
    return data_dir / ("native-host.bat" if sys.platform == "win32" else "native-host")


def _write_launcher(data_dir: Path) -> Path:
    file = _launcher(data_dir)
    command = [sys.executable, "-P", "-m", "forethought.desktop.native_host"]
    if sys.platform == "win32":
        import subprocess

        # Files of commands are read in the console's code page, and a percent sign is written twice.
        lines = ["@chcp 65001 >nul", f'@set "FORETHOUGHT_DATA_DIR={data_dir}"', f"@{subprocess.list2cmdline(command)}"]
        words = "\r\n".join(lines).replace("%", "%%") + " %*\r\n"
    else:
        words = (
            f'#!/bin/sh\nexport FORETHOUGHT_DATA_DIR={shlex.quote(str(data_dir))}\nexec {shlex.join(command)} "$@"\n'
        )
    file.write_text(words, encoding="utf-8", newline="")
    file.chmod(0o700)
    return file


if sys.platform == "win32":
    import winreg

    def _set_registry(key: str, name: str, value: str) -> None:
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, key) as opened:
            winreg.SetValueEx(opened, name, 0, winreg.REG_SZ, value)

    def _drop_registry(key: str, name: str | None) -> None:
        try:
            if name is None:
                winreg.DeleteKey(winreg.HKEY_CURRENT_USER, key)
                return
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key, 0, winreg.KEY_SET_VALUE) as opened:
                winreg.DeleteValue(opened, name)
        except FileNotFoundError:
            return

else:

    def _set_registry(key: str, name: str, value: str) -> None:
        raise OSError(f"there is no registry for {key}")

    def _drop_registry(key: str, name: str | None) -> None:
        raise OSError(f"there is no registry for {key}")
