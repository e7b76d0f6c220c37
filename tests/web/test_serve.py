"""The companion starts once, on loopback only, says one line, and stops cleanly."""

import json
import os
import re
import shlex
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.companion import FORETHOUGHT, RunningCompanion, free_port, running_companion, wait_until

from forethought.serve import Lock, is_running, read_running
from forethought.web.sockets import PortTakenError, listeners


@pytest.fixture(scope="module")
def target() -> Iterator[RunningCompanion]:
    """One companion for all tests of this file."""
    with running_companion() as started:
        yield started


def serve(environ: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*FORETHOUGHT, "serve", *arguments], capture_output=True, text=True, env=environ, timeout=60, check=False
    )


def test_it_says_in_one_line_where_it_is_and_what_to_do_next(target: RunningCompanion):
    assert target.first_line.startswith(f"Forethought is running on http://127.0.0.1:{target.port}")
    command = shlex.split(target.first_line.partition("Next, in another terminal: ")[2])
    assert command[1:] == ["open", "--data", str(target.data)]


def test_what_it_says_to_do_next_can_be_done_in_any_folder(target: RunningCompanion, tmp_path: Path):
    # As after a clone: the command is not on the person's path.
    environ = {**target.environ, "PATH": "/usr/bin:/bin"}
    again = serve(environ, "--data", str(target.data)).stdout
    command = [*shlex.split(again.partition("To see the week: ")[2]), "--print"]
    done = subprocess.run(command, capture_output=True, text=True, env=environ, cwd=tmp_path)
    assert done.stdout.startswith(f"{target.page_url}/login#"), done.stderr


def test_it_listens_on_loopback_only(target: RunningCompanion):
    listening = set()
    for family in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{family}").read_text().splitlines()[1:]:
            place, state = line.split()[1], line.split()[3]
            if state == "0A" and int(place.rpartition(":")[2], 16) == target.port:
                listening.add(place.rpartition(":")[0])
    # 127.0.0.1 and ::1 as the kernel writes them; the second only where there is IPv6.
    assert listening - {"00000000000000000000000001000000"} == {"0100007F"}


def test_a_second_start_says_so_and_ends_well(target: RunningCompanion):
    done = serve(target.environ, "--data", str(target.data), "--port", str(free_port()))
    assert done.returncode == 0
    assert done.stdout.count("\n") == 1
    assert f"already running on port {target.port}" in done.stdout
    assert str(target.pid) in done.stdout


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_a_port_that_is_taken_is_named(tmp_path: Path, address: str):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as taken:
        taken.bind((address, 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = serve(dict(os.environ), "--data", str(tmp_path / "data"), "--port", str(port))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert f"Port {port} is taken on {address}" in done.stderr
    assert not is_running(tmp_path / "data")


def test_both_families_get_the_same_port_or_neither():
    opened = listeners(0)
    port = opened[0].getsockname()[1]
    assert {one.getsockname()[1] for one in opened} == {port}
    with pytest.raises(PortTakenError, match=str(port)):
        listeners(port)
    for one in opened:
        one.close()
    for one in listeners(port):
        one.close()


def test_of_many_starts_at_once_exactly_one_wins():
    with running_companion() as target:
        target.stop()
        command = [*FORETHOUGHT, "serve", "--data", str(target.data), "--port", str(target.port)]
        started = [
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=target.environ)
            for _ in range(20)
        ]
        deadline = time.monotonic() + 120
        while sum(one.poll() is None for one in started) > 1:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        (winner,) = [one for one in started if one.poll() is None]
        losers = [one for one in started if one is not winner]
        assert {one.returncode for one in losers} == {0}
        where = f"already running on port {target.port} (process {winner.pid})".encode()
        assert all(where in one.communicate()[0] for one in losers)
        assert winner.stdout is not None
        assert b"is running on" in winner.stdout.readline()
        winner.kill()
        winner.communicate()


def test_a_start_is_not_put_off_by_a_command_that_only_looks(tmp_path: Path):
    # Who looks whether a companion runs has its lock for a moment; here until the start first waits for it.
    program = """
import sys, time
from pathlib import Path
from forethought.serve import Lock, serve
from forethought.settings import Environment
data = Path(sys.argv[1])
looking = Lock(data)
assert looking.take()
time.sleep = lambda _seconds: looking.free()
serve(Environment(data, int(sys.argv[2])), lambda port: sys.exit(print(port)))
"""
    port = str(free_port())
    (tmp_path / "data").mkdir()
    command = [sys.executable, "-c", program, str(tmp_path / "data"), port]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.stdout == port + "\n", done.stderr


def test_it_stops_cleanly_and_leaves_no_trace_of_running():
    with running_companion() as target:
        assert read_running(target.data) is not None
        assert stat.S_IMODE((target.data / "runtime.json").stat().st_mode) == 0o600
        assert target.stop() == 0
        assert not (target.data / "runtime.json").exists()
        assert not is_running(target.data)


def test_a_kill_is_forgiven():
    with running_companion() as target:
        target.kill()
        assert (target.data / "runtime.json").exists()
        assert read_running(target.data) is None
        target.start()
        assert target.request("GET", "/api/v1/health", token=None).status == 200


def test_the_environment_names_port_and_folder(tmp_path: Path):
    port = free_port()
    environ = {**os.environ, "FORETHOUGHT_PORT": str(port), "FORETHOUGHT_DATA_DIR": str(tmp_path / "chosen")}
    process = subprocess.Popen([*FORETHOUGHT, "serve"], stdout=subprocess.PIPE, env=environ | {"PYTHONUNBUFFERED": "1"})
    assert process.stdout is not None
    assert str(port).encode() in process.stdout.readline()
    running = read_running(tmp_path / "chosen")
    process.kill()
    process.communicate()
    assert running is not None
    assert running.port == port


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http"])
def test_a_port_that_is_none_is_refused(tmp_path: Path, port: str):
    done = serve(dict(os.environ), "--data", str(tmp_path / "data"), "--port", port)
    assert done.returncode == 2
    assert port in done.stderr
    assert "Traceback" not in done.stderr


def test_there_is_no_option_to_listen_elsewhere(tmp_path: Path):
    assert serve(dict(os.environ), "--data", str(tmp_path / "data"), "--host", "0.0.0.0").returncode == 2


def test_a_folder_that_others_can_write_is_refused(tmp_path: Path):
    tmp_path.chmod(0o777)
    done = serve(dict(os.environ), "--data", str(tmp_path), "--port", str(free_port()))
    assert done.returncode == 2
    assert str(tmp_path) in done.stderr
    assert "Traceback" not in done.stderr


def test_a_link_in_place_of_the_folder_is_refused(tmp_path: Path):
    (tmp_path / "real").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    done = serve(dict(os.environ), "--data", str(tmp_path / "link"), "--port", str(free_port()))
    assert done.returncode == 2
    assert list((tmp_path / "real").iterdir()) == []


@pytest.mark.parametrize("wrong", ["empty", "short", "a link"])
def test_a_key_that_is_none_is_refused_in_words(wrong: str, tmp_path: Path):
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    if wrong == "a link":
        (tmp_path / "known").write_bytes(bytes(32))
        (data / "secret.key").symlink_to(tmp_path / "known")
    else:
        (data / "secret.key").write_bytes(b"" if wrong == "empty" else bytes(31))
    done = serve(dict(os.environ), "--data", str(data), "--port", str(free_port()))
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{data / 'secret.key'} is " in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("in_the_way", ["a file", "a link"])
def test_a_log_that_cannot_be_written_costs_only_the_log(in_the_way: str, tmp_path: Path):
    with running_companion() as target:
        target.stop()
        log = target.data / "log"
        for file in log.iterdir():
            file.unlink()
        log.rmdir()
        if in_the_way == "a file":
            log.write_text("in the way")
        else:
            log.symlink_to(tmp_path)
        command = [*FORETHOUGHT, "serve", "--data", str(target.data), "--port", str(target.port)]
        target.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=target.environ)
        assert target.process.stdout is not None
        said = [target.process.stdout.readline() for _ in range(2)]
        assert b"running without it" in said[0]
        assert b"is running on" in said[1]
        assert list(tmp_path.iterdir()) == []
        assert target.request("GET", "/api/v1/nothing", token=None).status == 404


def test_it_runs_where_what_it_says_cannot_be_written():
    with running_companion() as target:
        target.stop()
        command = [*FORETHOUGHT, "serve", "--data", str(target.data), "--port", str(target.port)]
        with Path("/dev/full").open("w") as full:
            process = subprocess.Popen(command, stdout=full, stderr=subprocess.PIPE, env=target.environ)
        try:
            wait_until(lambda: read_running(target.data) is not None or process.poll() is not None)
            assert target.request("GET", "/api/v1/health", token=None).status == 200
        finally:
            process.kill()
            process.communicate()


def test_a_path_with_spaces_umlauts_and_emoji_works():
    with running_companion(LANG="C", PYTHONUTF8="0") as target:
        target.stop()
        target.data = target.data.parent / "Dätä für 😀 x"
        target.start()
        assert target.request("POST", "/api/v1/slices", {"slices": []}).status == 200


def test_commands_that_need_the_companion_say_when_it_does_not_run(tmp_path: Path):
    done = subprocess.run(
        [*FORETHOUGHT, "open", "--print", "--data", str(tmp_path / "data")], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "forethought serve --data" in done.stderr
    done = subprocess.run([*FORETHOUGHT, "pair", "--data", str(tmp_path / "data")], capture_output=True, text=True)
    assert (done.returncode, len(done.stdout.strip())) == (0, 8)
    assert "forethought serve --data" in done.stderr


def test_the_commands_give_what_lets_in(target: RunningCompanion):
    made = json.loads(target.run("token", "create", "--name", "mine", "--scopes", "read,time", "--json"))
    assert (made["name"], made["scopes"], made["origin"]) == ("mine", ["read", "time"], None)
    assert target.request("GET", "/api/v1/state", token=made["token"]).status == 200
    assert target.run("token", "create", "--name", "plain").startswith("ft1_")
    assert f"{made['id']}  mine  read,time  no origin" in target.run("token", "list")
    origin = {"Origin": "moz-extension://11111111-2222-4333-8444-555555555555"}
    code = target.run("pair").splitlines()[0]
    assert target.request("POST", "/api/v1/pair", {"code": code}, token=None, headers=origin).status == 201
    link = target.run("open", "--print").strip()
    form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": target.page_url}
    body = f"ticket={link.partition('#')[2]}".encode()
    answer = target.request("POST", "/login", body, token=None, headers=form, host="forethought.localhost")
    assert (answer.status, answer.headers["Location"]) == (303, "/")


def test_open_leads_to_the_week_and_a_first_start_to_what_to_do_next(companion: RunningCompanion):
    form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": companion.page_url}
    companion.environ["BROWSER"] = "true %s"

    def leads_to(link: str) -> str:
        address, _, ticket = link.removeprefix(companion.page_url).partition("#")
        body = f"ticket={ticket}".encode()
        answer = companion.request("POST", address, body, token=None, headers=form, host="forethought.localhost")
        return answer.headers["Location"]

    def link_of_a_start() -> str:
        # The companion runs already, so this only opens the page.
        companion.run("serve", "--open")
        return re.findall(r'href="([^"]+)"', (companion.data / "open.html").read_text())[0]

    assert leads_to(companion.run("open", "--print").strip()) == "/"
    assert leads_to(link_of_a_start()) == "/start"
    origin = {"Origin": "moz-extension://11111111-2222-4333-8444-555555555555"}
    companion.request("POST", "/api/v1/pair", {"code": companion.pairing_code()}, token=None, headers=origin)
    assert leads_to(link_of_a_start()) == "/"


def test_the_link_goes_to_the_browser_in_a_private_file(target: RunningCompanion, tmp_path: Path):
    seen = tmp_path / "seen"
    script = tmp_path / "browser"
    script.write_text(f'#!/bin/sh\necho "$@" > {seen}\n')
    script.chmod(0o700)
    subprocess.run(
        [*FORETHOUGHT, "open", "--data", str(target.data)],
        env={**target.environ, "BROWSER": f"{script} %s"},
        check=True,
        capture_output=True,
        timeout=60,
    )
    page = target.data / "open.html"
    assert seen.read_text().strip() == page.as_uri()
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    assert f"{target.page_url}/login#" in page.read_text()


def test_one_process_at_a_time_holds_the_lock(tmp_path: Path):
    first, second = Lock(tmp_path), Lock(tmp_path)
    assert first.take()
    assert not second.take()
    first.free()
    assert second.take()
    second.free()


def test_a_false_runtime_file_is_not_believed(tmp_path: Path):
    (tmp_path / "runtime.json").write_text(json.dumps({"pid": 1, "port": 80, "started_at": 0}))
    assert read_running(tmp_path) is None
