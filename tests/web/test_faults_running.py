"""A companion that runs out of disk, is frozen or is erased keeps its word, seen from outside."""

import resource
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from tests.companion import FORETHOUGHT, RunningCompanion, free_port, running_companion, wait_until

MARKER = "marker-5e1fd0"


@pytest.fixture(scope="module")
def target() -> Iterator[RunningCompanion]:
    """One companion for all tests of this file, which leave it as usable as it was."""
    with running_companion() as started:
        yield started


def _slices(seq: int, src: str) -> dict[str, object]:
    now = time.time_ns() // 1_000_000
    return {"slices": [{"src": src, "seq": seq, "site": "x", "start": now - 15_000, "end": now}]}


def test_a_frozen_companion_goes_on_where_it_was(target: RunningCompanion) -> None:
    token = target.token()
    answers: list[int] = []
    assert target.process is not None
    target.process.send_signal(signal.SIGSTOP)
    wait_until(lambda: Path(f"/proc/{target.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T")
    asking = threading.Thread(
        target=lambda: answers.append(
            target.request("POST", "/api/v1/slices", _slices(1, "frozen"), token=token).status
        )
    )
    asking.start()
    asking.join(timeout=0.2)
    assert answers == []
    target.process.send_signal(signal.SIGCONT)
    asking.join(timeout=20)
    assert answers == [200]


def test_on_a_full_disk_it_says_so_and_goes_on_reading_and_checking(target: RunningCompanion) -> None:
    token = target.token()
    # From here no file of that process may grow beyond this: its journal soon has no room, as on a full disk.
    before = resource.prlimit(target.pid, resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
    statuses = []
    while 507 not in statuses and len(statuses) < 200:
        answer = target.request("POST", "/api/v1/slices", _slices(len(statuses), "full"), token=token)
        statuses.append(answer.status)
    assert statuses == [200] * (len(statuses) - 1) + [507]
    assert answer.json["error"]["code"] == "disk-full"
    assert target.request("GET", "/api/v1/state", token=token).status == 200
    assert target.request("POST", "/api/v1/checks", {"text": "hello"}, token=token).status == 200
    resource.prlimit(target.pid, resource.RLIMIT_FSIZE, before)
    assert target.request("POST", "/api/v1/slices", _slices(300, "full"), token=token).status == 200


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes, a quarter of which the companion keeps in reserve; only root may make one."""
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(tmp_path)], capture_output=True)
    if made.returncode != 0:
        pytest.skip("no file system may be mounted here")
    yield tmp_path
    subprocess.run(["umount", "--lazy", str(tmp_path)], check=True)


def test_a_disk_that_is_really_full_loses_nothing_and_can_be_made_room_on(small_disk: Path, target: RunningCompanion):
    companion = RunningCompanion(free_port(), small_disk / "data", target.environ)
    companion.start()
    try:
        token = companion.token()
        filler = small_disk / "filler"
        with suppress(OSError), filler.open("wb", buffering=0) as file:
            while file.write(b"x" * 4096):
                pass
        statuses = []
        while 507 not in statuses and len(statuses) < 500:
            answer = companion.request("POST", "/api/v1/slices", _slices(len(statuses), "full"), token=token)
            statuses.append(answer.status)
        assert statuses == [200] * (len(statuses) - 1) + [507]
        state = companion.request("GET", "/api/v1/state", token=token)
        assert state.status == 200
        assert companion.request("POST", "/api/v1/checks", {"text": "hello"}, token=token).status == 200
        # The toolbar button still opens the pages.
        cookie = companion.log_in(companion.request("POST", "/api/v1/tickets", {}, token=token).json["url"])
        seen = {"token": None, "headers": {"Cookie": cookie}, "host": "forethought.localhost"}
        assert companion.request("GET", "/data", **seen).status == 200
        # Erasing works on the reserve, and makes room.
        companion.run("erase", "--site", "x", "--yes")
        assert companion.request("GET", "/api/v1/state", token=token).json["today"]["sites"] == {}
        filler.unlink()
        assert companion.request("POST", "/api/v1/slices", _slices(501, "full"), token=token).status == 200
        companion.kill()
        companion.start()
        assert companion.request("GET", "/api/v1/state", token=token).json["today"]["total_ms"] > 0
    finally:
        companion.kill()


# Room for SQLite's index of its journal and for nothing else, or not even for that.
@pytest.mark.parametrize("room", [32_768, 0])
def test_a_start_on_a_full_disk_checks_drafts_and_lets_erase(small_disk: Path, target: RunningCompanion, room: int):
    companion = RunningCompanion(free_port(), small_disk / "data", target.environ)
    companion.start()
    token = companion.token()
    companion.stop()
    with (small_disk / "filler").open("wb", buffering=0) as file:
        with suppress(OSError):
            while file.write(b"x" * 4096):
                pass
        file.truncate(file.tell() - room)
    command = [*FORETHOUGHT, "serve", "--data", str(companion.data), "--port", str(companion.port)]
    companion.process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=companion.environ
    )
    try:
        assert companion.process.stdout is not None
        assert any(b"is running on" in companion.process.stdout.readline() for _ in range(2))
        assert companion.request("POST", "/api/v1/checks", {"text": "hello"}, token=token).status == 200
        assert companion.request("GET", "/api/v1/state", token=token).status == 200
        companion.run("erase", "--site", "x", "--yes")
    finally:
        companion.kill()


def test_after_erasing_everything_no_file_holds_a_byte_of_it(target: RunningCompanion) -> None:
    token = target.token()
    assert target.request("POST", "/api/v1/slices", _slices(1, MARKER), token=token).status == 200
    target.run("backup")

    def files() -> list[str]:
        found = [path for path in target.data.rglob("*") if path.is_file() and MARKER.encode() in path.read_bytes()]
        return [str(path.relative_to(target.data)) for path in found]

    assert any(name.startswith("backups/") for name in files())
    target.run("erase", "--all", "--yes")
    assert files() == []
    assert target.request("GET", "/api/v1/state", token=token).status == 401
