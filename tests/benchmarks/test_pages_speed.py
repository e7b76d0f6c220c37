"""With ten years of use: every page in under 100 ms, every export in under 100 MB of memory.

Run with ``pytest tests/benchmarks/test_pages_speed.py -s``; it prints each page's median.
"""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from tests.web.pages.seed import seed
from tests.web.pages.site import Site, open_site

YEARS_MS = 10 * 365 * 86_400_000
SLICES = 730_000
DRAFTS = 60_000
NOW = datetime(2026, 11, 18, 10, tzinfo=UTC)

PATHS = (
    "/week/2026-W46",
    "/week/2026-W47",
    "/week/2020-W20",
    "/week/2026-W46.csv",
    "/week/2026-W46.json",
    "/goals",
    "/goals/new",
    "/plan",
    "/plan/new",
    "/plan.ics",
    "/accounts",
    "/accounts/2",
    "/rules",
    "/rules/promotion.hard-sell",
    "/try",
    "/data",
    "/data/erase?week=2020-W20",
    "/start",
)

_EXPORT = r"""
import re, sys
from pathlib import Path
from tests.web.pages.site import Site
site = Site(Path(sys.argv[1]), int(sys.argv[2]))
size = 0
from werkzeug.test import EnvironBuilder, run_wsgi_app
from tests.web.pages.site import HOST, ORIGIN
environ = EnvironBuilder(sys.argv[3], base_url=ORIGIN, headers={"Host": HOST, "Cookie": site.cookie}).get_environ()
parts, status, _ = run_wsgi_app(site.client.application, environ)
for part in parts:
    size += len(part)
# Not getrusage: its highest memory is handed down from the process that started this one.
peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
print(status.split()[0], size, int(peak[1]) // 1024)
"""


@pytest.fixture(scope="module")
def old_site() -> Iterator[Site]:
    with open_site(NOW) as site:
        _fill(site)
        seed(site.store, date(2026, 11, 16))
        yield site


def _fill(site: Site) -> None:
    """Ten years of slices and drafts, up to a hundred days ago."""
    until = site.now_ms - 100 * 86_400_000
    step = YEARS_MS // SLICES
    sites = ("facebook", "linkedin", "x", "reddit")
    with site.store.unlocked() as driver:
        driver.execute("BEGIN")
        driver.executemany(
            "INSERT INTO slice (src, seq, site, start_ms, end_ms, purpose) VALUES ('old', ?, ?, ?, ?, ?)",
            (
                (n, sites[n % 4], until - n * step, until - n * step + 45_000, None if n % 3 else "replies")
                for n in range(SLICES)
            ),
        )
        step = YEARS_MS // DRAFTS
        driver.executemany(
            "INSERT INTO draft_outcome (draft, at, site, surface, persona, outcome, kind)"
            " VALUES (?, ?, ?, 'post', 'professional', 'posted', 'post')",
            ((f"old{n}", until - n * step, sites[n % 4]) for n in range(DRAFTS)),
        )
        driver.executemany(
            "INSERT INTO draft_warning (draft, n, rule, family, level, outcome)"
            " VALUES (?, 0, 'promotion.hard-sell', 'promotion', 'warn', 'changed')",
            ((f"old{n}",) for n in range(0, DRAFTS, 2)),
        )
        driver.execute("COMMIT")


def test_every_page_takes_less_than_a_tenth_of_a_second(old_site: Site):
    slow = {}
    for path in PATHS:
        assert old_site.get(path).status == 200, path
        took = []
        for _ in range(7):
            began = time.perf_counter()
            old_site.get(path)
            took.append((time.perf_counter() - began) * 1000)
        median = statistics.median(took)
        print(f"{median:7.1f} ms  {path}")
        if median >= 100:
            slow[path] = median
    assert slow == {}


@pytest.mark.parametrize("path", ["/data/export.json", "/data/export.zip"])
def test_an_export_of_ten_years_takes_less_than_a_hundred_megabytes(old_site: Site, path: str):
    command = [sys.executable, "-c", _EXPORT, str(old_site.store.data_dir), str(old_site.now_ms), path]
    status, size, megabytes = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    print(f"{path}: {int(size):,} bytes, {megabytes} MB of memory in all")
    assert status == "200"
    assert int(size) > 5_000_000
    assert int(megabytes) < 100
