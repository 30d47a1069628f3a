"""Define all settings; each has a default with which a fresh clone runs.

The environment sets others. A misspelt name or value stops the start, and so does what would be
unsafe where `HTTPS` says that others reach this site.
"""

from pathlib import Path

from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key
from environs import validate

from .environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", False)
HTTPS = env.bool("HTTPS", False)  # true wherever others than this machine reach it


def _local_secret_key() -> str:
    """Return a key for this folder alone, made once and kept in a file.

    Sessions thus outlive a restart.
    """
    path = BASE_DIR / ".secret-key"
    if not path.exists():
        path.write_text(get_random_secret_key())
        path.chmod(0o600)
    return path.read_text()


if HTTPS and not env.str("SECRET_KEY", ""):
    env.refuse(
        "SECRET_KEY",
        "has to be set with HTTPS=true: at least 50 random characters that nobody else knows.",
    )
    SECRET_KEY = ""
else:
    SECRET_KEY = (
        env.str("SECRET_KEY", None, validate=validate.Length(min=50)) or _local_secret_key()
    )
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0, validate=validate.Range(min=0))
LOG_LEVEL = env.str(
    "LOG_LEVEL", "INFO", validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR"])
)

INSTALLED_APPS = [
    "content",
    "knowledge",
    "cases",
    "learners",
    "lessons",
    "quiz",
    "config.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "simple_history",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "config.unreadable.RefuseUnreadableMiddleware",
    "config.outages.WritesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.unsent.UnsentMiddleware",
    "learners.middleware.LearnerMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.fragments.FragmentMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context_processors.operator",
                "config.context_processors.navigation",
                "config.context_processors.desk",
                "learners.context_processors.account_key",
            ],
        },
    }
]

DATABASES = {
    "default": env.dj_db_url(
        "DATABASE_URL",
        f"sqlite:///{BASE_DIR / 'db.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # WAL lets readers go on while one writes; IMMEDIATE makes a second writer wait instead of
    # failing; FULL has the disk confirm each commit, so that a power cut takes back nothing that
    # was shown as kept.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Sign-in limits must hold across worker processes, so the cache is shared. It keeps so many entries
# that nobody pushes a limit out by making others, and drops a tenth when it is full.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000, "CULL_FREQUENCY": 10},
    }
}

AUTHENTICATION_BACKENDS = [
    "learners.backends.NameBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# For questions about this site.
CONTACT_EMAIL: str = env.str("CONTACT_EMAIL", None, validate=validate.Email()) or ""
# Who answers for the data: name and postal address, in one line.
RESPONSIBLE = env.str("RESPONSIBLE", "")
# In years, for an account; 0 asks for none.
MINIMUM_AGE = env.int("MINIMUM_AGE", 16, validate=validate.Range(min=0, max=21))
# Of one file of cases.
IMPORT_LIMIT_MB = env.int("IMPORT_LIMIT_MB", 20, validate=validate.Range(min=1))
# True where one instructor alone writes and publishes.
ALLOW_SELF_APPROVAL = env.bool("ALLOW_SELF_APPROVAL", False)
LOGIN_REDIRECT_URL = "/progress/"
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "learners.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
# Only with confirmed addresses can signing up answer the same whether an address has an account or
# not.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # in the browser that signed up, within the hour
ACCOUNT_LOGIN_TIMEOUT = 60 * 60
# Else guesses at an account could lock its owner out.
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_FORMS = {
    "login": "learners.account_forms.LoginForm",
    "signup": "learners.account_forms.SignupForm",
    "add_email": "learners.account_forms.AddEmailForm",
    "change_password": "learners.account_forms.ChangePasswordForm",
    "set_password": "learners.account_forms.SetPasswordForm",
    "reset_password": "learners.account_forms.ResetPasswordForm",
    "reset_password_from_key": "learners.account_forms.ResetPasswordKeyForm",
    "reauthenticate": "learners.account_forms.ReauthenticateForm",
}
# By address (ip) wide enough for a class of 300 behind one; by account (key) narrow, whoever asks.
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": "120/m/ip,5/5m/key",  # key: an account from one address
    "login_failed_anywhere": "30/h/key",  # key: an account from all addresses together
    "signup": "300/m/ip",
    "reset_password": "120/m/ip,5/h/key",
    "reset_password_from_key": "300/m/ip",
}
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Motor Unit: "
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
EMAIL_CONFIG = env.dj_email_url("EMAIL_URL", "console://")
EMAIL_BACKEND = EMAIL_CONFIG["EMAIL_BACKEND"]
if HTTPS and not EMAIL_BACKEND.endswith("smtp.EmailBackend"):
    env.refuse(
        "EMAIL_URL",
        "has to name a mail server with HTTPS=true, such as submission://user:password@host.",
    )
EMAIL_HOST = EMAIL_CONFIG["EMAIL_HOST"]
EMAIL_PORT = EMAIL_CONFIG["EMAIL_PORT"]
EMAIL_HOST_USER = EMAIL_CONFIG["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = EMAIL_CONFIG["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = EMAIL_CONFIG["EMAIL_USE_TLS"]
EMAIL_USE_SSL = EMAIL_CONFIG["EMAIL_USE_SSL"]
DEFAULT_FROM_EMAIL = env.str("FROM_EMAIL", "Motor Unit <no-reply@localhost>")

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = "config.formats"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: [] for feature in ("camera", "geolocation", "microphone", "payment", "usb")
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 365  # a browser's work is kept for a year without an account
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.views.csrf_failure"
# These two bind every host below this one, for good, so they are a choice, and check --deploy does
# not ask for them.
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", False)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", False)
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if HTTPS:
    SECURE_SSL_REDIRECT = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    if TRUSTED_PROXIES:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# With DEBUG off Django prints nothing anywhere unless a console handler is set.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "config.logs.LineFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}

env.stop_at_faults()
