"""Which apprise URLs are accepted, and what is shown of them."""

import ast
import inspect

import pytest
from apprise.manager_plugins import NotificationManager

from domains.notices import services

# By which a module could reach something else than what the guard checks, or run something.
DANGEROUS = {
    "subprocess",
    "ctypes",
    "websocket",
    "paho",
    "pty",
    "multiprocessing",
    "dbus",
    "gi",
    "slixmpp",
    "asyncio",
}
SAMPLES = {
    "slack": "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#general",
    "tgram": "tgram://123456789:abcdefg_hijklmnop/12315544",
    "discord": "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
    "json": "jsons://user:hunter22@hooks.example.com/secret-path?token=sesame99",
    "mail": "mailtos://user:hunter22@smtp.example.com?to=me@example.com",
}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of modules that plugins import
def test_the_allowed_services_open_no_sockets_of_their_own():
    plugins = NotificationManager()
    for module in {inspect.getmodule(plugins[scheme]) for scheme in services.ALLOWED}:
        named = imported(module)
        assert named & DANGEROUS == set(), module
        assert named & {"requests", "smtplib"}, "all traffic goes through these"


def imported(module):
    """The first names of the packages that a module imports, at whatever place."""
    nodes = list(ast.walk(ast.parse(inspect.getsource(module))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    froms = {
        node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level
    }
    return {name.partition(".")[0] for name in plain | froms}


@pytest.mark.parametrize(
    "scheme",
    ["syslog", "rsyslog", "dbus", "kde", "glib", "qt", "gnome", "windows", "macosx", "mqtt", "irc", "xmpp",
     "smpp", "amqp", "growl", "file", "http", "blink1", "vapid", "ftp"],
)  # fmt: skip
def test_other_kinds_are_refused_with_the_supported_ones(scheme):
    told = services.refusal(f"{scheme}://example.com/")
    assert told.startswith(f"{scheme}:// is not supported here")
    assert "mailtos" in told


@pytest.mark.parametrize(
    "url", ["", "me@example.com", "slack", "slack://", "slack://a b", "//x", "mailto:me@x.com"]
)
def test_what_is_no_url_is_told_how_one_is_written(url):
    assert services.EXAMPLES[0] in services.refusal(url)


@pytest.mark.parametrize("name", ["template", "Template", "pgp", "attach", "keyfile"])
def test_urls_that_name_files_are_refused(name):
    assert "names a file" in services.refusal(f"slack://a/b/c?{name}=/etc/passwd")


@pytest.mark.parametrize("url", SAMPLES.values())
def test_supported_ones_may_be_tried(url):
    assert services.refusal(url) == ""


@pytest.mark.parametrize("url", SAMPLES.values())
def test_no_secret_is_left_in_an_error(url):
    told = services.without_secrets(f"Failed to send to {url}: 404 for {url.partition('://')[2]}", url)
    secrets = ("T1JJ3T3L2", "TIiajkdnlazkcOXrIdevi7FQ", "123456789", "abcdefg_hijklmnop", "4174216298",
               "JHMHI8qBe7bk2ZwO5U711o3dV_js", "hunter22", "secret-path", "sesame99")  # fmt: skip
    assert [secret for secret in secrets if secret in told] == []
    assert told.startswith("Failed to send to ")


def test_labels_name_hosts_and_recipients_only_where_these_are_no_secrets():
    assert services.label("slack", "Slack", "T1JJ3T3L2", []) == "Slack"
    assert services.label("ntfys", "ntfy", "my-topic", []) == "ntfy"
    assert services.label("jsons", "JSON", "hooks.example.com", []) == "JSON on hooks.example.com"
    assert (
        services.label("mailto", "E-Mail", "smtp.example.com", ["me@example.com"])
        == "E-mail to me@example.com"
    )
