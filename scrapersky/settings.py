"""The project's settings. The environment is read here and nowhere else."""

from __future__ import annotations

import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.urls import reverse_lazy
from phonenumbers import SUPPORTED_REGIONS

from scrapersky import logs
from scrapersky.environment import Environment
from scrapersky.side_menu import NAVIGATION

# Importing the scan engine takes as long as all other settings, so only a setting that needs it does.
if TYPE_CHECKING:
    from domains.scan.fetch import Proxy
    from domains.scan.render import BrowserAddress

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(BASE_DIR / ".env")
VERSION = "0.1.0"

# --- Development or production ---------------------------------------------------------------------
DEVELOPMENT_SECRET = "development-only-not-for-production"  # noqa: S105  refused below unless DEBUG
DEVELOPMENT_TOKEN = "scraper_sky_2024"  # noqa: S105  the original's, refused below unless DEBUG

DEBUG = env.flag("DEBUG", True)
SECRET_KEY = env.text("SECRET_KEY", DEVELOPMENT_SECRET)
ALLOWED_HOSTS = list(env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]"))
CSRF_TRUSTED_ORIGINS = list(env.words("CSRF_TRUSTED_ORIGINS"))
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")
API_DEV_TOKEN = env.text("API_DEV_TOKEN", DEVELOPMENT_TOKEN if DEBUG else "")

if not DEBUG:
    if SECRET_KEY == DEVELOPMENT_SECRET or len(SECRET_KEY) < 50:
        raise ImproperlyConfigured(
            "SECRET_KEY: set a secret of at least 50 characters of your own when DEBUG is false"
        )
    if API_DEV_TOKEN:
        raise ImproperlyConfigured(
            "API_DEV_TOKEN: not allowed when DEBUG is false; use `manage.py create_api_token NAME`"
        )
    if "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS: '*' is not allowed when DEBUG is false; name the hosts")

# In production a proxy terminates TLS, sets this header itself, and redirects plain http.
SECURE_PROXY_SSL_HEADER = None if DEBUG else ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
SECURE_HSTS_SECONDS = 0 if DEBUG else 31_536_000
SILENCED_SYSTEM_CHECKS = [
    "security.W008",  # the proxy redirects; health checks and metrics are requested behind it
    "security.W005",  # other hosts of the operator's domain may need plain http ...
    "security.W021",  # ... so no preloading either
]

# --- Applications ----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "unfold",
    "domains",  # before django_q: its qcluster command extends django-q2's
    "metrics",
    "django.contrib.admin.apps.SimpleAdminConfig",  # its modules are loaded by urls.py
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_q",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]
MIDDLEWARE = [
    "scrapersky.client_address.ClientAddress",
    "domains.api.middleware.HeadWithoutBody",
    "domains.api.middleware.JsonErrors",
    "django.middleware.security.SecurityMiddleware",
    "scrapersky.csp.ContentSecurityPolicy",
    "domains.api.middleware.LongAddresses",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "metrics.middleware.AnyHost",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "scrapersky.visible_output.VisiblePages",
    "domains.sign_in.KnownBrowser",
    "scrapersky.time_zone.UserTimeZone",
    "scrapersky.malformed_requests.MalformedRequests",
]
LOGIN_REDIRECT_URL = "admin:index"  # after signing in without a target page
ROOT_URLCONF = "scrapersky.urls"
WSGI_APPLICATION = "scrapersky.wsgi.application"
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
            ]
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
FORMAT_MODULE_PATH = ["scrapersky.formats"]
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"

# --- Database --------------------------------------------------------------------------------------
DATABASE_POOLER = env.choice("DATABASE_POOLER", "", ["", "transaction"])
STATEMENT_TIMEOUT_MS = env.whole("DATABASE_STATEMENT_TIMEOUT_MS", 90_000, 0, 86_400_000)
IDLE_TIMEOUT_MS = env.whole("DATABASE_IDLE_IN_TRANSACTION_TIMEOUT_MS", 120_000, 0, 86_400_000)


def database() -> dict[str, Any]:
    """The default database: SQLite configured for several processes, or PostgreSQL with time limits."""
    config = env.database("DATABASE_URL", f"sqlite:///{BASE_DIR / 'scrapersky.sqlite3'}")
    options = config.setdefault("OPTIONS", {})
    if config["ENGINE"].endswith("sqlite3"):
        # WAL: readers do not wait for the writer. IMMEDIATE: the write lock is taken at BEGIN, where a
        # transaction can wait for it; later it would fail. The cache of 8 MB holds the pages that are
        # read to claim 100 of a million domains; the default of 2 MB does not.
        options["transaction_mode"] = "IMMEDIATE"
        options["timeout"] = 30
        options["init_command"] = (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-8000"
        )
        return config
    # django-q2's broker queries often, and a new connection costs more than the query.
    config["CONN_MAX_AGE"] = 60
    config["CONN_HEALTH_CHECKS"] = True
    options.setdefault("connect_timeout", 10)
    if DATABASE_POOLER == "transaction":
        # The server connection changes with each transaction, so nothing may outlast one.
        options["prepare_threshold"] = None
        config["DISABLE_SERVER_SIDE_CURSORS"] = True
    else:
        options["options"] = (
            f"-c statement_timeout={STATEMENT_TIMEOUT_MS} "
            f"-c idle_in_transaction_session_timeout={IDLE_TIMEOUT_MS} "
            "-c jit=off"  # to compile one of our queries takes longer than it saves
        )
    return config


DATABASES = {"default": database()}

# --- The batch processor ---------------------------------------------------------------------------
SCHEDULER_INTERVAL_MINUTES = env.whole("SCHEDULER_INTERVAL_MINUTES", 1, 1, 1440)
SCHEDULER_BATCH_SIZE = env.whole("SCHEDULER_BATCH_SIZE", 10, 1, 100_000)
SCHEDULER_MAX_INSTANCES = env.whole("SCHEDULER_MAX_INSTANCES", 1, 1, 1000)
SCHEDULER_DRAIN = env.flag("SCHEDULER_DRAIN", True)
MAX_ATTEMPTS = env.whole("MAX_ATTEMPTS", 3, 1, 100)
RETRY_BACKOFF_SECONDS = env.number("RETRY_BACKOFF_SECONDS", 60, 0, 86_400)
CLAIM_LEASE_SECONDS = env.whole("CLAIM_LEASE_SECONDS", 300, 2, 86_400)
RETENTION_DAYS = env.whole("RETENTION_DAYS", 90, 1, 36_500)
AUDIT_RETENTION_DAYS = env.whole("AUDIT_RETENTION_DAYS", 730, 1, 36_500)

# --- Personal data ---------------------------------------------------------------------------------
# The first key makes the hashes of erased values, the others are previous keys. If none is set, the hashes
# depend on SECRET_KEY: after a change of SECRET_KEY, erased values could be stored again.
SUPPRESSION_KEYS = env.secrets("SUPPRESSION_KEY") or (f"suppressions of {SECRET_KEY}",)
CONTACT_RETENTION_DAYS = env.whole("CONTACT_RETENTION_DAYS", 0, 0, 36_500)
STORE_PERSONAL_ADDRESSES = env.flag("STORE_PERSONAL_ADDRESSES", True)

# --- Fetching --------------------------------------------------------------------------------------
FETCH_CONCURRENCY = env.whole("FETCH_CONCURRENCY", 16, 1, 512)
FETCH_TIMEOUT_SECONDS = env.number("FETCH_TIMEOUT_SECONDS", 20, 0.1, 600)
FETCH_CONNECT_TIMEOUT_SECONDS = env.number("FETCH_CONNECT_TIMEOUT_SECONDS", 5, 0.1, 120)
FETCH_MAX_BYTES = env.whole("FETCH_MAX_BYTES", 5_242_880, 1024, 100_000_000)
FETCH_MAX_REDIRECTS = env.whole("FETCH_MAX_REDIRECTS", 5, 0, 30)
FETCH_ALLOWED_NETWORKS = env.networks("FETCH_ALLOWED_NETWORKS")
FETCH_USER_AGENT = env.text(
    "FETCH_USER_AGENT",
    f"ScraperSky/{VERSION} (+https://scrapersky.example/crawler; crawler@scrapersky.example)",
)
FETCH_RESPECT_ROBOTS = env.flag("FETCH_RESPECT_ROBOTS", True)
FETCH_DELAY_SECONDS = env.number("FETCH_DELAY_SECONDS", 0.5, 0, 600)
FETCH_CA_BUNDLE = env.path("FETCH_CA_BUNDLE", env.path("REQUESTS_CA_BUNDLE"))
FETCH_ADDRESS_CONCURRENCY = env.whole("FETCH_ADDRESS_CONCURRENCY", 8, 0, 1000)
SCAN_STOP_WHEN_COMPLETE = env.flag("SCAN_STOP_WHEN_COMPLETE", False)
SCAN_STAGES = frozenset(
    env.choices("SCAN_STAGES", "content,pages,sitemap", ["content", "pages", "sitemap", "dns"])
) | {"content"}
DNS_SERVERS = env.servers("DNS_SERVERS")
DNS_TIME_LIMIT_SECONDS = env.number("DNS_TIME_LIMIT_SECONDS", 5.0, 0.1, 60.0)
if "dns" in SCAN_STAGES and not DNS_SERVERS:
    raise env.refusal("DNS_SERVERS", "", "the address of a name server, since SCAN_STAGES has dns")
DEFAULT_PHONE_REGION = env.text("DEFAULT_PHONE_REGION", "US").upper()
if DEFAULT_PHONE_REGION not in SUPPORTED_REGIONS:
    raise env.refusal("DEFAULT_PHONE_REGION", DEFAULT_PHONE_REGION, "a country's code such as US or GB")


def contact_data() -> Path | None:
    """The folder of TOML files whose words are added to those of ``domains/scan/extract/data``."""
    name = env.text("CONTACT_DATA_DIR")
    if not name:
        return None
    try:
        for file in Path(name).iterdir():
            if file.suffix == ".toml":
                tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ImproperlyConfigured(f"CONTACT_DATA_DIR: {name}: {error}") from None
    return Path(name)


CONTACT_DATA_DIR = contact_data()


def own_technologies() -> Path | None:
    """The folder of JSON files whose technologies are added to those of ``domains/scan/extract``."""
    name = env.text("TECHNOLOGIES_DIR")
    if not name:
        return None
    from domains.scan.extract.technologies.own_rules import TechnologiesError, load

    try:
        load(Path(name))
    except TechnologiesError as error:
        raise ImproperlyConfigured(f"TECHNOLOGIES_DIR: {name}: {error}") from None
    return Path(name)


TECHNOLOGIES_DIR = own_technologies()


def hosts() -> Any:
    """Host names with fixed addresses, for which DNS is not used."""
    name = env.text("FETCH_HOSTS_FILE")
    if not name:
        return {}
    from domains.scan.fetch import parse_hosts

    try:
        return parse_hosts(Path(name).read_text())
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"FETCH_HOSTS_FILE: {name}: {error}") from None


def proxies() -> tuple[Proxy, ...]:
    """The proxies of FETCH_PROXY. Empty: connections to sites are made directly."""
    text = env.text("FETCH_PROXY")
    if not text:
        return ()
    from domains.scan.fetch import parse_proxies

    try:
        return parse_proxies(text)
    except ValueError as error:
        raise ImproperlyConfigured(f"FETCH_PROXY: {error}") from None


def render_browser() -> BrowserAddress | None:
    """The browser of RENDER_BROWSER. None: nothing is rendered."""
    text = env.text("RENDER_BROWSER")
    if not text:
        return None
    from domains.scan.render import parse_browser

    try:
        found = parse_browser(text)
    except ValueError as error:
        raise ImproperlyConfigured(f"RENDER_BROWSER: {error}") from None
    if FETCH_PROXY:
        raise ImproperlyConfigured(
            "RENDER_BROWSER: cannot be combined with FETCH_PROXY, which its requests would bypass"
        )
    if find_spec("websocket") is None:
        raise ImproperlyConfigured("RENDER_BROWSER: needs pip install -r requirements-browser.txt")
    return found


FETCH_HOSTS = hosts()
FETCH_PROXY = proxies()
FETCH_PROXY_RESOLVES = env.flag("FETCH_PROXY_RESOLVES", False)
RENDER_BROWSER = render_browser()
RENDER_CONCURRENCY = env.whole("RENDER_CONCURRENCY", 2, 1, 64)
RENDER_SCREENSHOTS = env.flag("RENDER_SCREENSHOTS", False)

# --- The queue -------------------------------------------------------------------------------------
RUN_TIME_LIMIT_SECONDS = 600  # after this time a run claims no further domains
SCAN_TIME_LIMIT_SECONDS = 900  # the maximum duration of a scan
Q_TIMEOUT = RUN_TIME_LIMIT_SECONDS + SCAN_TIME_LIMIT_SECONDS + 300
Q_WORKERS = env.whole("QUEUE_WORKERS", 2, 1, 64)
Q_CLUSTER = {
    "name": "scrapersky",
    "label": "Queue",
    "orm": "default",
    "broker_class": "domains.cluster.broker.RetryingBroker",
    "workers": Q_WORKERS,
    "queue_limit": Q_WORKERS,  # more would only delay the work of other clusters
    "timeout": Q_TIMEOUT,
    # The broker measures from the time a task is fetched, not from its start: up to
    # workers + queue_limit + 1 tasks can be executed before it.
    "retry": 4 * Q_TIMEOUT,
    "max_attempts": 1,
    "ack_failures": True,
    "catch_up": False,
    "save_limit": 250,
    "save_limit_per": "func",
    "recycle": 500,
    "poll": 0.2,
}

# --- API -------------------------------------------------------------------------------------------
API_PUBLIC_STATUS = env.flag("API_PUBLIC_STATUS", DEBUG)
API_MAX_BODY_BYTES = 5_242_880  # 10,000 domains of the longest kind, twice
DEFAULT_TENANT = "550e8400-e29b-41d4-a716-446655440000"


def rate(name: str, default: str) -> tuple[int, int]:
    """A rate such as 600/min, as (requests, seconds)."""
    value = env.text(name, default)
    count, _, period = value.partition("/")
    seconds = {"sec": 1, "min": 60, "hour": 3600, "day": 86_400}.get(period, 0)
    if not (count.isdecimal() and 0 < int(count) < 1_000_000_000 and seconds):
        raise env.refusal(name, value, "a rate such as 600/min (a number / sec, min, hour or day)")
    return int(count), seconds


API_THROTTLE = rate("API_THROTTLE", "600/min")
API_TENANT_THROTTLE = rate("API_TENANT_THROTTLE", "6000/min")
QUEUED_PER_TENANT = env.whole("QUEUED_PER_TENANT", 1_000_000, 0, 1_000_000_000)
WEBHOOKS_PER_TENANT = env.whole("WEBHOOKS_PER_TENANT", 20, 0, 100_000)
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],  # domains.api.base.ApiView sets its own
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["domains.api.json_parser.LimitedJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS is not supported; use the schema
    "EXCEPTION_HANDLER": "domains.api.errors.answer",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,  # ?format= belongs to the export
}
SPECTACULAR_SETTINGS = {
    "TITLE": "ScraperSky",
    "DESCRIPTION": (
        "Submit business domains, follow their scans, read the results.\n\n"
        "Each request has a token in its header: `Authorization: Bearer <token>`. An error is "
        '`{"code", "message"}`, with `field` if one field is wrong. A list is `{"next", "results"}`: follow '
        "`next` until it is null. Unknown fields and parameters are errors."
    ),
    "SERVERS": [{"url": "/", "description": "The server from which this document was read."}],
    "VERSION": VERSION,
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v3",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "DomainStatus": "domains.lifecycle.DomainStatus",
        "StageStatus": "domains.lifecycle.StageStatus",
        "ScanStatus": "domains.models.scan.FINAL_CHOICES",
        "RunStatus": "domains.lifecycle.RunStatus",
        "WebhookEvent": "domains.models.webhook.WebhookEvent",
        "DeliveryStatus": "domains.models.webhook.DeliveryStatus",
        "JobStatus": "domains.api.vocabulary.JOB_STATUS_CHOICES",
        "ChangeStatus": "domains.api.vocabulary.CHANGE_STATUS_CHOICES",
        "BatchPhase": "domains.api.batches.BATCH_STATUSES",
        "WaitReason": "domains.queue.batches.WAITS",
        "ErrorKind": "domains.api.filters.ERROR_KINDS",
        "ContactKind": "domains.api.vocabulary.CONTACT_KIND_CHOICES",
        "CompanyFactKind": "domains.api.vocabulary.COMPANY_KIND_CHOICES",
        "WayKind": "domains.api.vocabulary.WAY_KIND_CHOICES",
        "SubjectKind": "domains.models.suppression.SubjectKind",
        "RescanWhen": "domains.models.domain.RescanWhen",
    },
    "WEBHOOKS": [
        "domains.api.webhook_messages.SCAN_FINISHED",
        "domains.api.webhook_messages.BATCH_FINISHED",
        "domains.api.webhook_messages.CONTACT_CHANGED",
    ],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "domains.api.schema.finish",
    ],
}


# --- Admin -----------------------------------------------------------------------------------------
UNFOLD = {
    "SITE_TITLE": "ScraperSky",
    "SITE_HEADER": "ScraperSky",
    "SITE_SYMBOL": "travel_explore",
    "DASHBOARD_CALLBACK": "metrics.dashboard.context",
    "ENVIRONMENT": "metrics.dashboard.pause_label",
    "LOGIN": {
        "form": "domains.sign_in.ThrottledAuthenticationForm",
        "redirect_after": lambda _request: reverse_lazy("admin:index"),
    },
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda _request: static("metrics/icon.svg")}
    ],
    "STYLES": [lambda _request: static("metrics/admin.css")],
    "SCRIPTS": [
        lambda _request: static("domains/copy.js"),
        lambda _request: static("domains/first_error.js"),
        lambda _request: static("domains/time_zone.js"),
    ],
    "SIDEBAR": {"navigation": NAVIGATION},
}

# --- Logs ------------------------------------------------------------------------------------------
LOG_LEVEL = env.choice("LOG_LEVEL", "INFO", ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"])
LOG_FORMAT = env.choice("LOG_FORMAT", "console", ["console", "json"])
LOG_FILE = str(BASE_DIR / env.text("LOG_FILE", "logs/app.log"))
LOGGING = logs.configuration(LOG_LEVEL, LOG_FORMAT, LOG_FILE)

# --- Alerts ----------------------------------------------------------------------------------------
ALERT_URLS = env.words("ALERT_URLS")  # in the format of apprise: mailto://, slack://, json:// ...
HEARTBEAT_URL = env.web_url("HEARTBEAT_URL")  # requested by clusters while all checks pass
PUBLIC_URL = env.web_url("PUBLIC_URL").rstrip("/")  # of the web server, for links in alerts
ALERT_DISK_FREE_MB = env.whole("ALERT_DISK_FREE_MB", 200, 0, 100_000_000)
ALERT_BACKLOG_MINUTES = env.whole("ALERT_BACKLOG_MINUTES", 60, 1, 525_600)
SENTRY_DSN = env.dsn("SENTRY_DSN")
