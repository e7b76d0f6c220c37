"""docs/openapi.json says what the companion does: the same calls, and answers that fit what it promises."""

import json
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    positive_data_acceptance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.companion import RunningCompanion

from forethought.web import api
from forethought.web.errors import ERRORS

DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.json"
SCHEMA = json.loads(DOCUMENT.read_text(encoding="utf-8"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    positive_data_acceptance,
]
CALLS = [(path, method) for path, methods in SCHEMA["paths"].items() for method in methods]


def test_the_document_names_exactly_the_routes():
    app = Flask("routes")
    api.register(app)
    routes = {
        (rule.rule, method.lower())
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/")
    }
    assert routes == set(CALLS)


def test_every_status_of_the_document_is_one_that_errors_have():
    statuses = {int(code) for path, method in CALLS for code in SCHEMA["paths"][path][method]["responses"]}
    assert statuses - {200, 201} <= {status for status, _ in ERRORS.values()}


def test_every_call_that_needs_a_token_names_its_scope():
    for path, method in CALLS:
        call = SCHEMA["paths"][path][method]
        assert bool(call["security"]) == ("x-scope" in call), path


@pytest.mark.parametrize(("path", "method"), CALLS)
def test_a_token_of_other_scopes_may_not_call(shared_companion: RunningCompanion, path: str, method: str):
    scope = SCHEMA["paths"][path][method].get("x-scope")
    if scope is None:
        return
    others = ",".join(sorted({"check", "time", "read"} - {scope}))
    body = {} if method == "post" else None
    answer = shared_companion.request(method.upper(), path, body, token=shared_companion.token(others))
    assert (answer.status, answer.json["error"]["code"]) == (403, "not-allowed")
    answer = shared_companion.request(method.upper(), path, body, token=None)
    assert (answer.status, answer.json["error"]["code"]) == (401, "not-paired")


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize(("path", "method"), CALLS)
def test_no_request_gets_an_answer_outside_the_document(
    shared_companion: RunningCompanion, path: str, method: str, mode: GenerationMode
):
    if mode is GenerationMode.NEGATIVE and "requestBody" not in SCHEMA["paths"][path][method]:
        return
    operation = schemathesis.openapi.from_dict(SCHEMA)[path][method.upper()]
    headers = {"Authorization": f"Bearer {shared_companion.token()}"}
    if path.endswith("/pair"):
        headers = {"Origin": "moz-extension://11111111-2222-4333-8444-555555555555"}
    seen: set[int] = set()

    @settings(
        max_examples=30,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        answer = case.call(base_url=shared_companion.url, headers=headers)
        case.validate_response(answer, checks=CHECKS)
        seen.add(answer.status_code)

    send()
    assert seen
