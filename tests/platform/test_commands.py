"""``make run`` for real: what it says, what it serves, and that it leaves nothing behind."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.private_servers import free_port

pytestmark = pytest.mark.full_stack
ROOT = Path(__file__).resolve().parents[2]
# Seconds before something counts as stuck: generous, because other tests run side by side.
PATIENCE = 900
# What the person who types the command may have set is no part of these tests.
OURS = (
    "DATABASE_URL",
    "REDIS_URL",
    "EMAIL_URL",
    "HUB_BASE_URL",
    "HUB_ENCRYPTION_KEYS",
    "HUB_ENCRYPTION_KEY_FILE",
    "HUB_DEMO",
    "HUB_PLUGINS",
    "MAKEFLAGS",
)
SOMEBODY = "somebody@example.com"
STATE = f"SELECT state FROM hub_notification WHERE address = '{SOMEBODY}'"


class Run:
    """One ``make run``, with everything it printed."""

    def __init__(
        self, data: Path, port: int, at_ctrl_c: Any = signal.default_int_handler, **more: str
    ) -> None:
        self.data, self.port = data, port
        self.log = data.parent / f"{data.name}-{time.time_ns()}.log"
        env = {name: value for name, value in os.environ.items() if name not in OURS}
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                ["make", "run"],
                cwd=ROOT,
                env={**env, "HUB_DATA_DIR": str(data), "PORT": str(port), **more},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # A group of its own, as a shell gives each command: Ctrl-C reaches the group.
                start_new_session=True,
                # Whoever started these tests in the background made them ignore Ctrl-C, and whoever
                # did so with nohup the end of the session.
                preexec_fn=lambda: (
                    signal.signal(signal.SIGINT, at_ctrl_c),
                    signal.signal(signal.SIGHUP, signal.SIG_DFL),
                ),
            )

    @property
    def said(self) -> str:
        return self.log.read_text()

    def wait_for(self, text: str) -> None:
        """Wait until it said this."""
        until = time.monotonic() + PATIENCE
        while text not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < until, self.said
            time.sleep(0.1)

    def get(self, path: str) -> tuple[int, str]:
        with urllib.request.urlopen(f"http://localhost:{self.port}{path}", timeout=60) as answer:
            return answer.status, answer.read().decode()

    def wait_until(self, what: Callable[[], bool]) -> bool:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if what():
                return True
            time.sleep(0.1)
        return False

    def ask_for_code(self, email: str) -> None:
        """Ask for a sign-in code as a browser would."""
        jar = CookieJar()
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        address = f"http://localhost:{self.port}/accounts/login/"
        browser.open(address, timeout=60).read()
        token = next(cookie.value for cookie in jar if cookie.name == "csrftoken")
        data = urlencode({"email": email, "csrfmiddlewaretoken": token}).encode()
        browser.open(address, data, timeout=60).read()

    def mail(self) -> str:
        """Everything in the mail folder."""
        return "".join(path.read_text() for path in (self.data / "mail").glob("*"))

    def sql(self, statement: str) -> list[tuple]:
        with closing(sqlite3.connect(self.data / "hub.sqlite3", timeout=60)) as connection:
            return connection.execute(statement).fetchall()

    def answers(self, path: str) -> bool:
        try:
            return self.get(path)[0] == 200
        except OSError:
            return False

    def parts(self) -> dict[str, int]:
        """The process of each line of the Procfile: the supervisor's own children."""
        supervisor = int((self.data / "run.lock").read_text())
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                words = (entry / "cmdline").read_bytes().decode().split("\0")
            except OSError:
                continue
            if parent == supervisor:
                name = "web" if any("gunicorn" in word for word in words) else ""
                found[name or ("worker" if "worker" in words else "beat")] = int(entry.name)
        return found

    def ctrl_c(self) -> int:
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(PATIENCE)

    def left_running(self) -> list[str]:
        """The command lines of processes that still work on this run's data."""
        mark = f"HUB_DATA_DIR={self.data}".encode()
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except OSError:
                continue
        return found


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("run") / "data"


@pytest.fixture(scope="module")
def first(data) -> Iterator[Run]:
    run = Run(data, free_port())
    try:
        run.wait_for("Ctrl-C stops everything.")
        yield run
    finally:
        if run.process.poll() is None:
            run.ctrl_c()


def test_the_first_start_says_what_it_does_and_where_to_go(first):
    said = first.said
    steps = ["Data is kept in", "Applying", "Loading the demonstration", "Starting", "is ready"]
    assert [said.index(step) for step in steps] == sorted(said.index(step) for step in steps)
    for path in ("/", "/demo/", "/demo/mailbox/", "/roles/", "/monitoring/", "/admin/"):
        assert f"http://localhost:{first.port}{path} " in said
        status, page = first.get(path)
        assert (path, status) == (path, 200)
        assert "<h1" in page
    assert first.get("/healthz")[0] == 200


def test_static_files_are_served_without_a_build(first):
    assert first.get("/static/hub/hub.css")[0] == 200


def test_a_second_hub_on_the_same_data_is_refused_clearly(first):
    second = Run(first.data, free_port())
    assert second.process.wait(PATIENCE) != 0
    assert f"The hub already runs on {first.data} (process " in second.said
    assert "Traceback" not in second.said


def test_a_taken_port_is_refused_clearly(first, tmp_path):
    second = Run(tmp_path / "data", first.port)
    assert second.process.wait(PATIENCE) != 0
    assert f"Port {first.port} is taken. Choose another: make run PORT=" in second.said
    assert "Traceback" not in second.said


def test_the_worker_takes_a_message_from_the_broker_without_a_server(first):
    first.ask_for_code(SOMEBODY)
    assert first.wait_until(lambda: SOMEBODY in first.mail())
    assert first.sql(STATE) == [("sent",)]


def test_links_in_mail_lead_to_the_web_server_whichever_process_wrote_them(first):
    assert first.wait_until(lambda: "http://localhost:" in first.mail())
    assert set(re.findall(r"http://localhost:(\d+)/", first.mail())) == {str(first.port)}


def test_half_written_messages_stop_nobody(first):
    before = first.parts()
    queue = first.data / "broker" / "queue"
    for number in range(200):
        name = f"{time.time_ns()}_{number}.celery.msg"
        (queue / name).write_text(
            '{"body": "W10=", "headers": {}, "properties": {}}'[: number // 5]
        )
    first.ask_for_code("afterwards@example.com")
    assert first.wait_until(lambda: "afterwards@example.com" in first.mail())
    assert len(list((first.data / "broker" / "unreadable").iterdir())) == 200
    assert first.said.count("Set aside as unreadable") == 200
    assert first.parts() == before


@pytest.mark.parametrize("name", ["worker", "beat", "web"])
def test_each_part_that_is_killed_is_started_again_while_the_others_live(first, name):
    before = first.parts()
    assert set(before) == {"web", "worker", "beat"}
    os.kill(before[name], signal.SIGKILL)
    assert first.wait_until(lambda: set(first.parts()) == set(before) != first.parts())
    assert first.wait_until(lambda: first.parts().get(name) not in (None, before[name]))
    after = first.parts()
    assert {part: pid for part, pid in after.items() if part != name} == {
        part: pid for part, pid in before.items() if part != name
    }
    line = f"!!! {name} ended with signal SIGKILL. It is started again in 1 s; the others go on."
    assert line in first.said
    # And it does its work: a code is asked for, sent, and read.
    who = f"after-{name}@example.com"
    assert first.wait_until(lambda: first.answers("/healthz"))
    first.ask_for_code(who)
    assert first.wait_until(lambda: who in first.mail())


def test_ctrl_c_leaves_nothing_running_and_the_next_start_is_quick_and_keeps_the_data(first):
    first.ctrl_c()
    assert first.left_running() == []
    again = Run(first.data, first.port)
    try:
        again.wait_for("Ctrl-C stops everything.")
        assert "The hub is ready:" in again.said
        assert "Applying" not in again.said
        assert "Loading" not in again.said
        assert again.sql(STATE) == [("sent",)]
        # What a service manager, or the end of a session, sends to the command itself.
        again.process.terminate()
        again.process.wait(PATIENCE)
        assert again.wait_until(lambda: again.left_running() == [])
    finally:
        if again.process.poll() is None:
            again.ctrl_c()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", first.port)) != 0


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_interrupting_the_group_ends_everything_also_when_a_script_started_it(data, sign):
    """A script that ends its line with "&" makes what it starts ignore Ctrl-C."""
    run = Run(data, free_port(), at_ctrl_c=signal.SIG_IGN)
    try:
        run.wait_for("Ctrl-C stops everything.")
        os.killpg(run.process.pid, sign)
        run.process.wait(PATIENCE)
        assert run.wait_until(lambda: run.left_running() == [])
        assert "Traceback" not in run.said
    finally:
        if run.process.poll() is None:
            run.process.kill()


def test_a_part_that_does_not_come_up_is_said_while_it_waits(data):
    """The address that the web has to listen on is none of this machine's."""
    run = Run(data, free_port(), BIND="192.0.2.1")
    try:
        run.wait_for("!!! web ended with exit code 1. It is started again in 2 s")
        run.wait_for("Still starting: web ended with exit code 1 (")
        assert set(run.parts()) >= {"worker", "beat"}
    finally:
        run.ctrl_c()
    assert run.left_running() == []


def test_stopped_while_it_prepares_it_leaves_nothing_running(tmp_path):
    run = Run(tmp_path / "data", free_port())
    run.wait_for("Applying")
    assert run.ctrl_c() != 0
    assert run.left_running() == []
    assert "Traceback" not in run.said


def test_a_data_folder_that_cannot_be_used_is_said_clearly(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    run = Run(tmp_path / "file", free_port())
    assert run.process.wait(PATIENCE) != 0
    assert "The data folder cannot be used" in run.said
    assert "Traceback" not in run.said
