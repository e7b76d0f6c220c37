"""The ids of sites are one list for the companion and the extension."""

import tomllib

import pytest

from forethought.resources import shipped
from forethought.usage.sites import SITE_IDS, is_site_id


def test_the_companion_counts_every_site_that_the_extension_knows() -> None:
    with (shipped("shared_rules") / "sites.toml").open("rb") as file:
        assert {site["id"] for site in tomllib.load(file)["site"]} == SITE_IDS


@pytest.mark.parametrize("host", ["forum.example.org", "a.b", "xn--bcher-kva.example", "1.2.3.4"])
def test_a_host_name_can_name_an_added_site(host: str) -> None:
    assert is_site_id(host)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nowhere",
        "X",
        "a..b",
        "-a.b",
        "a-.b",
        "a b.c",
        "a.b/c",
        "a.b:80",
        "bücher.example",
        "a.b\n",
        "a" * 64 + ".b",
    ],
)
def test_what_is_no_host_name_cannot(text: str) -> None:
    assert not is_site_id(text)


def test_a_name_longer_than_dns_allows_cannot() -> None:
    assert is_site_id(".".join(["a" * 62] * 4))
    assert not is_site_id(".".join(["a" * 62] * 4 + ["aa"]))
