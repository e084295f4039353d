"""Django's settings for tests: a folder of their own, quick passwords, SQLite or PostgreSQL.

`SELARAS_TEST_DATABASE_URL` names another database than SQLite, such as the PostgreSQL that CI
starts.
"""

from __future__ import annotations

import os
import tempfile

os.environ["SELARAS_WORKSPACE"] = tempfile.mkdtemp(prefix="selaras-tests-")
os.environ.pop("SELARAS_URL", None)
os.environ["DATABASE_URL"] = os.environ.get("SELARAS_TEST_DATABASE_URL", "")
if not os.environ["DATABASE_URL"]:
    del os.environ["DATABASE_URL"]

from selaras.web.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ALLOWED_HOSTS = ["*"]
