"""Tokens, codes and tickets in the wrong places, at the wrong time and in the wrong hands."""

import json
import re
import subprocess
from collections.abc import Iterator

import pytest
from tests.companion import FORETHOUGHT, RunningCompanion, raw_exchange, running_companion

from forethought.resources import shipped
from forethought.serve import chromium_origins

(OURS,) = chromium_origins(shipped("extension"))
FIREFOX = "moz-extension://11111111-2222-4333-8444-555555555555"
OTHER_FIREFOX = "moz-extension://99999999-2222-4333-8444-555555555555"


@pytest.fixture(scope="module")
def target() -> Iterator[RunningCompanion]:
    """One companion for all tests of this file."""
    with running_companion() as started:
        yield started


@pytest.fixture(scope="module")
def fresh() -> Iterator[RunningCompanion]:
    """Another one, because only so many pairings are allowed in a minute."""
    with running_companion() as started:
        yield started


def status_with(target: RunningCompanion, *headers: str, path: str = "/api/v1/state") -> int:
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{target.port}", *headers]
    return raw_exchange(target.port, ("\r\n".join(lines) + "\r\n\r\n").encode()).status


def test_the_token_is_taken_from_one_header_only(target: RunningCompanion):
    token = target.token()
    assert status_with(target, f"Authorization: Bearer {token}") == 200
    assert status_with(target, path=f"/api/v1/state?token={token}&access_token={token}") == 401
    for header in (
        f"Cookie: token={token}; __Host-ft={token}",
        f"X-Api-Key: {token}",
        f"Token: {token}",
        f"Proxy-Authorization: Bearer {token}",
        f"Authorization: Basic {token}",
        f"Authorization: bearer {token}",
        f"Authorization: {token}",
        f"Authorization: Bearer {token} x",
        f"Authorization: Bearer {token[:-1]}",
        f"Authorization: Bearer {token.upper()}",
        f"Authorization: Bearer  {token}",
        "Authorization: Bearer ",
        "Authorization:",
    ):
        assert status_with(target, header) == 401, header
    assert status_with(target, f"Authorization: Bearer {token}", f"Authorization: Bearer {token}") == 401


def test_a_token_that_almost_fits_is_refused_like_any_other(target: RunningCompanion):
    token = target.token()
    almost = token[:-1] + ("A" if token[-1] != "A" else "B")
    unknown = "ft1_00000000_" + "A" * 43
    answers = [target.request("GET", "/api/v1/state", token=one) for one in (almost, unknown, "nonsense")]
    assert {answer.status for answer in answers} == {401}
    assert len({answer.body for answer in answers}) == 1


def test_a_token_in_the_body_opens_nothing(target: RunningCompanion):
    body = {"text": "hello", "token": target.token()}
    assert target.request("POST", "/api/v1/checks", body, token=None).status == 401


def test_a_revoked_token_is_dead_at_once(target: RunningCompanion):
    made = json.loads(target.run("token", "create", "--name", "short", "--json"))
    assert target.request("GET", "/api/v1/state", token=made["token"]).status == 200
    target.run("token", "revoke", made["id"])
    assert target.request("GET", "/api/v1/state", token=made["token"]).status == 401
    listed = {row["id"]: row for row in json.loads(target.run("token", "list", "--json"))}
    assert listed[made["id"]]["revoked_at"] is not None
    assert made["token"] not in json.dumps(listed)


def test_a_token_bound_to_an_origin_works_from_no_other(target: RunningCompanion):
    token = target.token(origin=FIREFOX)
    target.token(origin=OTHER_FIREFOX)
    ask = lambda origin: target.request("GET", "/api/v1/state", token=token, headers={"Origin": origin}).status  # noqa: E731
    assert ask(FIREFOX) == 200
    assert ask(OTHER_FIREFOX) == 403
    assert ask(OURS) == 403
    assert target.request("GET", "/api/v1/state", token=target.token(), headers={"Origin": OURS}).status == 403


def test_scopes_are_kept_apart(target: RunningCompanion):
    calls = {
        "check": ("POST", "/api/v1/checks", {"text": "hello"}),
        "time": ("POST", "/api/v1/slices", {"slices": []}),
        "read": ("GET", "/api/v1/state", None),
    }
    for scope in calls:
        for needed, (method, path, body) in calls.items():
            answer = target.request(method, path, body, token=target.token(scope))
            assert answer.status == (200 if needed == scope else 403), (scope, path)


def test_no_scope_reaches_a_page(target: RunningCompanion):
    cookie = {"Cookie": f"__Host-ft={target.token()}", "Authorization": f"Bearer {target.token()}"}
    answer = target.request("GET", "/week", token=None, headers=cookie, host="forethought.localhost")
    assert (answer.status, answer.headers["Location"]) == (303, "/login")


def test_a_session_opens_no_call(target: RunningCompanion):
    cookie = target.log_in()
    for method, path, body in (("GET", "/api/v1/state", None), ("POST", "/api/v1/checks", {"text": "hello"})):
        assert target.request(method, path, body, token=None, headers={"Cookie": cookie}).status == 401


# ---- pairing


def pair(target: RunningCompanion, code: str, origin: str = OURS, **more: str) -> tuple[int, dict[str, str]]:
    answer = target.request("POST", "/api/v1/pair", {"code": code, **more}, token=None, headers={"Origin": origin})
    return answer.status, answer.json


def test_a_code_pairs_once(target: RunningCompanion):
    code = target.pairing_code()
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{8}", code)
    status, given = pair(target, code)
    assert (status, set(given)) == (201, {"token", "token_id", "proof_key", "scopes", "port"})
    assert target.request("GET", "/api/v1/state", token=given["token"], headers={"Origin": OURS}).status == 200
    assert pair(target, code)[0] == 403


def test_a_code_may_be_typed_as_people_type(target: RunningCompanion):
    code = target.pairing_code()
    typed = f" {code[:4].lower()} - {code[4:].lower()} ".replace("0", "o").replace("1", "l")
    assert pair(target, typed)[0] == 201


def test_a_newer_code_ends_the_older(target: RunningCompanion):
    older, newer = target.pairing_code(), target.pairing_code()
    assert pair(target, older)[0] == 403
    assert pair(target, newer)[0] == 201


def test_five_wrong_tries_kill_a_code():
    with running_companion() as target:
        code = target.pairing_code()
        assert [pair(target, "WRONGWRG")[0] for _ in range(5)] == [403] * 5
        answer = target.request("POST", "/api/v1/pair", {"code": code}, token=None, headers={"Origin": OURS})
        assert (answer.status, answer.json["error"]["code"]) == (429, "code-used-up")
        assert 1 <= int(answer.headers["Retry-After"]) <= 300
        assert pair(target, target.pairing_code())[0] == 201


def test_a_browser_that_pairs_again_loses_its_old_token(target: RunningCompanion):
    first = pair(target, target.pairing_code(), FIREFOX)[1]["token"]
    second = pair(target, target.pairing_code(), FIREFOX)[1]["token"]
    assert target.request("GET", "/api/v1/state", token=first).status == 401
    assert target.request("GET", "/api/v1/state", token=second).status == 200


def is_alive(target: RunningCompanion, token: str) -> bool:
    return target.request("GET", "/api/v1/state", token=token).status == 200


def test_a_second_chromium_leaves_the_first_paired(fresh: RunningCompanion):
    chrome = pair(fresh, fresh.pairing_code(), name="Google Chrome")[1]
    edge = pair(fresh, fresh.pairing_code(), name="Microsoft Edge")[1]
    assert [is_alive(fresh, one["token"]) for one in (chrome, edge)] == [True, True]
    again = pair(fresh, fresh.pairing_code(), name="Google Chrome", replaces=chrome["token_id"])[1]
    assert [is_alive(fresh, one["token"]) for one in (chrome, edge, again)] == [False, True, True]
    fresh.run("token", "revoke", edge["token_id"])
    assert [is_alive(fresh, one["token"]) for one in (edge, again)] == [False, True]


def test_of_too_many_chromiums_the_longest_unused_ends():
    with running_companion() as target:
        given = [pair(target, target.pairing_code())[1]["token"] for _ in range(6)]
        assert [is_alive(target, token) for token in given] == [False, True, True, True, True, True]


def test_pairing_ends_no_token_of_another_origin_or_program(fresh: RunningCompanion):
    firefox = pair(fresh, fresh.pairing_code(), FIREFOX)[1]
    program = fresh.new_token(origin=OURS)
    for other in (firefox["token_id"], program.id):
        assert pair(fresh, fresh.pairing_code(), replaces=other)[0] == 201
    assert [is_alive(fresh, token) for token in (firefox["token"], program.token)] == [True, True]


@pytest.mark.parametrize("replaces", ["0", "g" * 8, "0" * 9, " 0000000", "0000000\n", "0000000A", "%"])
def test_what_is_replaced_is_named_by_its_id(fresh: RunningCompanion, replaces: str):
    assert pair(fresh, fresh.pairing_code(), replaces=replaces)[0] == 422


# ---- the proof


def test_the_companion_proves_itself_for_its_own_port_only(target: RunningCompanion):
    import hashlib
    import hmac

    given = pair(target, target.pairing_code())[1]
    nonce = "n" * 32
    hello = {"token_id": given["token_id"], "nonce": nonce}
    proof = target.request("POST", "/api/v1/hello", hello, token=None).json["proof"]
    key = bytes.fromhex(given["proof_key"])
    assert proof == hmac.new(key, f"{nonce}|{target.port}".encode(), hashlib.sha256).hexdigest()
    other_id = {"token_id": "00000000", "nonce": nonce}
    assert target.request("POST", "/api/v1/hello", other_id, token=None).json["proof"] != proof


def test_another_companion_cannot_give_the_proof(target: RunningCompanion):
    given = pair(target, target.pairing_code())[1]
    hello = {"token_id": given["token_id"], "nonce": "n" * 32}
    with running_companion() as squatter:
        false = squatter.request("POST", "/api/v1/hello", hello, token=None).json["proof"]
    assert target.request("POST", "/api/v1/hello", hello, token=None).json["proof"] != false


# ---- the command line


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--name", "x", "--scopes", "everything"), "--scopes takes"),
        (("--name", "x", "--scopes", ""), "--scopes takes"),
        (("--name", "x" * 61), "--name takes"),
        (("--name", "x\n"), "--name takes"),
        (("--name", "x", "--origin", "https://evil.example/path"), "--origin takes"),
        (("--name", "x", "--origin", "*"), "--origin takes"),
    ],
)
def test_a_token_that_makes_no_sense_is_not_made(target: RunningCompanion, arguments: tuple[str, ...], words: str):
    done = subprocess.run(
        [*FORETHOUGHT, "token", "create", *arguments, "--data", str(target.data)],
        capture_output=True,
        text=True,
        env=target.environ,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr


def test_revoking_what_is_not_there_says_so(target: RunningCompanion):
    target.run("token", "revoke", "00000000", code=1)
