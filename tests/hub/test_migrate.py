"""``migrate`` in steps of the operator's choosing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

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
