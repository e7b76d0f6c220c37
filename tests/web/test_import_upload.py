"""An export of many years comes back through the page: all of it or nothing, and nowhere but in the data folder."""

import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest
from tests.companion import Answer, RunningCompanion, running_companion, wait_until

from forethought.web.companion import now_ms

HEAD = b'{"forethought_export": 1, "schema": "0001", "exported_at": 1, "rows": [\n'
BOUNDARY = "x-boundary-x"


@pytest.fixture(scope="module")
def target() -> Iterator[RunningCompanion]:
    """One companion, with a folder of its own for what does not belong into the data folder."""
    with tempfile.TemporaryDirectory() as elsewhere, running_companion(TMPDIR=elsewhere) as started:
        yield started


def export(slices: int, days_ago: int = 100) -> bytes:
    """An export with so many slices, about 150 bytes each; young enough to be kept."""
    start = now_ms() - days_ago * 86_400_000
    rows = (
        json.dumps(
            {
                "table": "slice",
                "src": "0b9f2f0e-3c1d-4f6e-9a51-7d3c2b1a0f9e",
                "seq": n,
                "site": "x",
                "start_ms": start + n * 20_000,
                "end_ms": start + n * 20_000 + 15_000,
                "purpose": None,
            }
        ).encode()
        for n in range(slices)
    )
    return HEAD + b",\n".join(rows) + b"\n]}\n"


def form(target: RunningCompanion, cookie: str, content: bytes) -> bytes:
    page = target.request("GET", "/data", token=None, headers={"Cookie": cookie}, host="forethought.localhost")
    found = re.search(rb'name="csrf" value="([^"]+)"', page.body)
    assert found
    disposition = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name="
    return (
        f'{disposition}"csrf"\r\n\r\n{found[1].decode()}\r\n{disposition}"file"; filename="export.json"\r\n\r\n'.encode()
        + content
        + f"\r\n--{BOUNDARY}--\r\n".encode()
    )


def headers(target: RunningCompanion, cookie: str) -> dict[str, str]:
    return {
        "Cookie": cookie,
        "Origin": target.page_url,
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
    }


def send(target: RunningCompanion, cookie: str, body: bytes, path: str = "/data/import") -> Answer:
    return target.request("POST", path, body, token=None, headers=headers(target, cookie), host="forethought.localhost")


def count(target: RunningCompanion) -> int:
    return target.run("export").count('"table": "slice"')


def open_files(target: RunningCompanion) -> list[str]:
    found = []
    for link in Path(f"/proc/{target.pid}/fd").iterdir():
        # A file that is closed between the listing and the look is open no more.
        with suppress(FileNotFoundError):
            found.append(str(link.readlink()))
    return found


def test_an_export_of_megabytes_comes_back(target: RunningCompanion):
    cookie = target.log_in()
    content = export(12_000)
    assert len(content) > 1_800_000
    answer = send(target, cookie, form(target, cookie, content))
    assert (answer.status, answer.headers["Location"]) == (303, "/data?said=imported#import")
    assert count(target) == 12_000


def test_one_wrong_row_at_the_end_leaves_everything_as_it_was(target: RunningCompanion):
    cookie = target.log_in()
    before = count(target)
    content = export(8_000, 200).replace(b"\n]}\n", b',\n{"table": "slice", "src": 5}\n]}\n')
    answer = send(target, cookie, form(target, cookie, content))
    assert answer.status == 422
    assert b"Line 8002 is no row of an export. Nothing was imported." in answer.body
    assert count(target) == before


def test_what_is_on_its_way_is_in_the_data_folder_only_and_then_nowhere(target: RunningCompanion):
    cookie = target.log_in()
    body = form(target, cookie, export(8_000))
    connection = HTTPConnection("127.0.0.1", target.port, timeout=20)
    connection.putrequest("POST", "/data/import", skip_host=True)
    sent = {"Host": f"forethought.localhost:{target.port}", "Content-Length": str(len(body)), **headers(target, cookie)}
    for name, value in sent.items():
        connection.putheader(name, value)
    connection.endheaders()
    connection.send(body[:-1000])
    folder = str(target.data)
    wait_until(lambda: any(file.startswith(folder) and "(deleted)" in file for file in open_files(target)))
    assert not any("(deleted)" in file and not file.startswith(folder) for file in open_files(target))
    assert list(Path(target.environ["TMPDIR"]).iterdir()) == []
    connection.send(body[-1000:])
    assert connection.getresponse().status == 303
    connection.close()
    wait_until(lambda: not any("(deleted)" in file for file in open_files(target)))


@pytest.mark.parametrize("cookie", ["", "__Host-ft=made-up"])
def test_a_large_body_without_a_session_is_refused_unread(target: RunningCompanion, cookie: str):
    assert send(target, cookie, b"a" * 1_000_000).status == 413


def test_every_other_form_keeps_its_bound(target: RunningCompanion):
    cookie = target.log_in()
    body = form(target, cookie, export(5_000))
    for path in ("/data/import-folder", "/data/import/", "/data/settings/you", "/try"):
        assert send(target, cookie, body, path).status == 413


def test_no_import_is_larger_than_the_page_says(target: RunningCompanion):
    cookie = target.log_in()
    connection = HTTPConnection("127.0.0.1", target.port, timeout=20)
    connection.putrequest("POST", "/data/import", skip_host=True)
    sent = {"Host": f"forethought.localhost:{target.port}", "Content-Length": str(256 * 1024**2 + 1)}
    for name, value in {**sent, **headers(target, cookie)}.items():
        connection.putheader(name, value)
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()
