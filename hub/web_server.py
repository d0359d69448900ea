"""The web server's worker: what it refuses before there is a request gets a page of ours, too."""

from __future__ import annotations

import re
import socket
import threading
from contextlib import suppress
from typing import Any
from urllib.parse import unquote

from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine
from gunicorn.workers.gthread import ThreadWorker

from hub.views.errors import too_long

# What is said in the status line, and to programs in the problem.
ANSWERS = {
    LimitRequestLine: (414, "URI Too Long", "The address is too long."),
    LimitRequestHeaders: (
        431,
        "Request Header Fields Too Large",
        "The headers, including cookies, are too large.",
    ),
}
# A longer address than is read at once is still on its way; unread, it would cut the answer off.
MOST_UNREAD = 1024 * 1024
PATIENCE = 0.2  # seconds
# Enough of a request to know what is asked for: the longest path of ours, without its query.
BEGINNING = 512
METHOD_AND_PATH = re.compile(rb"[A-Z]+ (/[^ ?#]*)")


class Worker(ThreadWorker):
    """Gunicorn's worker with threads."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._asked = threading.local()  # What each thread answers.

    def handle(self, conn: Any) -> Any:
        """Look at the path before the parser does: it forgets what it refuses."""
        self._asked.path = ""
        with suppress(OSError):
            if conn.initialized or conn.data_ready or conn.wait_for_data(PATIENCE):
                self._asked.path = path_of(
                    conn.sock.recv(BEGINNING, socket.MSG_PEEK | socket.MSG_DONTWAIT)
                )
        return super().handle(conn)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Answer a request whose address or headers are too long; the rest as Gunicorn does."""
        answer = ANSWERS.get(type(exc))
        if answer is None:
            super().handle_error(req, client, addr, exc)
            return
        from hub.api.refusing import PROBLEM, is_path_of_api, problem  # it needs Django's models

        status, title, detail = answer
        body, kind = too_long().encode(), "text/html; charset=utf-8"
        if is_path_of_api(getattr(self._asked, "path", "")):
            said = problem(status, title, detail)
            body, kind = said.content, f"{PROBLEM}\r\nAccess-Control-Allow-Origin: *"
        head = (
            f"HTTP/1.1 {status} {title}\r\nConnection: close\r\nContent-Type: {kind}\r\n"
            f"Content-Length: {len(body)}\r\nX-Content-Type-Options: nosniff\r\n"
            "Content-Security-Policy: default-src 'none'; style-src 'self'; font-src 'self'; "
            "img-src 'self'; base-uri 'none'; frame-ancestors 'self'\r\n\r\n"
        )
        try:
            client.sendall(head.encode() + body)
            client.shutdown(socket.SHUT_WR)
            _read_the_rest(client)
        except OSError:
            self.log.debug("Gone before the answer")


def path_of(beginning: bytes) -> str:
    """The path that a request asks for, by its first bytes; "" for what is no request."""
    found = METHOD_AND_PATH.match(beginning)
    return unquote(found[1].decode("ascii", "replace")) if found else ""


def _read_the_rest(client: socket.socket) -> None:
    client.settimeout(PATIENCE)
    read = 0
    while read < MOST_UNREAD and (part := client.recv(65536)):
        read += len(part)
