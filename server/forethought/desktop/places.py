"""Says where each browser looks for programs that an extension may start, and a session for what to start."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

#: What the extension asks for; the manifest file has this name.
HOST_NAME = "org.forethought.companion"

Family = Literal["chromium", "firefox"]


@dataclass(frozen=True)
class Place:
    """Where one browser of this person looks, and how to tell that the browser is there."""

    browser: str
    family: Family
    folder: Path
    #: Folders that the browser makes when it is first used.
    profiles: tuple[Path, ...]
    #: Names of its program.
    programs: tuple[str, ...]
    #: The registry key under HKEY_CURRENT_USER that names the manifest; on Windows only.
    registry_key: str = ""

    def is_used(self, find: Callable[[str], str | None] = shutil.which) -> bool:
        """Return whether this person has the browser."""
        return any(profile.is_dir() for profile in self.profiles) or any(find(name) for name in self.programs)


#: browser -> (folder under ~/.config, folder under ~/Library/Application Support, registry key, programs).
#: developer.chrome.com/docs/extensions/develop/concepts/native-messaging; learn.microsoft.com/microsoft-edge/extensions
_CHROMIUMS = {
    "Chromium": ("chromium", "Chromium", "Chromium", ("chromium", "chromium-browser")),
    "Chrome": ("google-chrome", "Google/Chrome", "Google\\Chrome", ("google-chrome", "google-chrome-stable")),
    "Edge": ("microsoft-edge", "Microsoft Edge", "Microsoft\\Edge", ("microsoft-edge", "microsoft-edge-stable")),
    "Brave": ("BraveSoftware/Brave-Browser", "BraveSoftware/Brave-Browser", "BraveSoftware\\Brave-Browser", ("brave",)),
    "Vivaldi": ("vivaldi", "Vivaldi", "Vivaldi", ("vivaldi", "vivaldi-stable")),
}


def places(platform: str, home: Path, config: Path, data_dir: Path) -> list[Place]:
    """Return the place of every browser we know on ``platform`` (sys.platform).

    ``config`` is the person's configuration folder (XDG_CONFIG_HOME). On Windows the registry names the manifest, which
    stands in the data folder.
    """
    support = home / "Library" / "Application Support"
    found = []
    for browser, (linux, mac, key, programs) in _CHROMIUMS.items():
        root = {"darwin": support / mac, "win32": home / "AppData" / "Local" / key.replace("\\", "/")}.get(
            platform, config / linux
        )
        folder = data_dir / "native" if platform == "win32" else root / "NativeMessagingHosts"
        registry = f"Software\\{key}\\NativeMessagingHosts\\{HOST_NAME}" if platform == "win32" else ""
        found.append(Place(browser, "chromium", folder, (root,), programs, registry))
    # developer.mozilla.org, "Native manifests"
    mozilla = {"darwin": support / "Mozilla", "win32": home / "AppData" / "Roaming" / "Mozilla"}.get(
        platform, home / ".mozilla"
    )
    folder = {
        "darwin": mozilla / "NativeMessagingHosts",
        "win32": data_dir / "native-firefox",
    }.get(platform, mozilla / "native-messaging-hosts")
    registry = f"Software\\Mozilla\\NativeMessagingHosts\\{HOST_NAME}" if platform == "win32" else ""
    found.append(Place("Firefox", "firefox", folder, (mozilla,), ("firefox", "firefox-esr"), registry))
    return found


def autostart_file(platform: str, home: Path, config: Path) -> Path | None:
    """Return the file that starts the companion with the person's session, or None where it is not a file."""
    if platform == "darwin":
        return home / "Library" / "LaunchAgents" / f"{HOST_NAME}.plist"
    if platform == "win32":
        return None
    # specifications.freedesktop.org/autostart-spec
    return config / "autostart" / "forethought.desktop"
