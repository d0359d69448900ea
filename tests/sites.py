"""The product as a site of its own: a process that serves the demonstration."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.private_servers import free_port

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Site:
    """A running web process and its data."""

    base: str
    env: dict[str, str]

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
    shutil.copy(template, folder / "hub.sqlite3")
    env = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL", "REDIS_URL", "EMAIL_URL")
    } | {
        "PATH": f"{ROOT / '.venv/bin'}:{os.environ['PATH']}",
        "HUB_ENV": "development",
        "HUB_DEMO": "1" if demo else "0",
        "HUB_DATA_DIR": str(folder),
        "PORT": str(port),
        "WEB_WORKERS": "1",
        "LOG_LEVEL": "ERROR",
    }
    site = Site(f"http://localhost:{port}", env)
    site.manage("prepare")
    with (folder / "web.log").open("wb") as log:
        web = subprocess.Popen([str(ROOT / "bin/web")], env=env, cwd=ROOT, stdout=log, stderr=log)
        try:
            _wait(site.base, web)
            yield site
        finally:
            web.terminate()
            web.wait(30)


def _wait(base: str, web: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and web.poll() is None:
        try:
            urllib.request.urlopen(f"{base}/help/terms/", timeout=5)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.3)
        else:
            return
    raise RuntimeError("The web process did not come up within a minute.")
