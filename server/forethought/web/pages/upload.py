"""Turns a form with a file into a request whose file is held in the data folder, and nowhere else."""

from tempfile import TemporaryFile
from typing import IO, Any

from flask import Request

from forethought.web.companion import companion
from forethought.web.gate import most_for


class PageRequest(Request):
    """A request to the pages, with as much of a body as the gate allows it."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Begin as Flask does."""
        super().__init__(*arguments, **options)
        self.max_content_length = most_for(self.method, self.path)

    def _get_file_stream(self, *_: object, **__: object) -> IO[bytes]:
        # Without a name: gone when the request is, whatever happens.
        return TemporaryFile(dir=companion().store.data_dir)
