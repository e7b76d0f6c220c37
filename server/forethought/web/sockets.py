"""Opens the two loopback sockets and runs waitress on them, so that slow and idle connections lock nobody out."""

import errno
import socket
import sys
import time
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.buffers import FileBasedBuffer
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import MultiSocketServer, TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher
from waitress.utilities import BadRequest

from forethought.web.errors import CODE_OF_STATUS, error_body, error_html, status_line
from forethought.web.gate import MAX_BODY, PAGE_HOST, SECURITY_HEADERS, most_for

#: Beyond these the oldest connection without a request in work makes room for a new one.
MAX_WAITING_CONNECTIONS = 150
#: A request has to be complete after so many seconds, however it drips in.
REQUEST_SECONDS = 20
#: An import may take as long as a busy computer needs to hand it over.
IMPORT_SECONDS = 300
#: A body too large is read and thrown away up to here, so that its sender gets to read the refusal.
MAX_DISCARDED = 8 * 1024 * 1024
MAX_HEADERS = 16_384

THREADS = 6


class PortTakenError(Exception):
    """Another program listens on the port; the message is the sentence for the person."""


def _listener(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            # There SO_REUSEADDR would let another program take over the port.
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        opened.bind((address, port))
        opened.listen(64)
    except OSError:
        opened.close()
        raise
    return opened


def listeners(port: int) -> list[socket.socket]:
    """Return sockets that listen on 127.0.0.1 and, where this computer has IPv6, on ::1, both on the same port.

    Port 0 takes a free one. Raises PortTakenError when either address is in use: browsers try ::1 first for a localhost
    name, so a program there could answer in our place.
    """
    sockets: list[socket.socket] = []
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        wanted = sockets[0].getsockname()[1] if sockets else port
        try:
            sockets.append(_listener(family, address, wanted))
        except OSError as failure:
            if address == "::1" and failure.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.ENOPROTOOPT):
                continue
            for opened in sockets:
                opened.close()
            if failure.errno in (errno.EADDRINUSE, errno.EACCES):
                raise PortTakenError(
                    f"Port {wanted} is taken on {address} by another program: "
                    "stop that one, or choose another port with forethought serve --port N"
                ) from None
            raise
    return sockets


@dataclass(frozen=True)
class Imports:
    """Where the one large form is held on its way in, and who may send it: judged by its headers, before its body.

    The headers have the names that waitress gives them: capitals, and "_" for "-".
    """

    folder: Path
    may_send: Callable[[Mapping[str, str]], bool]


class _LengthRequired(BadRequest):  # type: ignore[misc]
    code = 411
    reason = "Length Required"


class _Parser(HTTPRequestParser):  # type: ignore[misc]
    """Refuses chunked bodies, and reads away a body that is too large before saying so."""

    _to_discard = 0
    adj: Any
    error: Any
    #: Seconds in which all of it has to be here.
    patience = REQUEST_SECONDS

    def parse_header(self, header_plus: bytes) -> None:
        try:
            super().parse_header(header_plus)
        except ValueError:
            # A Content-Length of more digits than Python makes a number of.
            raise ParsingError("") from None
        imports: Imports | None = self.adj.imports
        most = most_for(self.command, self.path)
        if imports is not None and most > MAX_BODY and self.body_rcv is not None and imports.may_send(self.headers):
            self.adj = copy(self.adj)
            self.adj.max_request_body_size = most + 1
            self.patience = IMPORT_SECONDS
            # Without a name, in the private folder: gone when the request is, whatever happens.
            self.body_rcv.buf = FileBasedBuffer(_open_unnamed(imports.folder))

    def received(self, data: bytes) -> int:
        if self._to_discard:
            taken = min(len(data), self._to_discard)
            self._to_discard -= taken
            self.completed = self._to_discard == 0
            return taken
        had_error = self.error is not None
        taken = int(super().received(data))
        if self.error is None and self.chunked and not self.completed:
            self.error = _LengthRequired("")
            self.completed = True
        if self.error is not None and not had_error:
            self.expect_continue, waits = False, self.expect_continue
            if self.error.code == 413 and not waits and self.content_length <= MAX_DISCARDED:
                self._to_discard = self.content_length
                self.completed = False
        return taken


def _open_unnamed(folder: Path) -> IO[bytes]:
    return TemporaryFile(dir=folder)


class _ErrorTask(ErrorTask):  # type: ignore[misc]
    """Answers what waitress refuses by itself in the same shape and with the same headers as everything else."""

    def execute(self) -> None:
        code = CODE_OF_STATUS.get(self.request.error.code, "bad-request")
        if self.request.error.code == 500:
            code = "failed"
        # A head that could not be read has no host and no path.
        host = getattr(self.request, "headers", {}).get("HOST", "").partition(":")[0]
        is_page = host == PAGE_HOST and not (getattr(self.request, "path", None) or "").startswith("/api")
        body = error_html(code) if is_page else error_body(code)
        kind = "text/html; charset=utf-8" if is_page else "application/json"
        self.status = status_line(code)
        self.response_headers.extend([("Content-Type", kind), *SECURITY_HEADERS])
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class _Channel(HTTPChannel):  # type: ignore[misc]
    error_task_class = _ErrorTask
    parser_class = _Parser
    request_since = 0.0

    def received(self, data: bytes) -> bool:
        if self.request is None:
            self.request_since = time.monotonic()
        return bool(super().received(data))


class _Listener(TcpWSGIServer):  # type: ignore[misc]
    channel_class = _Channel

    def handle_accept(self) -> None:
        self._make_room()
        super().handle_accept()

    def _make_room(self) -> None:
        if len(self.active_channels) < MAX_WAITING_CONNECTIONS:
            return
        waiting = [c for c in self.active_channels.values() if not c.requests and not c.total_outbufs_len]
        if waiting:
            min(waiting, key=lambda channel: channel.creation_time).handle_close()

    def maintenance(self, now: float) -> None:
        super().maintenance(now)
        for channel in list(self.active_channels.values()):
            if channel.request is not None and not channel.requests:
                is_late = time.monotonic() - channel.request_since > channel.request.patience
                channel.will_close = channel.will_close or is_late


def make_server(
    application: Callable[..., Any], sockets: list[socket.socket], imports: Imports | None = None
) -> MultiSocketServer:
    """Return waitress on ``sockets``, not running yet; ``run()`` serves until ``close()`` or an interrupt.

    Without ``imports`` no body is larger than MAX_BODY.
    """
    settings = Adjustments(
        sockets=sockets,
        ident=None,
        threads=THREADS,
        connection_limit=900,
        backlog=64,
        channel_timeout=REQUEST_SECONDS,
        cleanup_interval=5,
        max_request_header_size=MAX_HEADERS,
        max_request_body_size=MAX_BODY + 1,
        # Larger than any body but an import, and than any answer: none reaches a temporary file.
        inbuf_overflow=2 * MAX_BODY,
        outbuf_overflow=64 * 1024 * 1024,
        expose_tracebacks=False,
        log_socket_errors=False,
        channel_request_lookahead=0,
        clear_untrusted_proxy_headers=True,
        asyncore_use_poll=True,
    )
    settings.imports = imports
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.set_thread_count(THREADS)
    connections: dict[int, Any] = {}
    for listening in sockets:
        place = (listening.family, listening.type, listening.proto, listening.getsockname())
        _Listener(
            application,
            connections,
            True,
            listening,
            dispatcher=dispatcher,
            adj=settings,
            bind_socket=False,
            sockinfo=place,
        )
    addresses = [listening.getsockname()[:2] for listening in sockets]
    return MultiSocketServer(connections, settings, addresses, dispatcher, wasyncore.dispatcher.log_info)
