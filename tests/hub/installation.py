"""A hub beside the test's own, with other plugins: for what only a process of its own can show."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
OURS = ",".join(settings.HUB_PLUGINS)


class Installation:
    """A hub with a database of its own, of which each command is a process of its own."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.database = folder / "hub.sqlite3"
        self.environment = environment

    def run(self, plugins: str, *command: str, script: str = "") -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, *command],
            input=script,
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=False,
            env={
                **os.environ,
                "HUB_ENV": "development",
                "HUB_DATA_DIR": str(self.folder),
                "HUB_PLUGINS": plugins,
                "DATABASE_URL": f"sqlite:///{self.database}",
                "MENTORING_TEST_DATABASE": str(self.database),
                "DJANGO_SETTINGS_MODULE": "tests.settings",
                "LOG_LEVEL": "ERROR",
                **self.environment,
            },
        )

    def manage(self, plugins: str, *command: str, script: str = "") -> str:
        done = self.run(plugins, "manage.py", *command, script=script)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def copy_database(self) -> Installation:
        """Begin with the test's own database, as its migrations left it."""
        with (
            closing(sqlite3.connect(connection.settings_dict["NAME"])) as source,
            closing(sqlite3.connect(self.database)) as target,
        ):
            source.backup(target)
        return self
