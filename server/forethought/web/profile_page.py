"""Reads a page from standard input and prints the addresses it links to, as JSON; a process of its own, on a leash."""

import json
import sys

from bs4 import BeautifulSoup
from bs4.filter import SoupStrainer

_CPU_SECONDS = 5
_MEMORY_BYTES = 512 * 1024 * 1024
_MOST_LINKS = 2000


def restrain() -> None:
    """Bound processor time, memory and files where the system can; the parent bounds the time everywhere."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def links_in(page: bytes, charset: str | None) -> list[str]:
    """Return the addresses of a page's links as they are written there, in order."""
    soup = BeautifulSoup(page, "html.parser", parse_only=SoupStrainer("a"), from_encoding=charset)
    links = [link["href"] for link in soup.find_all("a", href=True, limit=_MOST_LINKS)]
    return [link.strip() for link in links if isinstance(link, str)]


if __name__ == "__main__":
    restrain()
    named = sys.argv[1] if len(sys.argv) > 1 and sys.argv[1] != "-" else None
    sys.stdout.write(json.dumps(links_in(sys.stdin.buffer.read(), named)))
