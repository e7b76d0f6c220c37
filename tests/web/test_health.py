"""The companion says what it is, and nothing else, to whoever asks."""

from tests.companion import RunningCompanion


def test_health_names_the_service_and_nothing_else(shared_companion: RunningCompanion):
    answer = shared_companion.request("GET", "/api/v1/health", token=None)
    assert (answer.status, answer.json) == (200, {"service": "forethought", "api": 1})
