"""Makes what this process writes and holds the person's alone."""

import os
import sys


def keep_to_ourselves() -> None:
    """Make new files private, and keep the memory with its drafts out of core dumps."""
    os.umask(0o077)
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
