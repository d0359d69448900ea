"""The product's own processes on PostgreSQL and Redis, and what happens when one of them dies."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest
from aiosmtpd.controller import Controller

from tests.factories.files import EICAR, make_pdf
from tests.private_servers import (
    ClamdServer,
    RedisServer,
    clamd_server,
    free_port,
    postgres_server,
    redis_server,
)

pytestmark = [pytest.mark.full_stack, pytest.mark.usefixtures("_servers_installed")]
ROOT = Path(__file__).resolve().parents[2]
# Seconds before something counts as stuck: generous, because other tests run side by side.
PATIENCE = 900
# What a web process says when Redis kept it waiting.
SKIPS = "The cache did not answer"


class Sink:
    """A mail server that keeps what it accepts: slowly with ``pause``, nothing with ``refuse``."""

    def __init__(self) -> None:
        self.accepted: list[str] = []
        self.pause = 0.0
        self.refuse = False

    async def handle_DATA(self, server, session, envelope):
        if self.refuse:
            return "451 try again later"
        await asyncio.sleep(self.pause)
        self.accepted.append(envelope.content.decode())
        return "250 OK"

    def count(self, text: str) -> int:
        return sum(text in mail for mail in self.accepted)


@dataclass
class Stack:
    """The running processes and where they listen."""

    env: dict[str, str]
    base: str
    sink: Sink
    log: Path
    redis: RedisServer
    clamd: ClamdServer
    processes: dict[str, subprocess.Popen] = field(default_factory=dict)

    def start(self, name: str) -> None:
        with self.log.open("ab") as output:
            self.processes[name] = subprocess.Popen(
                [str(ROOT / "bin" / name)],
                env=self.env,
                cwd=ROOT,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def kill(self, name: str, sign: int = signal.SIGKILL) -> None:
        process = self.processes.pop(name)
        os.killpg(process.pid, sign)
        process.wait(PATIENCE)

    def manage(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            env=self.env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def python(self, code: str) -> None:
        """Run one line of the product's code, as the system, in a process of its own."""
        code = (
            "import django; django.setup()\n"
            "from hub.authorisation import as_system\n"
            f"with as_system(): {code}"
        )
        subprocess.run([sys.executable, "-c", code], env=self.env, cwd=ROOT, check=True)

    def sql(self, statement: str) -> list[tuple]:
        with psycopg.connect(self.env["DATABASE_URL"], autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def health(self) -> tuple[int, dict]:
        try:
            with urllib.request.urlopen(f"{self.base}/healthz", timeout=60) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)
        except OSError as error:
            return 0, {"error": str(error)}

    def ask_for_code(self, email: str) -> None:
        """Ask for a sign-in code as a browser would."""
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar := CookieJar()))
        opener.open(f"{self.base}/accounts/login/", timeout=60).read()
        token = next(cookie.value for cookie in jar if cookie.name == "csrftoken")
        data = urlencode({"email": email, "csrfmiddlewaretoken": token}).encode()
        opener.open(f"{self.base}/accounts/login/", data, timeout=60).read()


def wait_for(what: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if what():
            return True
        time.sleep(0.2)
    return False


@pytest.fixture(scope="module")
def _servers_installed() -> None:
    from tests.private_servers import clamd_program, postgres_folder, redis_program

    if not (postgres_folder() and redis_program() and clamd_program()):
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL, Redis and ClamAV must be installed where CI=true.")
        pytest.skip("POSTGRESQL, REDIS OR CLAMAV IS MISSING: the full stack is not tested")


@pytest.fixture(scope="module")
def stack(tmp_path_factory, _servers_installed) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("stack")
    sink = Sink()
    mail_port, web_port = free_port(), free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=mail_port)
    controller.start()
    with postgres_server() as database, redis_server() as redis, clamd_server() as clamd:
        env = {
            **os.environ,
            "PATH": f"{ROOT / '.venv/bin'}:{os.environ['PATH']}",
            "HUB_ENV": "development",
            "HUB_DATA_DIR": str(folder),
            "DATABASE_URL": database,
            "REDIS_URL": redis.url,
            "CLAMD_ADDRESS": clamd.address,
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
            "PORT": str(web_port),
            "HUB_BASE_URL": f"http://127.0.0.1:{web_port}",
            "DJANGO_SETTINGS_MODULE": "hub.settings",
            "WEB_WORKERS": "1",
            "WEB_THREADS": "4",
        }
        base, log = f"http://127.0.0.1:{web_port}", folder / "stack.log"
        running = Stack(env, base, sink, log, redis, clamd)
        running.manage("migrate", "--verbosity", "0")
        for name in ("web", "worker", "beat"):
            running.start(name)
        try:
            assert wait_for(lambda: running.health()[0] == 200), running.log.read_text()[-4000:]
            yield running
        finally:
            for name in list(running.processes):
                running.kill(name, signal.SIGTERM)
            controller.stop()


def test_all_is_well_when_every_process_runs(stack):
    status, parts = stack.health()
    assert (status, parts) == (
        200,
        {
            **dict.fromkeys(
                (
                    *("database", "broker", "migrations", "worker", "uploads", "disk"),
                    "encryption",
                ),
                "ok",
            ),
            "status": "ok",
        },
    )


def test_the_container_asks_its_own_web_server_whether_it_is_well(stack):
    asks = [str(ROOT / "bin/healthy")]
    env = {**stack.env, "ALLOWED_HOSTS": "127.0.0.1,localhost"}
    assert subprocess.run(asks, env=env, check=False).returncode == 0
    nobody = subprocess.run(
        asks, env={**env, "PORT": str(free_port())}, capture_output=True, text=True, check=False
    )
    assert (nobody.returncode, nobody.stderr[:9]) == (1, "not well:")


def test_a_message_reaches_the_mail_server_at_once(stack):
    # Without beat no sweep can find it later.
    stack.kill("beat")
    stack.ask_for_code("first@example.com")
    assert wait_for(lambda: stack.sink.count("first@example.com") == 1)
    stack.start("beat")


HAND_IN = """
from django.core.files import File
from hub.directory import add_person
from hub.uploads import receive
person = add_person(email="{email}")
with open("{path}", "rb") as content:
    receive(actor=person, file=File(content), purpose="hub.test")
"""


def hand_in(stack: Stack, email: str, content: bytes) -> Callable[[], str]:
    """Hand a file in as a web process would; gives a function that says its state."""
    path = stack.log.parent / "handed-in.pdf"
    path.write_bytes(content)
    code = HAND_IN.format(email=email, path=path)
    stack.python(f"exec({code!r})")
    owner = f"(SELECT id FROM hub_user WHERE email = '{email}')"
    return lambda: stack.sql(f"SELECT state FROM hub_upload WHERE owner_id = {owner}")[0][0]


def test_the_worker_has_files_scanned_at_once_and_tells_of_a_virus(stack):
    stack.kill("beat")
    clean = hand_in(stack, "clean@example.com", make_pdf())
    infected = hand_in(stack, "infected@example.com", make_pdf(inside=EICAR))
    assert wait_for(lambda: (clean(), infected()) == ("clean", "infected"))
    assert wait_for(lambda: stack.sink.count("infected@example.com") == 1)
    stack.start("beat")
    kept = [path for path in (stack.log.parent / "uploads").glob("*/*") if path.is_file()]
    assert len(kept) == 1


def test_a_file_waits_for_a_scanner_that_is_down(stack):
    stack.clamd.stop()
    state = hand_in(stack, "waits@example.com", make_pdf())
    time.sleep(2)
    assert state() == "received"
    stack.clamd.start()
    # What beat does each minute.
    stack.python("from hub.tasks import sweep_uploads as sweep; sweep.delay()")
    assert wait_for(lambda: state() == "clean")


def test_a_worker_killed_in_mid_delivery_loses_nothing_and_sends_nothing_twice(stack):
    stack.sink.pause = 5
    stack.ask_for_code("killed@example.com")
    mine = "FROM hub_notification WHERE address = 'killed@example.com'"
    assert wait_for(lambda: stack.sql(f"SELECT state {mine}") == [("leased",)])
    stack.kill("worker")
    stack.sink.pause = 0
    time.sleep(6)
    # The mail server had not said "accepted" when the worker died: it may have kept this one copy.
    kept = stack.sink.count("killed@example.com")
    assert kept <= 1
    stack.sql(
        "UPDATE hub_notification SET leased_until = now() - interval '1 second' "
        "WHERE address = 'killed@example.com'"
    )
    stack.start("worker")
    # What beat does each minute.
    stack.python("from hub.tasks import sweep_notifications as sweep; sweep.delay()")
    assert wait_for(lambda: stack.sql(f"SELECT state {mine}") == [("sent",)])
    assert stack.sink.count("killed@example.com") == kept + 1
    stack.manage("deliver")
    assert stack.sink.count("killed@example.com") == kept + 1


def test_a_mail_server_that_is_down_delays_and_loses_nothing(stack):
    stack.sink.refuse = True
    stack.ask_for_code("down@example.com")
    mine = "FROM hub_notification WHERE address = 'down@example.com'"
    assert wait_for(lambda: stack.sql(f"SELECT attempts {mine}") == [(1,)])
    assert wait_for(lambda: stack.sql(f"SELECT state {mine}") == [("pending",)])
    stack.sink.refuse = False
    stack.sql(
        "UPDATE hub_notification SET next_attempt_at = now() WHERE address = 'down@example.com'"
    )
    stack.manage("deliver")
    assert stack.sql(f"SELECT state, secret {mine}") == [("sent", "")]
    assert stack.sink.count("down@example.com") == 1


def test_a_silent_worker_makes_the_service_unwell_and_says_why(stack):
    stack.kill("beat")
    stack.sql("UPDATE hub_heartbeat SET seen_at = now() - interval '5 minutes'")
    status, parts = stack.health()
    assert (status, parts["status"]) == (503, "unwell")
    assert parts["worker"].startswith("no worker has been seen for")
    stack.start("beat")
    assert wait_for(lambda: stack.health()[0] == 200)


def test_two_commands_at_once_do_the_work_once(stack):
    stack.kill("worker")
    stack.ask_for_code("twice@example.com")
    commands = [
        subprocess.Popen([sys.executable, "manage.py", "deliver"], env=stack.env, cwd=ROOT)
        for _ in range(2)
    ]
    assert [command.wait(PATIENCE) for command in commands] == [0, 0]
    assert stack.sink.count("twice@example.com") == 1
    stack.start("worker")


def test_a_broker_that_is_down_loses_nothing_and_is_found_again(stack):
    mine = "FROM hub_notification WHERE address = 'broker@example.com'"
    stack.redis.stop()
    try:
        status, parts = stack.health()
        assert (status, parts["broker"]) == (503, "the broker does not answer")
        # The broker is the cache too: pages are served all the same, and facts are kept.
        assert urllib.request.urlopen(stack.base, timeout=60).status == 200
        stack.python(
            "from hub.notifications import notify;"
            "notify('hub.sign_in_code', recipient='broker@example.com', secret='123456')"
        )
        assert stack.sql(f"SELECT state {mine}") == [("pending",)]
        # Limits on attempts cannot be counted now, so nobody gets a code.
        stack.ask_for_code("limited@example.com")
        assert stack.sql("SELECT 1 FROM hub_notification WHERE address LIKE 'limited@%'") == []
    finally:
        stack.redis.start()
    # Nobody touches worker and beat: they find the broker, and the sweep finds the message.
    assert wait_for(lambda: stack.sql(f"SELECT state {mine}") == [("sent",)])
    assert stack.sink.count("broker@example.com") == 1
    assert wait_for(lambda: stack.health()[0] == 200)


def read_pages(stack: Stack, until: Callable[[], bool]) -> tuple[list[tuple[str, int]], int]:
    """Six visitors read, once at least: what they got, and how often the web got no answer."""
    before = stack.log.read_text().count(SKIPS)
    got: list[tuple[str, int]] = []

    def visit(path: str) -> None:
        while True:
            with urllib.request.urlopen(f"{stack.base}{path}", timeout=PATIENCE) as answer:
                got.append((path, answer.status))
            if until():
                return

    pages = ("/", "/roles/", "/monitoring/", "/accounts/login/", "/help/terms/", "/")
    visitors = [threading.Thread(target=visit, args=(path,)) for path in pages]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    return got, stack.log.read_text().count(SKIPS) - before


@pytest.mark.parametrize("trouble", ["stop", "hang"])
def test_redis_away_under_load_with_a_task_in_flight_loses_nothing(stack, trouble):
    def state(who: str) -> list[tuple]:
        return stack.sql(
            f"SELECT state FROM hub_notification WHERE address = '{who}-{trouble}@example.com'"
        )

    worker = stack.processes["worker"]

    def is_in_flight() -> bool:
        # Nobody gets a code while a web process avoids Redis, after the test before.
        if not state("flight"):
            stack.ask_for_code(f"flight-{trouble}@example.com")
            time.sleep(1)
        return state("flight") == [("leased",)]

    stack.sink.pause = 8
    assert wait_for(is_in_flight)
    began = time.monotonic()
    getattr(stack.redis, trouble)()
    try:
        stack.python(
            "from hub.notifications import notify;"
            f"notify('hub.sign_in_code', recipient='waits-{trouble}@example.com', secret='1')"
        )
        # The task in flight ends while Redis is away, and cannot be acknowledged.
        pages, skips = read_pages(stack, lambda: state("flight") == [("sent",)])
        away = time.monotonic() - began
        assert {status for _, status in pages} == {200}
        assert {path for path, _ in pages} == {
            *("/", "/roles/", "/monitoring/", "/accounts/login/", "/help/terms/")
        }
        # Each of the web's threads may be waiting when it begins; then one tries every 5 seconds.
        assert skips <= int(stack.env["WEB_THREADS"]) + 1 + away / 5
        assert wait_for(lambda: "Trying to re-establish the connection" in stack.log.read_text())
        assert worker.poll() is None
    finally:
        stack.sink.pause = 0
        stack.redis.start()
    # Nobody touches worker and beat.
    assert wait_for(lambda: state("waits") == [("sent",)])
    assert stack.sink.count(f"waits-{trouble}@example.com") == 1
    assert stack.sink.count(f"flight-{trouble}@example.com") == 1
    assert wait_for(lambda: stack.health()[0] == 200)
    assert worker.poll() is None
    assert "Unrecoverable error" not in stack.log.read_text()


@pytest.mark.parametrize("seconds", [3, 40])
def test_a_redis_that_hangs_while_every_slot_is_taken_stops_no_worker(stack, seconds):
    """As many tasks in flight as slots: none of their acknowledgements arrives."""
    people = [f"slot{number}-{seconds}@example.com" for number in range(6)]
    stack.sink.pause = 8
    stack.python(
        "from hub.notifications import notify;"
        f"[notify('hub.sign_in_code', recipient=person, secret='1') for person in {people}]"
    )
    leased = f"SELECT 1 FROM hub_notification WHERE address LIKE 'slot%-{seconds}@example.com'"
    assert wait_for(lambda: len(stack.sql(f"{leased} AND state = 'leased'")) == 2)
    stack.redis.hang()
    time.sleep(seconds)
    stack.sink.pause = 0
    stack.redis.start()
    assert wait_for(lambda: len(stack.sql(f"{leased} AND state = 'sent'")) == len(people))
    assert [stack.sink.count(person) for person in people] == [1] * len(people)
    # Both slots are free: more than one message each is taken at once, without beat.
    stack.kill("beat")
    for number in range(4):
        stack.ask_for_code(f"after{number}-{seconds}@example.com")
    after = f"FROM hub_notification WHERE address LIKE 'after%-{seconds}@example.com'"
    assert wait_for(lambda: [*stack.sql(f"SELECT DISTINCT state {after}")] == [("sent",)])
    stack.start("beat")
    assert stack.processes["worker"].poll() is None


def test_a_worker_asked_to_stop_finishes_what_it_holds(stack):
    stack.sink.pause = 2
    stack.ask_for_code("stopped@example.com")
    mine = "FROM hub_notification WHERE address = 'stopped@example.com'"
    assert wait_for(lambda: stack.sql(f"SELECT state {mine}") == [("leased",)])
    # To the worker alone, as a container's engine does.
    worker = stack.processes.pop("worker")
    worker.terminate()
    worker.wait(PATIENCE)
    assert stack.sql(f"SELECT state {mine}") == [("sent",)]
    assert stack.sink.count("stopped@example.com") == 1
    stack.sink.pause = 0
    stack.start("worker")
    assert wait_for(lambda: stack.health()[0] == 200)


def test_a_web_process_that_is_killed_is_replaced(stack):
    [child] = children_of(stack.processes["web"].pid)
    os.kill(child, signal.SIGKILL)
    assert wait_for(lambda: stack.health()[0] == 200)
    assert children_of(stack.processes["web"].pid) != [child]


def children_of(pid: int) -> list[int]:
    """The processes that this one started."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        if int(parent) == pid:
            found.append(int(entry.name))
    return found
