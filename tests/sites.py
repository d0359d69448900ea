"""The product as a site of its own: a process that serves the demonstration."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from tests.private_servers import free_port

ROOT = Path(__file__).resolve().parent.parent
# What the demonstration is made by and of.
KEY = "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk="
CODE = (".py", ".json", ".html", ".txt")


@dataclass
class Site:
    """A running web process and its data."""

    base: str
    env: dict[str, str]
    web: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the web process, and wait until it answers."""
        with (Path(self.env["HUB_DATA_DIR"]) / "web.log").open("ab") as log:
            self.web = subprocess.Popen(
                [str(ROOT / "bin/web")], env=self.env, cwd=ROOT, stdout=log, stderr=log
            )
        _wait(self.base, self.web)

    def stop(self) -> None:
        """Stop the web process."""
        if self.web is not None:
            self.web.terminate()
            self.web.wait(300)

    def move_to(self, moment: datetime) -> None:
        """Go on at a later moment: the web process begins anew, with its clock there."""
        self.stop()
        self.env["SECONDS_AHEAD"] = str(moment.timestamp() - time.time())
        self.env["PYTHONPATH"] = str(ROOT / "tests/clock")
        self.start()

    def manage(self, *words: str) -> str:
        """Run a management command on the site's data."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            env=self.env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout


@contextmanager
def serve(folder: Path, template: Path, *, demo: bool = True) -> Iterator[Site]:
    """Serve a copy of the migrated template, with the demonstration in it or empty."""
    port = free_port()
    site = Site(f"http://localhost:{port}", environment(folder, port, demo=demo))
    if demo:
        shutil.copytree(demonstration(template), folder, dirs_exist_ok=True)
    else:
        shutil.copy(template, folder / "hub.sqlite3")
    try:
        site.start()
        yield site
    finally:
        site.stop()


def environment(folder: Path, port: int, *, demo: bool) -> dict[str, str]:
    """What a site's processes are started with."""
    theirs = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL", "EMAIL_URL")
    theirs += ("HUB_ENCRYPTION_KEYS", "HUB_ENCRYPTION_KEY_FILE")
    return {name: value for name, value in os.environ.items() if name not in theirs} | {
        "PATH": f"{ROOT / '.venv/bin'}:{os.environ['PATH']}",
        "HUB_ENV": "development",
        "HUB_DEMO": "1" if demo else "0",
        # The demonstration's data are copied from folder to folder; its key goes with them.
        **({"HUB_ENCRYPTION_KEYS": KEY} if demo else {}),
        "HUB_DATA_DIR": str(folder),
        "PORT": str(port),
        "WEB_WORKERS": "1",
        "LOG_LEVEL": "ERROR",
    }


def demonstration(template: Path) -> Path:
    """The data folder of a loaded demonstration: loaded once for each state of the code and day."""
    digest = hashlib.sha256(f"{template.name} {date.today()}".encode())
    for app in ("hub", "roles", "training", "capability_reviews"):
        for path in sorted((ROOT / app).rglob("*")):
            if path.suffix in CODE:
                digest.update(path.read_bytes())
    kept = ROOT / f".testdemo-{digest.hexdigest()[:16]}"
    # Test processes side by side: one loads it, the others wait.
    with (ROOT / ".testdemo-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            for old in ROOT.glob(".testdemo-*/"):
                shutil.rmtree(old)
            loading = Path(tempfile.mkdtemp(prefix=".testdemo-loading-", dir=ROOT))
            shutil.copy(template, loading / "hub.sqlite3")
            Site("", environment(loading, 0, demo=True)).manage("prepare")
            loading.rename(kept)
    return kept


def _wait(base: str, web: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 300
    while time.monotonic() < until and web.poll() is None:
        try:
            urllib.request.urlopen(f"{base}/help/terms/", timeout=5)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.3)
        else:
            return
    raise RuntimeError("The web process did not come up within five minutes.")
