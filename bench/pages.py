"""Anonymous pages against a bare Django view: medians of five rounds, as ratios.

On the demonstration's records and SQLite. Call nothing under half as much again a difference.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import urllib.request
from statistics import median

from bench.serving import BIN, ROOT, get, product_env, rate, serve

ROUNDS = 5


def measure() -> None:
    """Print the rate of the hello view, then each page's share of it."""
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as data:
        env = product_env(data)
        subprocess.run([BIN / "python", "manage.py", "prepare"], env=env, cwd=ROOT, check=True)
        with (
            serve("bench.hello:application", dict(os.environ)) as bare,
            serve("hub.wsgi:application", env) as hub,
        ):
            paths = ["/", "/roles/", *first_vacancy(hub), "/monitoring/"]
            for path in paths:
                get(hub, path)
            rounds: dict[str, list[float]] = {path: [] for path in paths}
            hellos = []
            for _ in range(ROUNDS):
                hellos.append(rate(bare, "/"))
                for path in paths:
                    rounds[path].append(rate(hub, path) / hellos[-1])
    print(f"hello: {median(hellos):.0f} a second")
    for path, ratios in rounds.items():
        share = median(ratios)
        print(f"{path:<60} {share:.3f} of hello ({share * median(hellos):.0f} a second)")


def first_vacancy(port: int) -> list[str]:
    """The address of the first vacancy in the public list, when there is one."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/roles/", timeout=30) as answer:
        found = re.search(r'href="(/[^"]*vacanc[^"]*/)"', answer.read().decode())
    return [found[1]] if found else []
