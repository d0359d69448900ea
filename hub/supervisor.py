"""Keeps the processes of the Procfile running: who ends is started again, and nobody else ends."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from honcho.colour import get_colours
from honcho.environ import parse_procfile
from honcho.printer import Message, Printer

# Seconds before a process that ended is started again: doubled each time, up to the longest.
FIRST_PAUSE, LONGEST_PAUSE = 1, 30
# Seconds that a process has to run for its next end to count as the first again.
STEADY = 60
# Seconds that a process has to finish what it holds, when all is to end.
PATIENCE = 12
PR_SET_PDEATHSIG = 1  # linux/prctl.h
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass
class Child:
    """One line of the Procfile, and the process that runs for it now."""

    name: str
    command: str
    colour: str
    process: subprocess.Popen[bytes] | None = None
    reader: threading.Thread | None = None
    began: float = 0.0
    due: float = 0.0
    ends: int = 0
    last_end: str = ""

    @property
    def is_steady(self) -> bool:
        return self.process is not None and time.monotonic() - self.began >= STEADY


class Supervisor:
    """Runs every line of a Procfile. ``look`` has to be called again and again."""

    def __init__(self, procfile: str, environ: Mapping[str, str]) -> None:
        lines = parse_procfile(procfile).processes
        colours = get_colours()
        self.children = [Child(name, line, next(colours)) for name, line in lines.items()]
        self.environ = dict(environ)
        self._printer = Printer(sys.stdout, width=max(map(len, lines), default=0))
        self._printing = threading.Lock()

    def look(self) -> None:
        """Start what is due; say what ended, and when it is started again."""
        for child in self.children:
            if child.process is None:
                if time.monotonic() >= child.due:
                    self._start(child)
            elif child.process.poll() is not None:
                self._note_end(child, child.process)

    def troubles(self) -> str:
        """What ended and has not run steadily since, in words; empty when all is well."""
        return "; ".join(
            f"{child.name} ended with {child.last_end} ({child.ends} in a row)"
            for child in self.children
            if child.ends and not child.is_steady
        )

    def stop(self) -> None:
        """Ask every process to end, wait, and kill what is left of them."""
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            process.terminate()
        until = time.monotonic() + PATIENCE
        for process in running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, until - time.monotonic()))
            _kill_group(process)
            process.wait()

    def _start(self, child: Child) -> None:
        # A session of its own: Ctrl-C reaches only who supervises, who then stops all in order.
        child.process = subprocess.Popen(  # noqa: S602 (a Procfile's lines are a shell's)
            f"exec {child.command}",
            shell=True,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=end_with_parent,
        )
        child.began = time.monotonic()
        child.reader = threading.Thread(
            target=self._print_all, args=(child, child.process), daemon=True
        )
        child.reader.start()

    def _note_end(self, child: Child, process: subprocess.Popen[bytes]) -> None:
        # What it had started would go on holding its port and its files.
        _kill_group(process)
        if child.reader is not None:
            child.reader.join(2)  # its last words come first
        child.ends = 1 if child.is_steady else child.ends + 1
        child.last_end = how_it_ended(process.returncode)
        pause = min(FIRST_PAUSE * 2 ** (child.ends - 1), LONGEST_PAUSE)
        child.process, child.due = None, time.monotonic() + pause
        again = f"It is started again in {pause} s; the others go on."
        with self._printing:
            print(f"!!! {child.name} ended with {child.last_end}. {again}", flush=True)

    def _print_all(self, child: Child, process: subprocess.Popen[bytes]) -> None:
        for line in process.stdout or ():
            # Nobody may read what is printed any more; the process must not wait for that.
            with self._printing, suppress(OSError):
                self._printer.write(
                    Message("line", line, datetime.now(), child.name, child.colour)  # noqa: DTZ005
                )


def how_it_ended(code: int) -> str:
    """A return code in words; a shell says 128 and more for a process that a signal ended."""
    try:
        return f"signal {signal.Signals(-code if code < 0 else code - 128).name}"
    except ValueError:
        return f"exit code {code}"


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def end_with_parent() -> None:
    """Have Linux end this process when who started it is killed; elsewhere nothing does."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
