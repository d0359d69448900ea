"""Serve a WSGI application as the product is served, and ask it for pages as fast as it answers."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv/bin"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(application: str, env: dict[str, str]) -> Iterator[int]:
    """Run it under gunicorn with two workers; gives the port once it answers."""
    port = free_port()
    command = [BIN / "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--preload"]
    command += ["--worker-class", "gthread", "--workers", "2", "--threads", "4"]
    server = subprocess.Popen([*command, "--log-level", "warning"], cwd=ROOT, env=env)
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with suppress(OSError):
                get(port, "/")
                break
            time.sleep(0.2)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def get(port: int, path: str) -> int:
    """Ask once; returns the status."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def rate(port: int, path: str, seconds: float = 3, visitors: int = 4) -> float:
    """Answers a second to so many visitors, each asking again as soon as it was answered."""
    done = [0] * visitors
    until = time.monotonic() + seconds

    def visit(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.monotonic() < until:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{path} answered {answer.status}")
            done[number] += 1
        connection.close()

    threads = [threading.Thread(target=visit, args=[number]) for number in range(visitors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / seconds


def product_env(data: str) -> dict[str, str]:
    """The environment of the product on its own data, with the demonstration."""
    return {
        **os.environ,
        "HUB_ENV": "development",
        "HUB_DEMO": "1",
        "HUB_DATA_DIR": data,
        "DJANGO_SETTINGS_MODULE": "hub.settings",
    }
