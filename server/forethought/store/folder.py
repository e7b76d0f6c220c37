"""Makes the data folder and its files private to the person, and refuses a folder that is not."""

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

from forethought.store.errors import StoreReadOnly, StoreUnsafe

#: Freed before erasing on a full disk, where even a DELETE needs room (notes on security, fault test 3).
BALLAST_BYTES = 1_048_576


def prepare_folder(folder: Path) -> None:
    """Make ``folder`` with mode 0700, or check that an existing one is the person's own.

    Raises StoreUnsafe when it is a link or no folder, belongs to another user or can be written by others;
    StoreReadOnly when it cannot be made or written.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except FileExistsError:
        raise StoreUnsafe(f"{folder} is a file. Name a folder for Forethought's data.") from None
    except OSError as error:
        raise StoreReadOnly(f"The folder {folder} cannot be made: {error.strerror}.") from None
    found = folder.lstat()
    if stat.S_ISLNK(found.st_mode):
        raise StoreUnsafe(f"{folder} is a symbolic link. Name the folder itself.")
    if os.name == "posix":
        _check_owner_and_mode(folder, found)
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise StoreReadOnly(f"The folder {folder} cannot be written. Make it writable for you, or name another.")


def _check_owner_and_mode(folder: Path, found: os.stat_result) -> None:
    if found.st_uid != os.getuid():
        raise StoreUnsafe(f"The folder {folder} belongs to another user. Name a folder of your own.")
    if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise StoreUnsafe(f"Others can write to the folder {folder}. Close it with: chmod 700 {folder}")
    is_ours = (folder / "forethought.db").exists() or not any(folder.iterdir())
    if found.st_mode & 0o077 and is_ours:
        folder.chmod(0o700)


def create_private(file: Path) -> None:
    """Create an empty ``file`` with mode 0600; one that exists must be a plain file, and gets that mode.

    SQLite gives its -wal and -shm files the mode of the database.
    Raises StoreUnsafe on a link or another user's file, StoreReadOnly when it cannot be written.
    """
    no_follow = getattr(os, "O_NOFOLLOW", 0)
    try:
        # One that exists is never opened: closing it again would end the locks that SQLite holds on it in this process,
        # and another process would then take away the journal in use.
        with suppress(FileExistsError):
            os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL | no_follow, 0o600))
        if file.is_symlink() or not os.access(file, os.R_OK | os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        if file.is_symlink():
            raise StoreUnsafe(f"{file} is a symbolic link. Move it away.") from None
        raise StoreReadOnly(f"The file {file} cannot be written: {error.strerror}.") from None
    if not file.is_file():
        raise StoreUnsafe(f"{file} is no file. Move it away.")
    if os.name == "posix":
        if file.stat().st_uid != os.getuid():
            raise StoreUnsafe(f"The file {file} belongs to another user. Name a folder of your own.")
        file.chmod(0o600)


def sync_folder(folder: Path) -> None:
    """Make a rename inside ``folder`` survive power loss, where the system can (not on Windows)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def lay_ballast(folder: Path) -> None:
    """Keep one megabyte in reserve, if there is room for it."""
    ballast = folder / "ballast"
    if ballast.exists() and ballast.stat().st_size == BALLAST_BYTES:
        return
    try:
        create_private(ballast)
        ballast.write_bytes(bytes(BALLAST_BYTES))
    except OSError:
        # A disk that is full now: the reserve is laid again at the next start.
        ballast.unlink(missing_ok=True)


def drop_ballast(folder: Path) -> None:
    """Free the megabyte that was kept in reserve."""
    (folder / "ballast").unlink(missing_ok=True)
