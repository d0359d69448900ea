"""Who ends is started again with one clear line, and nobody else ends for it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hub import supervisor as supervisor_module
from hub.supervisor import Supervisor, how_it_ended

ROOT = Path(__file__).resolve().parents[2]
# Seconds before something counts as stuck: generous, because other tests run side by side.
PATIENCE = 300
PROCFILE = "web: sleep 1000\nworker: sleep 1000\nbeat: sleep 1000\n"


@pytest.fixture
def supervise() -> Iterator[Callable[[str], Supervisor]]:
    made: list[Supervisor] = []

    def start(procfile: str) -> Supervisor:
        made.append(Supervisor(procfile, os.environ))
        made[-1].look()
        return made[-1]

    yield start
    for supervisor in made:
        supervisor.stop()


@pytest.fixture
def clock(monkeypatch) -> list[float]:
    """The supervisor's clock, which stands still until a test moves it."""
    now = [1000.0]
    monkeypatch.setattr(supervisor_module.time, "monotonic", lambda: now[0])
    return now


def pids(supervisor: Supervisor) -> dict[str, int | None]:
    return {
        child.name: child.process.pid if child.process else None for child in supervisor.children
    }


def end(supervisor: Supervisor, name: str, sign: int = signal.SIGKILL) -> None:
    """Kill this one and wait until it is dead."""
    [child] = [child for child in supervisor.children if child.name == name]
    assert child.process is not None
    child.process.send_signal(sign)
    child.process.wait()


def lives(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_each_that_is_killed_is_started_again_while_the_others_live(supervise, clock, capsys, name):
    supervisor = supervise(PROCFILE)
    before = pids(supervisor)
    end(supervisor, name)
    supervisor.look()
    assert pids(supervisor) == {**before, name: None}
    clock[0] += 1
    supervisor.look()
    after = pids(supervisor)
    assert after.pop(name) not in (None, before.pop(name))
    assert after == before
    assert capsys.readouterr().out == (
        f"!!! {name} ended with signal SIGKILL. It is started again in 1 s; the others go on.\n"
    )


def test_who_ends_again_and_again_waits_longer_but_never_for_long(supervise, clock, capsys):
    supervisor = supervise("web: sleep 1000\nworker: sh -c 'exit 3'\n")
    web = pids(supervisor)["web"]
    [worker] = [child for child in supervisor.children if child.name == "worker"]
    for _ in range(7):
        assert worker.process is not None
        worker.process.wait()
        supervisor.look()
        clock[0] += 30
        supervisor.look()
    said = capsys.readouterr().out
    pauses = [int(line.split(" in ")[1].split()[0]) for line in said.splitlines()]
    assert pauses == [1, 2, 4, 8, 16, 30, 30]
    assert "worker ended with exit code 3" in said
    assert pids(supervisor)["web"] == web


def test_what_does_not_stay_up_is_said_until_it_does(supervise, clock):
    supervisor = supervise(PROCFILE)
    assert supervisor.troubles() == ""
    end(supervisor, "beat")
    supervisor.look()
    assert supervisor.troubles() == "beat ended with signal SIGKILL (1 in a row)"
    clock[0] += 1
    supervisor.look()
    assert supervisor.troubles() == "beat ended with signal SIGKILL (1 in a row)"
    clock[0] += 60
    assert supervisor.troubles() == ""
    # Its next end is the first again.
    end(supervisor, "beat", signal.SIGTERM)
    supervisor.look()
    assert supervisor.troubles() == "beat ended with signal SIGTERM (1 in a row)"


def test_the_last_words_of_who_ended_come_before_the_news(supervise, capsys):
    supervisor = supervise("worker: sh -c 'echo I cannot go on; exit 1'\n")
    [worker] = supervisor.children
    worker.process.wait()
    supervisor.look()
    first, second = capsys.readouterr().out.splitlines()
    assert first.endswith("worker | I cannot go on")
    assert second.startswith("!!! worker ended with exit code 1.")


def test_what_the_dead_had_started_does_not_hold_its_port(supervise, tmp_path):
    supervisor = supervise(f"web: sh -c 'sleep 1000 & echo $! > {tmp_path}/child; wait'\n")
    until = time.monotonic() + PATIENCE
    while not (tmp_path / "child").exists() or not (tmp_path / "child").read_text().strip():
        assert time.monotonic() < until
        time.sleep(0.05)
    child = int((tmp_path / "child").read_text())
    end(supervisor, "web")
    supervisor.look()
    while lives(child):
        assert time.monotonic() < until
        time.sleep(0.05)


def test_stopping_ends_everybody_also_who_does_not_want_to(supervise, monkeypatch):
    monkeypatch.setattr(supervisor_module, "PATIENCE", 0.5)
    stubborn = "sh -c \"trap '' TERM; while true; do sleep 0.1; done\""
    supervisor = supervise(f"web: sleep 1000\nworker: {stubborn}\n")
    before = [pid for pid in pids(supervisor).values() if pid]
    supervisor.stop()
    assert [pid for pid in before if lives(pid)] == []


@pytest.mark.skipif(sys.platform != "linux", reason="Linux ends the children of who is killed")
def test_everybody_ends_when_who_supervises_is_killed():
    code = (
        "import os, time; from hub.supervisor import Supervisor;"
        f"supervisor = Supervisor({PROCFILE!r}, os.environ); supervisor.look();"
        "print(*[child.process.pid for child in supervisor.children], flush=True);"
        "time.sleep(1000)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    children = [int(pid) for pid in parent.stdout.readline().split()]
    assert len(children) == 3
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until = time.monotonic() + PATIENCE
    while any(lives(pid) for pid in children):
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("code", "words"),
    [(0, "exit code 0"), (3, "exit code 3"), (-9, "signal SIGKILL"), (143, "signal SIGTERM")],
)
def test_how_it_ended_is_said_in_words(code, words):
    assert how_it_ended(code) == words
