"""How fast the API answers, as ratios to a null route of Flask on the same waitress, in one run."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from http.client import HTTPConnection
from pathlib import Path

import pytest
from tests.companion import RunningCompanion, free_port, running_companion

NULL = """
import sys
from flask import Flask
from waitress import serve
app = Flask("null")
@app.route("/", methods=["GET", "POST"])
def null():
    return {"ok": True}
print("ready", flush=True)
serve(app, host="127.0.0.1", port=int(sys.argv[1]), threads=6, ident=None)
"""

#: Many short rounds in turns: what else this computer does then slows both of a round alike.
ROUNDS = 12
CALLS = 25
DRAFT = "Thank you to everyone who came to the journal club on Tuesday. The slides are on our page. " * 4


@pytest.fixture(scope="module")
def null() -> Iterator[int]:
    """The port of a Flask application that does nothing, under waitress."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-c", NULL, str(port)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    yield port
    process.kill()
    process.wait()
    process.stdout.close()


@pytest.fixture(scope="module")
def target() -> Iterator[RunningCompanion]:
    """The companion to measure, its rules loaded: a check waits for them, and beside it everything else would."""
    with running_companion() as started:
        assert started.request("POST", "/api/v1/checks", {"text": "hello"}, token=started.token()).status == 200
        yield started


def asked(port: int, method: str, path: str, headers: dict[str, str], bodies: Callable[[int], bytes]) -> list[float]:
    """Return how long each of CALLS requests took on one kept connection, after three to warm up (seconds)."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    times = []
    for number in range(-3, CALLS):
        body = bodies(number)
        started = time.perf_counter()
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        words = answer.read()
        if number >= 0:
            times.append(time.perf_counter() - started)
        assert (answer.status, b'"rejected"' in words) == (200, False), words
    connection.close()
    return times


def null_and(null: int, measure: Callable[[int], list[float]]) -> tuple[float, float]:
    """Return the medians of the null route and of ``measure`` in the round whose ratio is the middle one (seconds)."""
    pairs = []
    for number in range(ROUNDS):
        zero = asked(null, "POST", "/", {"Content-Type": "application/json"}, lambda _: b"{}")
        pairs.append((statistics.median(zero), statistics.median(measure(number))))
    return sorted(pairs, key=lambda pair: pair[0] / pair[1])[ROUNDS // 2]


def headers_of(target: RunningCompanion) -> dict[str, str]:
    """A token of its own for each measurement, because rates are by token."""
    made = json.loads(target.run("token", "create", "--name", "speed", "--json"))
    return {"Authorization": f"Bearer {made['token']}", "Content-Type": "application/json"}


def slice_body(src: str, count: int, number: int) -> bytes:
    now = time.time_ns() // 1_000_000
    slices = [
        {"src": src, "seq": number * count + n + 10_000, "site": "x", "start": now - 15_000 - n, "end": now - n}
        for n in range(count)
    ]
    return json.dumps({"slices": slices}).encode()


def test_one_slice_reaches_a_third_of_the_null_route(null: int, target: RunningCompanion):
    headers = headers_of(target)
    zero, one = null_and(
        null,
        lambda number: asked(target.port, "POST", "/api/v1/slices", headers, partial(slice_body, f"one-{number}", 1)),
    )
    print(f"null {zero * 1e6:.0f} us, one slice {one * 1e6:.0f} us, ratio {zero / one:.2f}")
    assert zero / one >= 0.35


def ordinary_posts() -> list[str]:
    """What people post: the half of the corpus that is about nobody (tests/corpora, median 101 characters)."""
    lines = (Path(__file__).parents[1] / "corpora" / "ordinary.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]


def check_body(text: str) -> bytes:
    return json.dumps({"text": text, "revision": 1, "site": "linkedin", "surface": "post", "media": []}).encode()


def test_a_check_takes_at_most_four_times_the_null_route(null: int, target: RunningCompanion):
    bodies = [check_body(text) for text in ordinary_posts()]
    # Two in turns: together they are quicker than one may be.
    headers = headers_of(target), headers_of(target)
    zero, check = null_and(
        null,
        lambda number: asked(
            target.port,
            "POST",
            "/api/v1/checks",
            headers[number % 2],
            lambda n: bodies[(number * CALLS + n) % len(bodies)],
        ),
    )
    print(f"null {zero * 1e6:.0f} us, check of an ordinary post {check * 1e6:.0f} us, ratio {check / zero:.2f}")
    long_headers, long_body = headers_of(target), check_body(DRAFT)
    longer = statistics.median(asked(target.port, "POST", "/api/v1/checks", long_headers, lambda _: long_body))
    print(f"check of {len(DRAFT)} characters {longer * 1e6:.0f} us, ratio {longer / zero:.2f}")
    assert check / zero <= 4


def test_todays_state_takes_at_most_four_times_the_null_route(null: int, target: RunningCompanion):
    headers = headers_of(target)
    zero, state = null_and(null, lambda _: asked(target.port, "GET", "/api/v1/state", headers, lambda _: b""))
    print(f"null {zero * 1e6:.0f} us, state {state * 1e6:.0f} us, ratio {state / zero:.2f}")
    assert state / zero <= 4


def test_batches_of_200_store_5000_slices_a_second(target: RunningCompanion):
    headers = headers_of(target)
    started = time.perf_counter()
    batches = 0
    for number in range(ROUNDS // 2):
        # Of each document its own numbers: a second report of the same ones would store nothing.
        batches += 3 + len(asked(target.port, "POST", "/api/v1/slices", headers, partial(slice_body, f"{number}", 200)))
    seconds = time.perf_counter() - started
    print(f"{200 * batches / seconds:.0f} slices a second")
    assert 200 * batches / seconds >= 5000


def first_answer(command: list[str], port: int, path: str) -> tuple[float, subprocess.Popen[bytes]]:
    """Start a service and return how long its first answer took (seconds), and the process."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while True:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=20)
            connection.request("GET", path)
            assert connection.getresponse().status == 200
            return time.perf_counter() - started, process
        except OSError:
            assert process.poll() is None
            time.sleep(0.002)


def started_and_killed(command: list[str], port: int, path: str) -> float:
    """Return how long a service took to its first answer (seconds)."""
    seconds, process = first_answer(command, port, path)
    process.kill()
    process.wait()
    return seconds


@pytest.mark.parametrize("folder", ["with a database", "new"])
def test_a_start_takes_at_most_three_times_a_null_process(tmp_path: Path, folder: str):
    null_seconds, seconds = [], []
    for number in range(8):
        port, null_port = free_port(), free_port()
        data = tmp_path / (str(number) if folder == "new" else "data")
        null_seconds.append(started_and_killed([sys.executable, "-c", NULL, str(null_port)], null_port, "/"))
        command = [sys.executable, "-m", "forethought", "serve", "--data", str(data), "--port", str(port)]
        seconds.append(started_and_killed(command, port, "/api/v1/health"))
    # The fastest of each: whatever else this computer does only adds. The very first start makes the database.
    fastest, null_fastest = min(seconds[1:]), min(null_seconds)
    print(f"folder {folder}: null {null_fastest:.2f} s, start {fastest:.2f} s, ratio {fastest / null_fastest:.2f}")
    assert fastest / null_fastest <= 3


def test_long_drafts_leave_the_memory_as_it_was(target: RunningCompanion):
    headers = headers_of(target)
    body = json.dumps({"text": ("One plain word after another. " * 667)[:20_000]}).encode()

    def resident_kb() -> int:
        status = Path(f"/proc/{target.pid}/status").read_text()
        return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))

    connection = HTTPConnection("127.0.0.1", target.port, timeout=20)

    def check(times: int) -> None:
        for _ in range(times):
            connection.request("POST", "/api/v1/checks", body, headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status == 429:
                time.sleep(float(answer.headers["Retry-After"]))

    # Ten thousand, which take a quarter of an hour, are asked for with FORETHOUGHT_CHECKS=10000.
    checks = int(os.environ.get("FORETHOUGHT_CHECKS", "200"))
    check(50)
    before = resident_kb()
    check(checks)
    grown = resident_kb() - before
    print(f"grown by {grown} kB in {checks} checks of 20,000 characters")
    # Of the 20 MB for ten thousand as much as falls to these, with a megabyte for the allocator.
    assert grown <= 2 * checks + 1024


def test_at_rest_the_companion_takes_less_than_80_megabytes():
    with running_companion() as fresh:
        token = fresh.token()
        assert fresh.request("POST", "/api/v1/checks", {"text": "hello"}, token=token).status == 200
        status = Path(f"/proc/{fresh.pid}/status").read_text()
        resident = int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))
    print(f"{resident / 1024:.0f} MB at rest")
    assert resident < 80 * 1024
