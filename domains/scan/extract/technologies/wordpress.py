"""WordPress: recognised by what only a WordPress site loads, declares or sends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from urllib.parse import urlsplit

from domains.scan.extract.document import Document
from domains.scan.names import same_site
from domains.scan.report import WordPress

MOST_PLUGINS = 100
_GENERATOR = re.compile(r"^WordPress(?:\.com| (\d+(?:\.\d+){0,3}))?", re.IGNORECASE)
_PLUGIN_GENERATOR = re.compile(
    r"(Elementor|WooCommerce|WPML|Slider Revolution|Site Kit)[^\d]{0,20}(\d+(?:\.\d+){1,3})", re.IGNORECASE
)
_PATH = re.compile(
    r"/wp-(?:content/(?:(plugins|mu-plugins|themes)/([\w.-]{1,80})/)?|includes/|admin/admin-ajax\.php)"
)
# Bedrock, a way to install WordPress, has the core in /wp/, and plugins and themes in /app/. Other programs
# have such a folder as well, so it counts only beside other evidence.
_BEDROCK = re.compile(r"/app/(plugins|mu-plugins|themes)/([\w.-]{1,80})/")
# Jetpack loads the files of WordPress, plugins and themes from its network, with their versions in the path.
_JETPACK = re.compile(r"//c0\.wp\.com/(?:(c)|(p)/([\w.-]{1,80})|t/[\w.-]{1,80})/(\d+(?:\.\d+){1,3})/")
# The network of Jetpack that serves a site's pictures; the site's host follows.
_PHOTON = re.compile(r"//i\d\.wp\.com/(?=[\w-]{1,63}\.)")
_RULES = r'"\/wp-*.php"'
_VERSION = re.compile(r"[?&]ver=(\d+(?:\.\d+){1,3})(?:&|$)")
_CORE = re.compile(r"/wp-(?:includes/(?:js/wp-|css/dist|js/wp-emoji)|admin/)")
# Addresses in inline scripts, which tell them where files are and where the server answers. A path alone may
# be an example, but for that of the file that answers.
_IN_SCRIPT = re.compile(
    r"""["'`]((?:https?:)?//[\w.:-]{4,253}(?:/[\w.~-]{1,80}){0,5}?/wp-(?:content|includes|admin)/[^"'`<>\s]{1,300}"""
    r"""|(?:/[\w.~-]{1,80}){0,5}?/wp-admin/admin-ajax\.php)["'`?]"""
)
_FILE = re.compile(
    r"(?:https?:)?(?://[\w.:-]{4,253})?(?:/[\w.~%-]{1,80}){0,5}?/wp-content/[^\"'<>\s(),]{1,300}"
)
LONGEST_SCRIPT, LONGEST_VALUE = 100_000, 2_000  # characters looked at
MOST_STYLES = 50
MOST_NAMED = 50  # addresses in scripts
_FOLDER = "/wp-content/"
_SHARED = ("og:image", "og:image:secure_url", "twitter:image")
# Ids of the styles that WordPress itself puts into each page.
_STYLES = (
    "global-styles-inline-css", "wp-block-library-css", "wp-block-library-inline-css",
    "classic-theme-styles-inline-css", "wp-emoji-styles-inline-css", "wp-img-auto-sizes-contain-inline-css",
)  # fmt: skip
_OWN_RELATIONS = {("pingback",), ("edituri",)}
_SLUGS = {"elementor": "elementor", "woocommerce": "woocommerce", "wpml": "sitepress-multilingual-cms",
          "slider revolution": "revslider", "site kit": "google-site-kit"}  # fmt: skip


def find(document: Document, generators: tuple[str, ...]) -> WordPress | None:
    """WordPress with version, theme and plugins; None if there is no evidence on the site itself.

    Files on other sites are not evidence. An address that the page declares as its own
    is treated as its own. ``generators``: the contents of every generator meta element.
    """
    declared = _declared(document)
    version, evidence, told = _from_generators(generators)
    files = [_PHOTON.sub("//", url) for url in document.loads if "/wp-" in url]
    is_named = "wp-" in document.source
    files += _in_scripts(document, document.scripts) if is_named else ()
    if is_named and not (declared or evidence or files):
        files, evidence = (
            [*_in_source(document), *_in_scripts(document, document.json_ld)],
            _own_marks(document),
        )
    served = [match for url in document.loads if "//c0." in url and (match := _JETPACK.search(url))]
    if not (declared or evidence or files or served):
        return None  # most pages
    own = _hosts(
        [document.base.url, document.metas.get("og:url", ""), *_canonical(document), *declared.values()]
    )
    theme = ""
    loaded: dict[str, list[str]] = {}
    for url in files:
        match = _PATH.search(url)
        if not match or not _is_own(url, own):
            continue
        if len(evidence) < 5:
            evidence.append(url[:200])
        found = _VERSION.search(url)
        if match[1] and "plugins" in match[1] and len(loaded) < MOST_PLUGINS:
            loaded.setdefault(match[2].lower(), []).extend(found.groups() if found else ())
        elif match[1] == "themes":
            theme = theme or match[2]
        elif found and _CORE.search(url) and not version:
            version = found[1]
    evidence += [f"{rel}: {url}"[:200] for rel, url in declared.items()]
    evidence += [match.string[:200] for match in served[:2]]
    version = version or next((match[4] for match in served if match[1]), "")
    theme = _add_bedrock(document.loads, own, loaded) or theme
    told |= {match[3].lower(): match[4] for match in served if match[2]}
    plugins = {slug: _own_version(versions, version) for slug, versions in loaded.items()} | told
    return WordPress(version, theme, plugins, tuple(evidence[:8])) if evidence else None


def _add_bedrock(urls: Iterable[str], own: frozenset[str], loaded: dict[str, list[str]]) -> str:
    """Adds the plugins that Bedrock keeps in /app/; returns the theme, or ""."""
    theme = ""
    for url in urls:
        match = _BEDROCK.search(url) if "/app/" in url else None
        if not match or not _is_own(url, own):
            continue
        if match[1] == "themes":
            theme = theme or match[2]
        elif len(loaded) < MOST_PLUGINS:
            found = _VERSION.search(url)
            loaded.setdefault(match[2].lower(), []).extend(found.groups() if found else ())
    return theme


def _own_version(versions: Iterable[str], core: str) -> str:
    """The version of a plugin.

    A file without a version of its own is loaded with that of WordPress, which is left out.
    """
    return next((version for version in versions if version != core), "")


def _from_generators(generators: tuple[str, ...]) -> tuple[str, list[str], dict[str, str]]:
    version, evidence, plugins = "", [], {}
    for content in generators:
        if match := _GENERATOR.match(content):
            version = version or match[1] or ""
            evidence.append(f"generator: {content}"[:200])
        if match := _PLUGIN_GENERATOR.search(content):
            plugins[_SLUGS[match[1].lower()]] = match[2]
    return version, evidence, plugins


def _declared(document: Document) -> dict[str, str]:
    """The addresses of WordPress' API and pingback, which a page's head or Link header gives as its own."""
    found = {}
    for rels, href, _ in document.relations:
        if "https://api.w.org/" in rels or (rels in _OWN_RELATIONS and "/xmlrpc.php" in href):
            found[f"link {' '.join(rels)}"] = document.absolute(href)
    if "https://api.w.org/" in document.headers.get("link", ""):
        found["header link"] = "https://api.w.org/"
    if "/xmlrpc.php" in (pingback := document.headers.get("x-pingback", "")):
        found["header x-pingback"] = document.absolute(pingback)
    return found


def _in_scripts(document: Document, scripts: Iterable[str]) -> Iterator[str]:
    """The addresses of WordPress that inline scripts name, also with escaped slashes."""
    for script in scripts:
        if "/wp-" in script:
            plain = script[:LONGEST_SCRIPT].replace("\\/", "/")
            yield from (
                document.absolute(match[1]) for match in islice(_IN_SCRIPT.finditer(plain), MOST_NAMED)
            )


def _in_source(document: Document) -> Iterator[str]:
    """The addresses of WordPress' files in links, in pictures that are loaded late, and in styles."""
    if _FOLDER not in document.source:
        return
    pictures = (*document.elements["img"], *document.elements["source"])
    values = chain(
        (document.metas.get(name, "") for name in _SHARED),
        (anchor.href for anchor in document.anchors),
        (one.attr(name) or "" for one in pictures for name in one.attrs),
        (one.attr("style") or "" for one in document.tree.select(f'[style*="{_FOLDER}"]')),
        (part for one in document.tree.find_all("style", limit=MOST_STYLES) for part in _urls(one.text)),
    )
    for value in values:
        if _FOLDER in value and (match := _FILE.search(value[:LONGEST_VALUE])):
            yield document.absolute(match[0])


def _urls(style: str) -> Iterator[str]:
    for part in islice(style.split("url(")[1:], MOST_NAMED) if _FOLDER in style else ():
        yield part.partition(")")[0]


def _own_marks(document: Document) -> list[str]:
    """What WordPress itself puts into each page: its styles, and its rules for loading in advance."""
    rules = [f"script {_RULES}" for script in document.scripts if _RULES in script]
    named = [name for name in _STYLES if name in document.source]
    tree = document.tree
    return rules[:1] + [
        f"style {name}" for name in named if tree.select_one(f"style#{name},link#{name}") is not None
    ]


def _canonical(document: Document) -> list[str]:
    return [link.href for link in document.relations if link.rels == ("canonical",)]


def _hosts(urls: Iterable[str]) -> frozenset[str]:
    return frozenset(_host(url) for url in urls) - {"", "api.w.org"}


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _is_own(url: str, own: frozenset[str]) -> bool:
    """Whether an absolute URL is of the site."""
    host = url.split("/", 3)[2].rpartition("@")[2].partition(":")[0]
    return host in own or any(same_site(host, one) for one in own)
