"""Mail, by Anymail or Django's own backends."""

from __future__ import annotations

from hub.settings.installation import HUB_CONTACT_EMAIL, HUB_DATA_DIR, HUB_SERVICE_NAME, env

if "ANYMAIL_BACKEND" in env.ENVIRON:
    EMAIL_BACKEND = env.str("ANYMAIL_BACKEND")
    ANYMAIL = env.json("ANYMAIL", default={})
else:
    vars().update(env.email("EMAIL_URL", default=f"filemail:///{HUB_DATA_DIR / 'mail'}"))
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", 20)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"{HUB_SERVICE_NAME} <{HUB_CONTACT_EMAIL}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
