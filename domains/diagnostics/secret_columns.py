"""The columns that ``simple_inspect`` never shows. A test compares them with the models."""

HIDDEN = "(hidden)"
SECRETS = frozenset(
    {
        ("api_tokens", "digest"),
        ("api_rate_windows", "key"),
        ("api_idempotent_requests", "caller"),
        ("api_idempotent_requests", "body"),
        ("notice_receivers", "url"),
        ("webhooks", "secret"),
        ("webhooks", "former_secret"),
        ("auth_user", "password"),
        ("django_session", "session_key"),
        ("django_session", "session_data"),
    }
)
