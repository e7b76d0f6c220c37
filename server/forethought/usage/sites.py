"""The ids of the sites Forethought knows, and the form an added site's id must have."""

import re

#: One word a site; the hosts behind each are in shared_rules/sites.toml, which a test holds equal to this list.
SITE_IDS = frozenset(
    {
        "bluesky",
        "communot",
        "discourse",
        "facebook",
        "instagram",
        "linkedin",
        "mastodon",
        "medium",
        "pinterest",
        "quora",
        "reddit",
        "threads",
        "tumblr",
        "wordpress",
        "x",
        "youtube",
    }
)

#: Longest site id: the longest host name that DNS allows (RFC 1035, 2.3.4).
LONGEST_SITE_ID = 253

_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+\Z")


def is_site_id(text: str) -> bool:
    """Return whether ``text`` can name a site: a known id, or a host name in lower case for one the person added."""
    return text in SITE_IDS or _HOST.match(text) is not None
