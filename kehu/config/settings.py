"""Django's settings: which parts make up Kehu and how they are switched on."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from kehu.config import environment, postgres

ROOT = Path(__file__).resolve().parent.parent
HOME = environment.home()
PRODUCTION = environment.flag("KEHU_PRODUCTION", False)
DEBUG = environment.flag("KEHU_DEBUG", False)
SECRET_KEY = environment.secret_key(HOME)
ALLOWED_HOSTS = environment.words("KEHU_HOSTS") or ["*"]
CSRF_TRUSTED_ORIGINS = environment.words("KEHU_ORIGINS")
PUBLIC_URL = environment.text("KEHU_PUBLIC_URL")

FOUNDATION_APPS = [
    "kehu.foundation.database",
    "kehu.foundation.company",
    "kehu.foundation.access",
    "kehu.foundation.single_sign_on",
    "kehu.foundation.audit",
    "kehu.foundation.changes",
    "kehu.foundation.events",
    "kehu.foundation.jobs",
    "kehu.foundation.objects",
    "kehu.foundation.fields",
    "kehu.foundation.files",
    "kehu.foundation.search",
    "kehu.foundation.lists",
    "kehu.foundation.record_pages",
    "kehu.foundation.custom_objects",
    "kehu.foundation.transfer",
    "kehu.foundation.realtime",
    "kehu.foundation.notices",
    "kehu.foundation.privacy",
    "kehu.foundation.approvals",
    "kehu.foundation.api",
    "kehu.foundation.ui",
]
# From the core outward: an app may know those before it.
DOMAIN_APPS = [
    "kehu.customers",
    "kehu.interactions",
    "kehu.calendar_sync",
    "kehu.catalog",
    "kehu.sales",
    "kehu.sales_support",
    "kehu.calling",
    "kehu.cadences",
    "kehu.quotes",
    "kehu.contracts",
    "kehu.forecasting",
    "kehu.compensation",
    "kehu.key_accounts",
    "kehu.coverage",
]
INSTALLED_APPS = [
    *FOUNDATION_APPS,
    *DOMAIN_APPS,
    "kehu.config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "kehu.config.request_log.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kehu.foundation.audit.middleware.RequestContext",
    "kehu.foundation.ui.compression.Brotli",
    "kehu.foundation.ui.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "kehu.foundation.access.middleware.SessionActivity",
    "kehu.foundation.access.middleware.SignedInOnly",
    "kehu.foundation.access.middleware.UserLocale",
    "kehu.foundation.ui.current.CurrentRequest",
    "kehu.foundation.custom_objects.middleware.KnownKinds",
    "kehu.foundation.ui.errors.Refusals",
    "kehu.foundation.api.limits.RateLimit",
    "kehu.foundation.api.idempotency.IdempotencyKeys",
]
CSRF_FAILURE_VIEW = "kehu.foundation.ui.errors.csrf_failure"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

ROOT_URLCONF = "kehu.config.urls"
WSGI_APPLICATION = "kehu.config.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [],
        "APP_DIRS": True,  # reads each app's jinja2/ folder
        "OPTIONS": {
            "environment": "kehu.foundation.ui.environment.environment",
            "extensions": ["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "kehu.foundation.ui.context.page",
            ],
        },
    },
    {
        # allauth's own pages only; everything of Kehu's is Jinja2.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kehu.foundation.ui.context.page",
            ]
        },
    },
]

DATABASES = {"default": environment.database(postgres.database_url(HOME))}
DATABASES["default"]["CONN_MAX_AGE"] = 0
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = False
if environment.flag("KEHU_DB_POOL", False):
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": environment.number("KEHU_THREADS", 4) + 2,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "kehu.foundation.access.adapter.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "kehu.foundation.single_sign_on.adapter.SocialAccountAdapter"
# A form would be led on to another host, which the content security policy forbids; a link may go there.
SOCIALACCOUNT_LOGIN_ON_GET = True
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
USERSESSIONS_TRACK_ACTIVITY = True
SESSION_ENGINE = "kehu.foundation.access.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 31536000 if PRODUCTION else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.flag("KEHU_BEHIND_PROXY", False) else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese")), ("zh-hant", _("Traditional Chinese"))]
LOCALE_PATHS = sorted(ROOT.glob("*/locale"))
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = environment.text("KEHU_STATIC", str(ROOT / "static"))
STORAGES = {
    "default": environment.file_storage(HOME),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "kehu.foundation.company.outbox.OutboxBackend"

LOGGING_CONFIG = "kehu.config.logs.configure"
LOGGING = {"by": LOGGING_CONFIG}  # Django calls it only where there is something to configure
PROCRASTINATE_IMPORT_PATHS = ["kehu.config.schedules"]
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
# The mail address is unique without regard to case, by a constraint on lower(email).
SILENCED_SYSTEM_CHECKS = ["auth.W004"]

PRIVACY_LEDGER = HOME / "erasures" / "ledger.jsonl"
API_RATE = environment.number("KEHU_API_RATE", 6000)
OBJECTS_CHECKED_EVERY = 2.0  # seconds between two looks at the kinds of record that the company made
PUSH = environment.flag("KEHU_PUSH", False)  # set by the supervisor: there is a push process beside us
