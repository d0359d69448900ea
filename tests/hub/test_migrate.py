"""``migrate`` in steps of the operator's choosing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

ROOT = Path(__file__).resolve().parents[2]


def test_part_of_the_way_is_no_failure(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "sessions"],
        cwd=ROOT,
        env={**os.environ, "HUB_ENV": "development", "HUB_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "Applying sessions.0001_initial... OK" in done.stdout


def test_a_database_of_before_the_first_release_is_told_from_a_new_one(db):
    MigrationRecorder(connection).record_applied("hub", "0001_ground_floor")
    with pytest.raises(CommandError, match="made before the first release"):
        call_command("prepare")


def test_a_database_of_a_later_version_is_told_from_a_new_one(db):
    MigrationRecorder(connection).record_applied("roles", "0002_of_tomorrow")
    with pytest.raises(CommandError, match="by a later version than this one"):
        call_command("prepare")
