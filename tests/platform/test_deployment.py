"""The files that run the product: the same processes everywhere, and no unsafe start."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest
import yaml

from tests.private_servers import free_port

PATH = os.environ["PATH"]
ROOT = Path(__file__).resolve().parents[2]
SAFE = {
    "HUB_ENV": "production",
    "SECRET_KEY": "mQ4vT9-xL2pR7_sW1yB6nC8dF3gH5jK0aZeUiOtYbX7rN2wE" + "uP6",
    "HUB_ENCRYPTION_KEYS": "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk=",
    "ALLOWED_HOSTS": "hub.example.gov.uk",
    "HUB_BASE_URL": "https://hub.example.gov.uk",
    "EMAIL_URL": "smtp://mail:25",
    "CLAMD_ADDRESS": "clamd:3310",
}


def start(tmp_path, **changes):
    """Start the product's settings in a process of its own; returns its exit code and errors."""
    env = {"PATH": os.environ["PATH"], "HUB_DATA_DIR": str(tmp_path), **SAFE, **changes}
    env = {name: value for name, value in env.items() if value is not None}
    done = subprocess.run(
        [sys.executable, "-c", "import hub.settings"],
        env=env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


def test_a_safe_production_starts(tmp_path):
    assert start(tmp_path) == (0, "")


@pytest.mark.parametrize(
    ("changes", "variable"),
    [
        ({"DEBUG": "true"}, "DEBUG"),
        ({"SECRET_KEY": None}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "k9" * 40}, "SECRET_KEY"),
        ({"SECRET_KEY": "abcdefghijklmnopqrstuvwxyz" * 2}, "SECRET_KEY"),
        ({"SECRET_KEY_FALLBACKS": "k9" * 40}, "SECRET_KEY_FALLBACKS"),
        ({"HUB_ENCRYPTION_KEYS": None}, "HUB_ENCRYPTION_KEYS"),
        ({"HUB_ENCRYPTION_KEYS": "too-short"}, "HUB_ENCRYPTION_KEYS"),
        (
            {"HUB_ENCRYPTION_KEYS": None, "HUB_ENCRYPTION_KEY_FILE": "/nowhere"},
            "HUB_ENCRYPTION_KEY_FILE",
        ),
        ({"ALLOWED_HOSTS": None}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"HUB_INSECURE_COOKIES": "true"}, "HUB_INSECURE_COOKIES"),
        ({"HUB_BASE_URL": "http://hub.example.gov.uk"}, "HUB_BASE_URL"),
        ({"HUB_DEMO": "true"}, "HUB_DEMO"),
        ({"EMAIL_URL": None}, "EMAIL_URL"),
        ({"EMAIL_URL": ""}, "EMAIL_URL"),
        ({"CLAMD_ADDRESS": None}, "CLAMD_ADDRESS"),
        ({"HUB_OIDC_PROVIDERS": '[{"id": "a"}]'}, "HUB_OIDC_PROVIDERS"),
        (
            {
                "HUB_OIDC_PROVIDERS": '[{"id": "a", "name": "A", "issuer": "http://a.example", '
                '"client_id": "a", "client_secret": "a"}]'
            },
            "HUB_OIDC_PROVIDERS",
        ),
        ({"HUB_ENV": "staging"}, "HUB_ENV"),
    ],
)
def test_an_unsafe_production_is_refused_naming_the_variable(tmp_path, changes, variable):
    code, errors = start(tmp_path, **changes)
    assert code == 1
    assert variable in errors.rpartition("ImproperlyConfigured")[2]


@pytest.mark.parametrize("kind", ["production", "development"])
@pytest.mark.parametrize(
    ("after", "said"),
    [
        ("/hub", "'/hub'"),
        ("/hub/", "'/hub'"),
        ("//", None),
        ("?a=1", "'?a=1'"),
        ("/?", "'/?'"),
        ("#top", "'#top'"),
        ("/a;b", "'/a;b'"),
    ],
)
def test_an_address_with_more_than_a_host_is_refused_and_what_to_do_is_said(
    tmp_path, kind, after, said
):
    code, errors = start(tmp_path, HUB_ENV=kind, HUB_BASE_URL=f"https://hub.example.gov.uk{after}")
    if said is None:
        assert (code, errors) == (0, "")
        return
    assert code == 1
    assert errors.rpartition("ImproperlyConfigured: ")[2] == (
        f"HUB_BASE_URL has {said} after the host. The hub needs a host name to itself: it cannot "
        "be below a path. Set HUB_BASE_URL=https://hub.example.gov.uk, and let that host lead to "
        "the hub.\n"
    )


@pytest.mark.parametrize("address", ["hub.example.gov.uk", "https://", "https://me:word@host"])
def test_what_is_no_address_of_a_host_is_refused(tmp_path, address):
    code, errors = start(tmp_path, HUB_BASE_URL=address)
    assert code == 1
    assert "Give it as https://hub.example.gov.uk" in errors


def test_the_web_server_says_at_its_start_that_the_site_is_elsewhere_and_migrate_puts_it_right(
    tmp_path, migrated_template
):
    data, programs = tmp_path / "data", tmp_path / "programs"
    data.mkdir()
    programs.mkdir()
    shutil.copy(migrated_template, data / "hub.sqlite3")
    # Only the start before it is looked at.
    (programs / "gunicorn").write_text("#!/bin/sh\necho serving\n")
    (programs / "gunicorn").chmod(0o755)
    env = {
        "PATH": f"{programs}:{Path(sys.executable).parent}:{PATH}",
        "HUB_ENV": "development",
        "HUB_DATA_DIR": str(data),
        "HUB_BASE_URL": "https://jobs.other.example",
    }

    def run(*words):
        done = subprocess.run(words, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    check = ("python", "manage.py", "check", "--database", "default")
    code, _, errors = run(*check)
    assert (code, "(hub.E008) Wagtail's site is at localhost" in errors) == (1, True)
    code, said, errors = run("bin/web")
    assert (code, said) == (0, "serving\n")
    assert "(hub.E008) Wagtail's site is at localhost" in errors
    assert "Run 'manage.py migrate'" in errors
    # Which only looks changes nothing.
    assert run("python", "manage.py", "migrate", "--plan")[0] == 1
    assert run("python", "manage.py", "migrate", "--noinput")[0] == 0
    assert run(*check)[0] == 0
    assert run("bin/web") == (0, "serving\n", "")


def test_a_variable_left_empty_counts_as_not_there(tmp_path):
    empty = dict.fromkeys(("HUB_PLUGINS", "ANYMAIL_BACKEND", "HUB_OIDC_PROVIDERS", "REDIS_URL"), "")
    assert start(tmp_path, **empty, HUB_SESSION_MINUTES=" ", DEBUG="") == (0, "")


@pytest.mark.parametrize(
    ("variable", "wrong", "right"),
    [
        ("HUB_DOCUMENT_SECONDS", "11", "10"),
        ("HUB_DOCUMENT_SECONDS", "2", "3"),  # Less than it may have of the processor.
        ("HUB_DOCUMENT_PROCESSOR_SECONDS", "0", "1"),
        ("HUB_DOCUMENT_MEGABYTES", "60", "256"),
        ("HUB_DOCUMENTS_AT_A_TIME", "4", "3"),  # No thread would be left for pages.
        ("HUB_DOCUMENTS_AT_A_TIME", "0", "1"),
        ("HUB_UPLOADS_AN_HOUR", "0", "1"),
        ("HUB_REFUSED_UPLOADS_AN_HOUR", "-1", "5"),
    ],
)
def test_limits_of_documents_that_would_not_hold_stop_the_start(tmp_path, variable, wrong, right):
    code, errors = start(tmp_path, **{variable: wrong})
    assert code == 1
    assert f"{variable} must be a number from " in errors
    assert start(tmp_path, **{variable: right}) == (0, "")


@pytest.mark.parametrize("threads", ["1", "2", "3", "4", "8", "16"])
def test_any_number_of_threads_starts_without_a_word_of_documents(tmp_path, threads):
    assert start(tmp_path, WEB_THREADS=threads) == (0, "")


def test_the_settings_know_how_many_threads_the_web_server_has():
    from hub.settings import uploads

    assert f"WEB_THREADS:-{uploads.WEB_THREADS}}}" in (ROOT / "bin/web").read_text()


def test_the_example_of_variables_starts_once_its_gaps_are_filled(tmp_path):
    lines = (ROOT / ".env.example").read_text().splitlines()
    example = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    gaps = {name for name, value in example.items() if not value}
    assert gaps == {"SECRET_KEY", "HUB_ENCRYPTION_KEYS", "POSTGRES_PASSWORD", "EMAIL_URL"}
    changes = {**example, **{name: SAFE[name] for name in gaps & set(SAFE)}}
    assert start(tmp_path, **changes) == (0, "")


def test_the_containers_have_their_own_folders_and_port_whatever_the_variables_say():
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    image = (ROOT / "Dockerfile").read_text()
    for name in ("web", "worker", "beat", "migrate"):
        inside = compose[name]["environment"]
        assert (inside["HUB_DATA_DIR"], inside["BIND"], inside["PORT"]) == (
            "/data",
            "0.0.0.0",
            "8000",
        )
        assert compose[name]["volumes"] == ["data:/data"]
    assert compose["web"]["ports"] == ["${PORT:-8000}:8000"]
    assert "HUB_DATA_DIR=/data" in image
    assert "VOLUME /data" in image


def test_an_unknown_plugin_stops_the_start_and_lists_what_is_installed(tmp_path):
    code, errors = start(tmp_path, HUB_PLUGINS="roles,nosuch")
    assert code == 1
    assert "HUB_PLUGINS names 'nosuch', which is not installed. Installed: " in errors
    assert "capability_reviews" in errors


def test_the_laptop_and_the_containers_run_the_same_commands():
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    procfile = dict(re.findall(r"(\w+): (.+)", (ROOT / "Procfile").read_text()))
    assert procfile == {name: " ".join(compose[name]["command"]) for name in procfile}
    assert set(procfile) == {"web", "worker", "beat"}


def test_every_container_is_checked_or_waits_for_one_that_is():
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    for name in ("web", "db", "redis", "clamd", "mail"):
        assert "healthcheck" in compose[name], name
    for name in ("web", "worker", "beat", "migrate"):
        assert compose[name]["read_only"] is True
        assert compose[name]["cap_drop"] == ["ALL"]


def test_every_container_that_serves_is_started_again_when_it_ends():
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    policies = {name: service.get("restart") for name, service in compose.items()}
    assert policies == {
        **dict.fromkeys(("web", "worker", "beat", "db", "redis", "clamd"), "unless-stopped"),
        "migrate": "no",
        "mail": None,
    }


def test_no_secret_is_written_into_the_image_or_the_compose_file():
    compose = (ROOT / "docker-compose.yml").read_text()
    for name in ("SECRET_KEY", "HUB_ENCRYPTION_KEYS", "POSTGRES_PASSWORD"):
        assert f"${{{name}:?" in compose
    assert "SECRET_KEY" not in (ROOT / "Dockerfile").read_text()
    assert "USER hub" in (ROOT / "Dockerfile").read_text()


@pytest.fixture(scope="module")
def web_server(tmp_path_factory):
    """The product's own web server, by the command of every installation."""
    port = free_port()
    data = str(tmp_path_factory.mktemp("web"))
    env = {**os.environ, "HUB_ENV": "development", "HUB_DATA_DIR": data}
    env |= {"PORT": str(port), "WEB_WORKERS": "1", "PATH": f"{Path(sys.executable).parent}:{PATH}"}
    server = subprocess.Popen([ROOT / "bin" / "web"], env=env, cwd=ROOT)
    try:
        for _ in range(6_000):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=600)


def asked(port, path, **headers):
    """The status, the type and the text that the server answers."""
    connection = HTTPConnection("127.0.0.1", port, timeout=600)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.getheader("Content-Type"), answer.read().decode()


def test_the_server_answers_an_address_that_is_too_long_with_a_page_of_ours(web_server):
    for long in (10_000, 300_000):
        status, kind, text = asked(web_server, "/roles/?q=" + "x" * long)
        assert (status, kind) == (414, "text/html; charset=utf-8")
        assert "The address is too long - Digital Recruitment Hub" in " ".join(text.split())
    status, _, text = asked(web_server, "/help/terms/", Cookie="x" * 20_000)
    assert (status, "The address is too long" in text) == (431, True)


def test_the_server_answers_a_program_whose_request_is_too_long_with_a_problem(web_server):
    addresses = ("/api/vacancies", "/api/nothing", "/roles/feed.json", "/roles/export.xml")
    for address in (*addresses, "/%61pi/vacancies"):
        for status, (path, cookie) in {
            414: (f"{address}?q={'x' * 20_000}", ""),
            431: (address, "x" * 20_000),
        }.items():
            found, kind, text = asked(web_server, path, Cookie=cookie)
            assert (found, kind) == (status, "application/problem+json")
            assert json.loads(text)["status"] == status
    for path in ("/apiary/?q=", "/roles/?next=/api/"):
        _, kind, _ = asked(web_server, path + "x" * 20_000)
        assert kind == "text/html; charset=utf-8"


def test_the_server_takes_no_name_of_the_program_from_a_header(web_server):
    """Otherwise what stands before it in the path is hidden from every check of the path."""
    status, _, _ = asked(web_server, "/help/help/terms/", SCRIPT_NAME="/help")
    assert status != 200


def test_a_production_start_serves_its_pages_with_hashed_files(tmp_path):
    env = {"PATH": os.environ["PATH"], "HUB_DATA_DIR": str(tmp_path), **SAFE}
    script = (
        "from django.core.management import call_command as c; import django; django.setup();"
        "c('collectstatic', interactive=False, verbosity=0); c('migrate', verbosity=0);"
        "from django.test import Client; import re;"
        "visit = lambda path: Client(headers={'host': 'hub.example.gov.uk',"
        " 'x-forwarded-proto': 'https'}).get(path, secure=True);"
        "home = visit('/').content.decode(); names = re.findall(r'/static/[^\"]+', home);"
        "c('createsuperuser', interactive=False, email='first@example.gov.uk', verbosity=0);"
        "from hub.models import User; first = User.objects.get();"
        "print(first.is_superuser, first.has_usable_password(),"
        " Client(headers={'host': 'hub.example.gov.uk'}).get('/healthz').status_code);"
        "print(visit('/').status_code, visit('/no-such-page/').status_code,"
        " visit('/demo/').status_code,"
        " any(re.search(r'hub\\.[0-9a-f]{12}\\.css', name) for name in names))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**env, "DJANGO_SETTINGS_MODULE": "hub.settings", "HUB_BEHIND_PROXY": "true"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    # The container's own look at its health is not sent on to HTTPS; no worker runs here.
    said = done.stdout.splitlines()
    assert (said[-1:], "True False 503" in said) == (["200 404 404 True"], True), done.stderr[
        -2000:
    ]
