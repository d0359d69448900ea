"""What kind of installation this is; a production start that is not safe is refused."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import environ
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()
# A line left empty in a file of variables says nothing: it is as if the line were not there.
env.ENVIRON = {name: value for name, value in os.environ.items() if value.strip()}
BASE_DIR = Path(__file__).resolve().parents[2]

HUB_ENV = env.str("HUB_ENV", "production")
if HUB_ENV not in {"production", "development"}:
    raise ImproperlyConfigured("HUB_ENV must be 'production' or 'development'.")
PRODUCTION = HUB_ENV == "production"
DEBUG = env.bool("DEBUG", False)
HUB_DEMO = env.bool("HUB_DEMO", False)
HUB_BRAND = env.str("HUB_BRAND", "neutral")
HUB_BASE_URL = env.str("HUB_BASE_URL", f"http://localhost:{env.str('PORT', '8000')}").rstrip("/")
HUB_DATA_DIR = Path(env.str("HUB_DATA_DIR", str(BASE_DIR / "var"))).resolve()
HUB_SERVICE_NAME = "Digital Recruitment Hub"
HUB_CONTACT_EMAIL = env.str("HUB_CONTACT_EMAIL", "hub@example.gov.uk")

DEVELOPMENT_SECRET_KEY = "development-only-not-secret-0123456789-abcdefghijklmnopqrstuvwxyz"  # noqa: S105
SECRET_KEY = env.str("SECRET_KEY", DEVELOPMENT_SECRET_KEY)
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["*"])
# What encrypts the fields that speak of somebody's health (hub.encryption): the first encrypts, all
# decrypt. Or they stand in a file, one a line; on one's own machine one is made beside the data.
HUB_ENCRYPTION_KEYS: list[str] = env.list("HUB_ENCRYPTION_KEYS", default=[])
HUB_ENCRYPTION_KEY_FILE = env.str(
    "HUB_ENCRYPTION_KEY_FILE",
    "" if PRODUCTION else str(HUB_DATA_DIR.with_name(f"{HUB_DATA_DIR.name}.keys")),
)
INSECURE_COOKIES = env.bool("HUB_INSECURE_COOKIES", not PRODUCTION)
HUB_EMAIL_SET = "EMAIL_URL" in env.ENVIRON or "ANYMAIL_BACKEND" in env.ENVIRON


HOW_TO_MAKE_A_KEY = (
    'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
)


def looks_random(key: str) -> bool:
    """Whether a key is long, of many characters, and not one piece written again and again."""
    return len(key) >= 50 and len(set(key)) >= 16 and key not in (key + key)[1:-1]


def is_fernet_key(key: str) -> bool:
    """Whether Fernet takes it: 32 bytes in the letters of URLs."""
    try:
        Fernet(key)
    except ValueError:
        return False
    return True


def wrong_in_base_url(address: str) -> str:
    """What is wrong with a public address, and what to do; "" of a host with its scheme alone.

    Some pages are always at the root of the host, so that an address with a path would break links.
    """
    host_alone = r"https?://(?:\[[0-9a-f:]+\]|[\w.-]+)(?::[0-9]{1,5})?"
    known = re.fullmatch(rf"({host_alone})([/?#].*)?", address, re.IGNORECASE)
    if known is None:
        return (
            f"HUB_BASE_URL is {address!r}, which is no address of a host. Give it as "
            "https://hub.example.gov.uk, with a port where it needs one."
        )
    host, rest = known.groups()
    if rest:
        return (
            f"HUB_BASE_URL has {rest!r} after the host. The hub needs a host name to itself: it "
            f"cannot be below a path. Set HUB_BASE_URL={host}, and let that host lead to the hub."
        )
    return ""


def unsafe_production_settings() -> list[str]:
    """Return a sentence for each variable whose value is unsafe in production."""
    found = []
    if DEBUG:
        found.append("DEBUG must be off: unset DEBUG.")
    keys = [SECRET_KEY, *SECRET_KEY_FALLBACKS]
    if any(key == DEVELOPMENT_SECRET_KEY or not looks_random(key) for key in keys):
        found.append(
            "SECRET_KEY (and each of SECRET_KEY_FALLBACKS) must be a random value of at least 50 "
            "characters, such as: openssl rand -base64 48."
        )
    if not HUB_ENCRYPTION_KEYS and not Path(HUB_ENCRYPTION_KEY_FILE or ".").is_file():
        found.append(
            "HUB_ENCRYPTION_KEYS (or the file HUB_ENCRYPTION_KEY_FILE) must hold the key that "
            f"encrypts what people say of their health, made with: {HOW_TO_MAKE_A_KEY}"
        )
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        found.append("ALLOWED_HOSTS must list the host names that this service answers to.")
    if INSECURE_COOKIES:
        found.append("HUB_INSECURE_COOKIES must be off: cookies travel over HTTPS only.")
    if urlsplit(HUB_BASE_URL).scheme != "https":
        found.append("HUB_BASE_URL must be the public https:// address of this service.")
    if HUB_DEMO:
        found.append("HUB_DEMO must be off: it lets anyone become anyone.")
    if not HUB_EMAIL_SET:
        found.append("EMAIL_URL (or ANYMAIL_BACKEND) must say how mail is sent.")
    if not env.str("CLAMD_ADDRESS", ""):
        found.append("CLAMD_ADDRESS must say where ClamAV checks what people upload, host:port.")
    return found


if wrong := wrong_in_base_url(HUB_BASE_URL):
    raise ImproperlyConfigured(wrong)
if not all(map(is_fernet_key, HUB_ENCRYPTION_KEYS)):
    raise ImproperlyConfigured(
        "HUB_ENCRYPTION_KEYS: an entry is no key. They stand one after the other, with commas "
        f"between them, each made with: {HOW_TO_MAKE_A_KEY}"
    )
if PRODUCTION and (unsafe := unsafe_production_settings()):
    raise ImproperlyConfigured(
        "This production start is refused:\n- "
        + "\n- ".join(unsafe)
        + "\nTo try the hub on your own machine, set HUB_ENV=development or use 'make run'."
    )
