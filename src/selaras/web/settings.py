"""Django's settings, from the workspace and the environment.

`SELARAS_WORKSPACE` names the folder (this one, if unset), `DATABASE_URL` the database (SQLite in
the workspace, if unset), `SELARAS_URL` the address people use (`https://…` turns on what belongs to
it), `SELARAS_SECRET_KEY` the secret (else one is made and kept in the workspace, readable by its
owner alone). docs/how-to/serve.md lists them all.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from selaras.web.database import sqlite_settings
from selaras.web.mail import mail_server
from selaras.web.oidc import providers
from selaras.web.secret import secret_of

HERE = Path(__file__).parent
WORKSPACE = Path(os.environ.get("SELARAS_WORKSPACE", "."))
PUBLIC_URL = os.environ.get("SELARAS_URL", "")
ADDRESS = (PUBLIC_URL or os.environ.get("SELARAS_LISTENS_AT", "")).rstrip("/")
"""Where links in messages lead: the address that people use, else where `selaras serve` listens."""
_https = PUBLIC_URL.startswith("https://")

SECRET_KEY = os.environ.get("SELARAS_SECRET_KEY") or secret_of(WORKSPACE)
DEBUG = False
ALLOWED_HOSTS = [
    *(host for host in os.environ.get("SELARAS_HOSTS", "").split(",") if host),
    *([urlsplit(PUBLIC_URL).hostname or ""] if PUBLIC_URL else []),
    "localhost",
    "127.0.0.1",
    "[::1]",
]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL.rstrip("/")] if PUBLIC_URL else []

RECORDS = [
    "selaras.records.audit",
    "selaras.records.people",
    "selaras.records.agreements",
    "selaras.records.tasks",
    "selaras.records.alerts",
    "selaras.records.idempotency",
    "selaras.records.answers",
    "selaras.records.reviews",
    "selaras.records.feedback",
    "selaras.records.loads",
    "selaras.records.reservations",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "rules.apps.AutodiscoverRulesConfig",
    *RECORDS,
    "selaras.web",
]
MIDDLEWARE = [
    "selaras.web.requests.CountRequests",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "selaras.web.directions.PlainDirections",
    "selaras.web.refusals.SayMethods",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "selaras.web.person.PersonMiddleware",
]
ROOT_URLCONF = "selaras.web.urls"
WSGI_APPLICATION = "selaras.web.wsgi.application"

_pages = sorted(folder for folder in (HERE / "pages").iterdir() if folder.is_dir())
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates", *(folder / "templates" for folder in _pages)],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "selaras.web.frame.frame",
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{(WORKSPACE / 'selaras.sqlite3').resolve()}",
        conn_max_age=600,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    _name, _options = sqlite_settings(Path(DATABASES["default"]["NAME"]))
    DATABASES["default"] |= {"NAME": _name, "OPTIONS": _options}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
PASSWORD_RESET_TIMEOUT = 60 * 60 * 4
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if _https else "http"
ACCOUNT_ADAPTER = "selaras.web.sign_in.InvitedOnly"
# Five wrong passwords of an address, or ten of a network address, and then nobody gets in by it
# for a while: whoever knows the right one waits too, so that guessing tells nothing.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
SOCIALACCOUNT_ADAPTER = "selaras.web.sign_in.KnownOnly"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = "oidc"
SOCIALACCOUNT_PROVIDERS = providers(os.environ)
USERSESSIONS_TRACK_ACTIVITY = False
MFA_ADAPTER = "selaras.web.second_factor.Sealed"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Selaras"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Security keys ask for https, but on this machine itself.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PUBLIC_URL
ALLAUTH_TRUSTED_PROXY_COUNT = int(_https and os.environ.get("SELARAS_BEHIND_PROXY", "1") == "1")

SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_SECURE = _https
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = _https
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = _https and os.environ.get("SELARAS_BEHIND_PROXY", "1") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_REDIRECT_EXEMPT = [r"^health$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SECURE_HSTS_PRELOAD = _https
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("id", _("Bahasa Indonesia"))]
LOCALE_PATHS = [HERE / "locale", *(folder / "locale" for folder in _pages)]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [
    HERE / "static",
    # Colours and type are those of the documents that reports write.
    ("reports", HERE.parent / "reports" / "page" / "styles"),
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# What has to hold for every process, such as the limit of wrong passwords, is counted in the
# database; "process" is for what is heavy and can be had again.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        # so many, that nobody can push their count out by guessing at other addresses
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
_mail = mail_server(os.environ.get("SELARAS_EMAIL_URL", ""))
EMAIL_BACKEND = _mail.backend
EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.use_tls, _mail.use_ssl
EMAIL_FILE_PATH = _mail.folder or None
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("SELARAS_EMAIL_FROM", "selaras@localhost")
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.insert(0, "django.forms")
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("SELARAS_LOG", "WARNING")},
    # Django's own lines hold addresses, and these may hold secrets; ours name the route.
    "loggers": {"django.server": {"level": "WARNING"}, "django.request": {"level": "ERROR"}},
}
