"""Slows a caller down that asks more than a person's browser ever does, telling it when to come back."""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from forethought.web.errors import ApiError


@dataclass(frozen=True, eq=False)
class Rate:
    """So many calls a second in the long run, and a reserve of so many at once. Two of the same are still two."""

    per_second: float
    burst: int


#: Per token. A person types at most three drafts a second; the reserves let a day's backlog and a script through.
CHECKS = Rate(60, 300)
WRITES = Rate(60, 400)
READS = Rate(60, 400)
#: For everybody together: what can be called without a token.
OPEN_CALLS = Rate(60, 400)
LOGINS = Rate(10 / 60, 10)
PAIRINGS = Rate(20 / 60, 20)

#: Callers remembered; the one that has been quiet longest is forgotten first.
_MAX_CALLERS = 1000


class Rates:
    """A token bucket for each caller and kind of call."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: dict[tuple[str, Rate], tuple[float, float]] = {}
        self._lock = threading.Lock()

    def take(self, caller: str, rate: Rate) -> None:
        """Count one call; raise ApiError ``too-many`` with Retry-After (whole seconds) when the reserve is empty."""
        now = self._clock()
        key = (caller, rate)
        with self._lock:
            left, since = self._buckets.pop(key, (float(rate.burst), now))
            left = min(rate.burst, left + (now - since) * rate.per_second)
            is_allowed = left >= 1
            self._buckets[key] = (left - 1 if is_allowed else left, now)
            if len(self._buckets) > _MAX_CALLERS:
                del self._buckets[next(iter(self._buckets))]
        if not is_allowed:
            raise ApiError("too-many", {"Retry-After": str(max(1, math.ceil((1 - left) / rate.per_second)))})
