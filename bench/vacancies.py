"""P1 to P6: list, advert, search and publishing, by the number of vacancies, on PostgreSQL.

``BENCH_POSTGRES`` names a server (``postgres://user@host:port``) to make the databases on, or
found from an earlier run; without it one is started and thrown away.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

import psycopg

from bench.serving import BIN, ROOT, get, rate, serve

SIZES = tuple(int(size) for size in os.environ.get("BENCH_SIZES", "1000,10000,100000").split(","))
SERVED = int(os.environ.get("BENCH_SERVED", "10000"))
ROUNDS = 5


def measure() -> None:
    """Make what is missing, then print what each size answers and how it is served."""
    with tempfile.TemporaryDirectory(prefix="hub-bench-") as data, postgres() as server:
        for size in SIZES:
            stock(server, size, data)
            env = environment(server, size, data, HUB_PAGE_CACHE="0", LOG_LEVEL="ERROR")
            command = [BIN / "python", "-m", "bench.inside", str(size)]
            print(run(command, env), flush=True)
        for name, ratio in served(server, data).items():
            print(f"{name:<40} {ratio:.3f} of hello")


@contextmanager
def postgres() -> Iterator[str]:
    """The server that ``BENCH_POSTGRES`` names, or one of our own."""
    if named := os.environ.get("BENCH_POSTGRES"):
        yield named.rstrip("/")
        return
    sys.path.insert(0, str(ROOT))
    from tests.private_servers import postgres_server

    with postgres_server() as url:
        yield url.rpartition("/")[0]


def environment(server: str, size: int, data: str, **more: str) -> dict[str, str]:
    """The product's environment on the database of that size."""
    return {
        **os.environ,
        "HUB_ENV": "development",
        "HUB_DATA_DIR": data,
        "DATABASE_URL": f"{server}/bench_{size}",
        "DJANGO_SETTINGS_MODULE": "hub.settings",
        **more,
    }


def stock(server: str, size: int, data: str) -> None:
    """Make the database of that size; one of an earlier run is only migrated."""
    migrate = [BIN / "python", "manage.py", "migrate", "-v0"]
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        found = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
        if "bench_0" not in found:
            connection.execute("CREATE DATABASE bench_0")
        run(migrate, environment(server, 0, data))
        if f"bench_{size}" in found:
            run(migrate, environment(server, size, data))
            return
        connection.execute(f"CREATE DATABASE bench_{size:d} TEMPLATE bench_0")
    run(
        [BIN / "python", "-m", "bench.records", str(size)],
        environment(server, size, data),
    )


def run(command: list[Any], env: dict[str, str]) -> str:
    """Run a command; what it said."""
    done = subprocess.run(command, env=env, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def served(server: str, data: str) -> dict[str, float]:
    """P1 to P3: shares of hello, of the list and of an advert, by what is kept."""
    ways = {
        "P1 kept in the process": {},
        "P2 kept in the shared cache only": {"HUB_PAGES_IN_PROCESS": "0"},
        "P3 not kept": {"HUB_PAGE_CACHE": "0"},
    }
    ratios: dict[str, float] = {}
    for way, more in ways.items():
        env = environment(server, SERVED, data, LOG_LEVEL="ERROR", **more)
        with (
            serve("bench.hello:application", dict(os.environ)) as bare,
            serve("hub.wsgi:application", env) as hub,
        ):
            rounds: dict[str, list[float]] = {"/roles/": [], "/roles/bench-7/": []}
            for path in rounds:
                for _ in range(8):
                    get(hub, path)
            for _ in range(ROUNDS):
                hello = rate(bare, "/")
                for path, found in rounds.items():
                    found.append(rate(hub, path) / hello)
        for path, found in rounds.items():
            ratios[f"{way}: {path}"] = median(found)
    return ratios
