"""The access matrix's world on a site of its own: people first, then one record of each kind.

Run as a process on the site's data (``python -m tests.harness.built_world``). It says who there is
and which addresses the bare world has, waits for a line, builds the records, and says it again.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hub.authorisation import as_system
from tests.browser import Visitor
from tests.harness.crawl import kind_of
from tests.sites import ROOT, Site

SAID = "world: "
TAG = re.compile(r'<([a-z][a-z0-9]*)(?:[^>]*? class="([^"]*)")?')


class BuiltWorld:
    """The site, the people who can be signed in, and the addresses that answer somebody."""

    def __init__(self, site: Site, process: subprocess.Popen[str]) -> None:
        self.site, self._process = site, process
        self.has_records = False
        self._shown: set[str] = set()
        self._hear()

    def _hear(self) -> None:
        assert self._process.stdout is not None
        # Between its answers, the audit log of what it builds.
        line = next((line for line in self._process.stdout if line.startswith(SAID)), "")
        assert line, "the world could not be built: see what its process said"
        said = json.loads(line.removeprefix(SAID))
        self.sessions: dict[str, str] = said["sessions"]
        self.addresses: dict[str, tuple[str, list[str]]] = said["addresses"]

    def build_records(self) -> None:
        """One record of every kind, from now on; once."""
        if not self.has_records:
            assert self._process.stdin is not None
            self._process.stdin.write("\n")
            self._process.stdin.flush()
            self._hear()
            self.has_records = True

    def sign_in(self, visitor: Visitor, kind: str) -> None:
        """Be this kind of person from now on, or a stranger."""
        visitor.page.context.clear_cookies()
        if kind != "anonymous":
            visitor.page.context.add_cookies(
                [{"name": "sessionid", "value": self.sessions[kind], "url": self.site.base}]
            )

    def visit_once(self, visitor: Visitor, path: str) -> int:
        """Check a page, unless its kind has been seen with these elements; gives what it answered.

        How many of each there are makes no difference. A file to download is no page, nor is a
        part of one that a script puts into it.
        """
        answer = visitor.page.request.get(self.site.base + path, max_redirects=0)
        assert "/2fa/" not in answer.headers.get("location", ""), path
        is_page = answer.headers.get("content-type", "").startswith("text/html")
        if answer.status == 200 and is_page and "<html" in answer.text():
            elements = set(TAG.findall(answer.text().partition("<main")[2]))
            shown = f"{kind_of(path)} {sorted(elements)}"
            if shown not in self._shown:
                self._shown.add(shown)
                visitor.visit(path)
        return answer.status


@contextmanager
def building(site: Site) -> Iterator[BuiltWorld]:
    """The bare world on this site, and the process that can add its records."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.harness.built_world"],
        env={**site.env, "DJANGO_SETTINGS_MODULE": "hub.settings"},
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        try:
            yield BuiltWorld(site, process)
        finally:
            process.kill()


def session_of(user: Any) -> str:
    """The key of a session in which this person has signed in and proved a second factor."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "at": timezone.now().timestamp()}
    ]
    session.create()
    return session.session_key


def addresses(world: Any) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Every address that answers somebody with a page, and whom; without those of no record yet."""
    from tests.harness.test_access_matrix import classified

    found = {}
    for name, expected in classified().items():
        if expected.method != "get" or expected.answer != 200 or not expected.allowed:
            continue
        try:
            found[name] = (expected.url(world), expected.allowed)
        except AttributeError:  # a record that the bare world has not got
            continue
    return found


@as_system()
def main() -> None:
    """Build in two steps, and say after each what there is to open."""
    import django

    django.setup()
    from importlib import import_module

    from tests.harness.test_access_matrix import APPS
    from tests.hub.world import new_world

    world = new_world()
    sessions = {kind: session_of(user) for kind, user in world.people.items()}

    def say() -> None:
        print(SAID + json.dumps({"sessions": sessions, "addresses": addresses(world)}), flush=True)

    say()
    sys.stdin.readline()
    for app in APPS:
        import_module(f"tests.{app}.world").build_world(world)
    say()


if __name__ == "__main__":
    main()
