"""Settings of the portal: one module, read from the environment.

Every variable is named in the README's table with its default. Without any, the portal runs safely on one
machine for a newcomer: SQLite under `var/`, DEBUG off, a secret key made once.
"""

from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from environs import Env
from marshmallow.validate import OneOf

from tehran_diplomacy.database_url import database_setting
from tehran_diplomacy.files.storage import storage_setting
from tehran_diplomacy.release import release_of
from tehran_diplomacy.secret_key import kept_secret_key
from tehran_diplomacy.serving import alarms

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env()
env.read_env(BASE_DIR / ".env", recurse=False)

# -- The installation -------------------------------------------------------------------------------------
VAR_DIR: Path = env.path("VAR_DIR", BASE_DIR / "var")
DEBUG: bool = env.bool("DEBUG", False)
SECRET_KEY: str = env.str("SECRET_KEY", "") or kept_secret_key(VAR_DIR / "secret-key")
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
ADMIN_PATH: str = env.str("ADMIN_PATH", "admin").strip("/") + "/"
# From where the desk can be reached, as 192.0.2.0/24; empty: from everywhere.
ADMIN_NETWORKS = [ip_network(one, strict=False) for one in env.list("ADMIN_NETWORKS", [])]

# HTTPS=true is the one switch for everything that needs it: redirects, HSTS, secure cookies.
HTTPS: bool = env.bool("HTTPS", False)
# The licence of the open data: its SPDX name, its title, the address of its text.
OPEN_DATA_LICENCE: str = env.str("OPEN_DATA_LICENCE", "CC-BY-4.0")
OPEN_DATA_LICENCE_TITLE: str = env.str(
    "OPEN_DATA_LICENCE_TITLE", "Creative Commons Attribution 4.0 International"
)
OPEN_DATA_LICENCE_URL: str = env.str("OPEN_DATA_LICENCE_URL", "https://creativecommons.org/licenses/by/4.0/")
# The portal's own address as it stands in photographs, feeds and ZIP files.
SITE_ADDRESS: str = env.str(
    "SITE_ADDRESS", f"{'https' if HTTPS else 'http'}://{ALLOWED_HOSTS[0].lstrip('.*') or 'localhost'}"
).rstrip("/")
# The name of the portal in identifiers of feed entries and calendar events. It stays when the portal moves to another
# host, else every entry and event would come anew; choose it once.
PERMANENT_NAME: str = env.str("PERMANENT_NAME", "city-diplomacy.tehran.ir")
# Where a weakness is reported: an address of mail or web; empty: the contact page.
SECURITY_CONTACT: str = env.str("SECURITY_CONTACT", "")
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
BEHIND_PROXY: bool = env.bool("BEHIND_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
if HTTPS:  # browsers keep a cookie of such a name only for this very host, over HTTPS
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
CSRF_FAILURE_VIEW = "tehran_diplomacy.portal.errors.forbidden"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no cookie of their own

# -- Applications, ground floor first ---------------------------------------------------------------------
INSTALLED_APPS = [
    "modeltranslation",  # before the admin, which it extends
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",  # so that widgets find templates of our own
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "tehran_diplomacy.accounts.apps.SignInLogConfig",
    "tehran_diplomacy.languages",
    "tehran_diplomacy.dates",
    "tehran_diplomacy.girih",
    "tehran_diplomacy.maps",
    "tehran_diplomacy.publishing",
    "tehran_diplomacy.search",
    "tehran_diplomacy.places",
    "tehran_diplomacy.people",
    "tehran_diplomacy.sources",
    "tehran_diplomacy.files",
    "tehran_diplomacy.unsaved",
    "tehran_diplomacy.accounts",
    "tehran_diplomacy.forms",
    "tehran_diplomacy.desk",
    "tehran_diplomacy.exchange",
    "tehran_diplomacy.reuse",
    "tehran_diplomacy.charts",
    "tehran_diplomacy.desk.admin_config.DeskAdminConfig",
    "roadmap",
    "networks",
    "agreements",
    "meetings",
    "tehran_diplomacy.opendata",
    "tehran_diplomacy.book",
    "tehran_diplomacy.correspondence",
    "tehran_diplomacy.portal",
    "tehran_diplomacy.following",
    "tehran_diplomacy.staff_mail",
    "tehran_diplomacy.serving",
]

MIDDLEWARE = [
    "tehran_diplomacy.serving.sight.Sight",  # outermost: sees every answer
    "tehran_diplomacy.serving.pages.PageCache",  # next: what is kept is a whole answer
    "tehran_diplomacy.serving.headers.HeadersMiddleware",
    "tehran_diplomacy.serving.desk_gate.DeskGate",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tehran_diplomacy.languages.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tehran_diplomacy.languages.middleware.TextGate",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tehran_diplomacy.accounts.sessions.SessionRules",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",  # last: turns a locked-out sign-in into its page
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

ROOT_URLCONF = "tehran_diplomacy.urls"
WSGI_APPLICATION = "tehran_diplomacy.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "tehran_diplomacy.portal.context.page",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": [
                "tehran_diplomacy.languages.templatetags.languages",
                "tehran_diplomacy.dates.templatetags.dates",
            ],
        },
    },
]

# -- Database: SQLite for a newcomer and a small office, PostgreSQL for production -------------------------
DATABASES = {"default": database_setting(env.str("DATABASE_URL", ""), VAR_DIR)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",  # writers queue up instead of failing half-way
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A network that swallows packets is noticed within half a minute, by commands too.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 5,  # seconds, as all below; tcp_user_timeout in milliseconds
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 25_000,
    } | DATABASES["default"].get("OPTIONS", {})
# What a request may wait for one answer of PostgreSQL; 0 is without end. SQLite has its own limit above.
DATABASE_STATEMENT_SECONDS: int = env.int("DATABASE_STATEMENT_SECONDS", 20)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- Pages kept for readers: in each process, or for all of them on a Redis or Valkey server ------------------
PAGE_CACHE: str = env.str("PAGE_CACHE", "pages", validate=OneOf(["pages", "counts", "off"]))
CACHE_URL: str = env.str("CACHE_URL", "")
PAGES_KEPT: int = env.int("PAGES_KEPT", 2000)


def _cache(name: str, most: int) -> dict[str, Any]:
    """Return a cache on the server, or one of `most` entries in the process."""
    if CACHE_URL:
        return {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": CACHE_URL,
            "KEY_PREFIX": "tehran-diplomacy",
            "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},  # seconds
        }
    backend = "django.core.cache.backends.locmem.LocMemCache"
    return {"BACKEND": backend, "LOCATION": name, "OPTIONS": {"MAX_ENTRIES": most}}


# Of what readers type into addresses there is no end: it has a room of its own, and pushes nothing else out.
CACHES = {"default": _cache("default", PAGES_KEPT), "typed": _cache("typed", PAGES_KEPT // 2)}
# What tells pages of this release from those of another on a shared cache.
RELEASE: str = env.str("RELEASE", "") or release_of(BASE_DIR)

FORMS_URLFIELD_ASSUME_HTTPS = True  # as Django 6 will; goes with it

# -- Accounts ---------------------------------------------------------------------------------------------
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "tehran_diplomacy.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 15}},
    {"NAME": "tehran_diplomacy.accounts.passwords.NotOfTheOffice"},
    {"NAME": "tehran_diplomacy.accounts.passwords.NotLeaked"},
]
# A file of leaked passwords as published: lines of SHA-1 in capitals, sorted. Empty: only the list that Django carries.
BREACHED_PASSWORDS: str = env.str("BREACHED_PASSWORDS", "")

PASSWORD_RESET_TIMEOUT = (
    7 * 24 * 3600
)  # of an invitation; one who forgot a password has an hour (accounts/links.py)

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
TWO_STEP_REQUIRED: bool = env.bool("TWO_STEP_REQUIRED", True)  # for who publishes or administers
TWO_STEP_FOR_ALL: bool = env.bool("TWO_STEP_FOR_ALL", False)  # also for who only writes drafts
SESSION_COOKIE_AGE = env.int("SESSION_IDLE_MINUTES", 120) * 60  # seconds without a request
SESSION_MOST_HOURS: int = env.int("SESSION_MOST_HOURS", 12)  # however busy it is
SESSION_ENGINE = "tehran_diplomacy.accounts.session_store"
SESSION_SAVE_EVERY_REQUEST = True  # idle time counts from the last request; readers have no session
OTP_TOTP_ISSUER = "Tehran City Diplomacy"
OTP_TOTP_THROTTLE_FACTOR = 1
# A sign-in is throttled for one account from one address: guessing from elsewhere locks nobody out.
AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "tehran_diplomacy.accounts.policy.client_address"
AXES_LOCKOUT_TEMPLATE = "admin/locked_out.html"
AXES_VERBOSE = False
AXES_HANDLER = "tehran_diplomacy.accounts.attempts.WithoutForms"
AXES_ENABLE_ADMIN = False  # the log has pages of its own, in both languages
SIGN_IN_KEEP_DAYS: int = env.int("SIGN_IN_KEEP_DAYS", 180)  # names and addresses in the sign-in log
OTP_ADMIN_HIDE_SENSITIVE_DATA = True

# -- Languages and time -----------------------------------------------------------------------------------
LANGUAGE_CODE = "fa"
LANGUAGES = [("fa", _("Persian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale/django"]  # the second: what Django says, put better
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Tehran"
LANGUAGE_COOKIE_NAME = "__Host-language" if HTTPS else "language"
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
# A missing translation is shown in the other language and says so (languages/translated.py), never silently.
MODELTRANSLATION_DEFAULT_LANGUAGE = "fa"
MODELTRANSLATION_ENABLE_FALLBACKS = False

# -- Files: static ones are public, uploads are served only by views that ask `.public()` ------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    # Uploads: "" is MEDIA_ROOT; else an S3-compatible server, "s3://bucket?endpoint=https://s3.example.org".
    "default": storage_setting(env.str("FILES_STORAGE", "")),
    "staticfiles": {"BACKEND": "tehran_diplomacy.files.static_manifest.ReleaseManifestStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # bytes
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # bytes, files aside
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a meeting with 300 photos posts its captions in one form
DATA_UPLOAD_MAX_NUMBER_FILES = 200
PHOTO_MAX_BYTES: int = env.int("PHOTO_MAX_BYTES", 50 * 1024 * 1024)
PHOTO_MAX_PIXELS: int = env.int("PHOTO_MAX_PIXELS", 100_000_000)
# Of all photographs together: some 400 and 1,200 of 24 million pixels.
PHOTO_MAX_PIXELS_IN_ZIP: int = env.int("PHOTO_MAX_PIXELS_IN_ZIP", 10_000_000_000)
PHOTO_MAX_PIXELS_IN_HOUR: int = env.int("PHOTO_MAX_PIXELS_IN_HOUR", 30_000_000_000)  # for an account
DOCUMENT_MAX_BYTES: int = env.int("DOCUMENT_MAX_BYTES", 50 * 1024 * 1024)
# Behind nginx: the internal location that serves var/media/, e.g. "/protected/". Empty: Django streams.
ACCEL_REDIRECT_PREFIX: str = env.str("ACCEL_REDIRECT_PREFIX", "")

# -- Citizens' messages: how long they are kept, and how many are taken in ---------------------------------
MESSAGE_KEEP_DAYS: int = env.int("MESSAGE_KEEP_DAYS", 180)
MESSAGES_OPEN_MAX: int = env.int("MESSAGES_OPEN_MAX", 500)  # that wait for an answer
MESSAGES_PER_HOUR: int = env.int("MESSAGES_PER_HOUR", 100)  # from everywhere
MESSAGES_PER_ADDRESS: int = env.int("MESSAGES_PER_ADDRESS", 5)  # an hour; of IPv6 its network of 64 bits

# -- Mail: letters to those who follow, and errors to ADMINS; without a server neither is sent -------------
_MAIL_SERVER: dict[str, Any] = env.dj_email_url("EMAIL_URL", "")
MAIL_IS_SET: bool = "EMAIL_BACKEND" in _MAIL_SERVER
EMAIL_BACKEND: str = _MAIL_SERVER.get("EMAIL_BACKEND", "django.core.mail.backends.dummy.EmailBackend")
EMAIL_HOST: str = _MAIL_SERVER["EMAIL_HOST"] or "localhost"
EMAIL_PORT: int = _MAIL_SERVER["EMAIL_PORT"] or 25
EMAIL_HOST_USER: str = _MAIL_SERVER["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD: str = _MAIL_SERVER["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_SSL: bool = _MAIL_SERVER["EMAIL_USE_SSL"]
EMAIL_USE_TLS: bool = _MAIL_SERVER["EMAIL_USE_TLS"]
EMAIL_FILE_PATH: str = _MAIL_SERVER["EMAIL_FILE_PATH"]
EMAIL_TIMEOUT: int = _MAIL_SERVER["EMAIL_TIMEOUT"] or 30  # seconds
DEFAULT_FROM_EMAIL: str = env.str("MAIL_FROM", f"portal@{urlsplit(SITE_ADDRESS).hostname}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_SUBJECT_PREFIX = "[Tehran City Diplomacy] "
ADMINS: list[tuple[str, str]] = [(address, address) for address in env.list("ADMINS", [])]
# Where letters come back that cannot be delivered, as bounces@example.org; the server must take what follows a plus.
BOUNCE_ADDRESS: str = env.str("BOUNCE_ADDRESS", "")
FOLLOW_REQUESTS_PER_HOUR: int = env.int("FOLLOW_REQUESTS_PER_HOUR", 300)  # from everywhere

# -- What alarms look at ---------------------------------------------------------------------------------------
CLOCK_NOTE: Path | None = VAR_DIR / "clock.json"  # the clock when something was last deleted by age
CERTIFICATE: str = env.str("CERTIFICATE", alarms.CERTIFICATE)  # whose days are counted, if it is there

# -- Back-ups: for whom they are encrypted (age), with what they are read here, where a copy of each goes ---------
BACKUP_AGE_RECIPIENT: str = env.str("BACKUP_AGE_RECIPIENT", "")
BACKUP_AGE_IDENTITY: str = env.str("BACKUP_AGE_IDENTITY", "")
BACKUP_COPY_TO: str = env.str("BACKUP_COPY_TO", "")

# -- Content security policy ------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "object-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# -- Log: to standard error, where systemd and gunicorn keep it; without addresses, queries and keys ---------
LOG_FORMAT: str = env.str("LOG_FORMAT", "plain")  # or "json": an object in each line
LOG_REQUESTS: bool = env.bool("LOG_REQUESTS", LOG_FORMAT == "json")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "tehran_diplomacy.serving.logs.Plain",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
        "json": {"()": "tehran_diplomacy.serving.logs.JsonLines"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json" if LOG_FORMAT == "json" else "plain",
        },
        "mail": {"class": "tehran_diplomacy.serving.error_mail.ErrorMail", "level": "ERROR"},
    },
    "root": {"handlers": ["console", "mail"], "level": env.log_level("LOG_LEVEL", "INFO")},
    "loggers": {"django": {"handlers": [], "propagate": True}},  # in place of Django's own letters to ADMINS
}

# -- Figures for Prometheus: on a port of their own, by deploy/gunicorn.conf.py; 0 is off ---------------------
METRICS_PORT: int = env.int("METRICS_PORT", 0)
METRICS_BIND: str = env.str("METRICS_BIND", "127.0.0.1")
