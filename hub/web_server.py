"""The web server's worker: what it refuses before there is a request gets a page of ours, too."""

from __future__ import annotations

import socket
from typing import Any

from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine
from gunicorn.workers.gthread import ThreadWorker

from hub.views.errors import too_long

STATUSES = {LimitRequestLine: "414 URI Too Long", LimitRequestHeaders: "431 Too Large"}
# A longer address than is read at once is still on its way; unread, it would cut the answer off.
MOST_UNREAD = 1024 * 1024
PATIENCE = 0.2  # seconds


class Worker(ThreadWorker):
    """Gunicorn's worker with threads."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Answer a request whose address or headers are too long; the rest as Gunicorn does."""
        status = STATUSES.get(type(exc))
        if status is None:
            super().handle_error(req, client, addr, exc)
            return
        body = too_long().encode()
        head = (
            f"HTTP/1.1 {status}\r\nConnection: close\r\nContent-Type: text/html; charset=utf-8\r\n"
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


def _read_the_rest(client: socket.socket) -> None:
    client.settimeout(PATIENCE)
    read = 0
    while read < MOST_UNREAD and (part := client.recv(65536)):
        read += len(part)
