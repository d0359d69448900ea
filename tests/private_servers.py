"""Private PostgreSQL, Redis and ClamAV servers on free ports, for one run of the tests."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def postgres_folder() -> Path | None:
    """Where PostgreSQL's programs are; None when they are not installed."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"),
        key=lambda path: int(path.parts[-3]),
    )
    if found:
        return found[-1].parent
    on_path = shutil.which("postgres")
    return Path(on_path).parent if on_path else None


def redis_program() -> str | None:
    """Redis's server program; None when it is not installed."""
    return shutil.which("redis-server")


@contextmanager
def postgres_server() -> Iterator[str]:
    """Run a PostgreSQL that is thrown away; gives its DATABASE_URL.

    PostgreSQL refuses to run as root, so root runs it as another user.
    """
    programs = postgres_folder()
    if programs is None:
        raise RuntimeError("PostgreSQL is not installed.")
    folder = Path(tempfile.mkdtemp(prefix="hub-postgres-"))
    identity = {}
    if os.getuid() == 0:
        other = next(pwd.getpwnam(name) for name in ("postgres", "nobody") if _has_user(name))
        os.chown(folder, other.pw_uid, other.pw_gid)
        identity = {"user": other.pw_uid, "group": other.pw_gid, "extra_groups": []}
    data, port = folder / "data", free_port()
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", "hub", "-A", "trust", "-E", "UTF8", "--no-sync"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
        **identity,
    )
    server = subprocess.Popen(
        [
            *(programs / "postgres", "-D", data, "-p", str(port), "-k", folder),
            *("-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"),
            *("-c", "synchronous_commit=off", "-c", "max_connections=200"),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        **identity,
    )
    try:
        _wait_for(port, server)
        subprocess.run(
            [programs / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "hub", "hub"],
            check=True,
            cwd=folder,
            **identity,
        )
        yield f"postgres://hub@127.0.0.1:{port}/hub"
    finally:
        server.terminate()
        server.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


class RedisServer:
    """A Redis that can be stopped or hung, and started again on the same port and data."""

    def __init__(self) -> None:
        program = redis_program()
        if program is None:
            raise RuntimeError("Redis is not installed.")
        self.program = program
        self.folder = tempfile.mkdtemp(prefix="hub-redis-")
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it listens; one that hangs goes on."""
        if self.server is not None:
            self.server.send_signal(signal.SIGCONT)
            return
        self.server = subprocess.Popen(
            [
                *(self.program, "--port", str(self.port), "--bind", "127.0.0.1"),
                *("--dir", self.folder, "--save", "", "--appendonly", "yes"),
            ],
            stdout=subprocess.DEVNULL,
        )
        _wait_for(self.port, self.server)

    def hang(self) -> None:
        """Take connections, and answer nobody."""
        if self.server is not None:
            self.server.send_signal(signal.SIGSTOP)

    def stop(self) -> None:
        """Stop; what waits in the queue is kept in the append-only file."""
        if self.server is not None:
            self.server.terminate()
            self.server.send_signal(signal.SIGCONT)
            self.server.wait(20)
            self.server = None


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    """Run a Redis that is thrown away."""
    redis = RedisServer()
    redis.start()
    try:
        yield redis
    finally:
        redis.stop()
        shutil.rmtree(redis.folder, ignore_errors=True)


def clamd_program() -> str | None:
    """ClamAV's daemon; None when it is not installed."""
    return shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


# The body of the EICAR test file, inside whatever else; and nothing more: no signatures to fetch.
EICAR_SIGNATURE = (
    "Hub.Eicar.Body:0:*:"
    "45494341522d5354414e444152442d414e544956495255532d544553542d46494c452124482b482a\n"
)


class ClamdServer:
    """A ClamAV daemon with one signature, on a port and on a socket, that can be stopped."""

    def __init__(self) -> None:
        program = clamd_program()
        if program is None:
            raise RuntimeError("ClamAV is not installed.")
        self.program = program
        self.folder = Path(tempfile.mkdtemp(prefix="hub-clamd-"))
        self.port = free_port()
        self.address = f"127.0.0.1:{self.port}"
        self.socket = str(self.folder / "clamd.socket")
        self.server: subprocess.Popen[bytes] | None = None
        signatures = self.folder / "signatures"
        signatures.mkdir()
        (signatures / "hub.ndb").write_text(EICAR_SIGNATURE)
        me = pwd.getpwuid(os.getuid()).pw_name
        (self.folder / "clamd.conf").write_text(
            f"LocalSocket {self.socket}\nTCPSocket {self.port}\nTCPAddr 127.0.0.1\n"
            f"DatabaseDirectory {signatures}\nForeground true\nStreamMaxLength 1M\nUser {me}\n"
        )

    def start(self) -> None:
        """Start, and wait until it listens."""
        self.server = subprocess.Popen(
            [self.program, "--config-file", str(self.folder / "clamd.conf")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _wait_for(self.port, self.server)

    def stop(self) -> None:
        """Stop; whoever asks now gets no answer."""
        if self.server is not None:
            self.server.terminate()
            self.server.wait(20)
            self.server = None


@contextmanager
def clamd_server() -> Iterator[ClamdServer]:
    """Run a ClamAV daemon that is thrown away."""
    clamd = ClamdServer()
    clamd.start()
    try:
        yield clamd
    finally:
        clamd.stop()
        shutil.rmtree(clamd.folder, ignore_errors=True)


def _has_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError(f"The server ended with {server.returncode}.")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("The server did not come up within 30 seconds.")
