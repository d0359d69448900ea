"""How long ``make run`` takes to be ready: the first time, and again with its data."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from bench.serving import ROOT, free_port


def measure() -> None:
    """Print the seconds of a first start and of three later ones."""
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as data:
        for name in ("first", "second", "third", "fourth"):
            print(f"{name} start: {start(Path(data)):.1f} s", flush=True)


def start(data: Path) -> float:
    """Start and stop once; returns the seconds until it said that it is ready."""
    env = {**os.environ, "HUB_DATA_DIR": str(data / "var"), "PORT": str(free_port())}
    log = data / "said"
    began = time.monotonic()
    with log.open("wb") as output:
        run = subprocess.Popen(
            ["make", "run"], cwd=ROOT, env=env, stdout=output, stderr=output, start_new_session=True
        )
    try:
        while "The hub is ready:" not in log.read_text():
            if run.poll() is not None or time.monotonic() - began > 300:
                raise RuntimeError(log.read_text())
            time.sleep(0.1)
        return time.monotonic() - began
    finally:
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGINT)
            run.wait(60)
