"""WordPress: what only a WordPress site itself loads, declares or is served with."""

import pytest

from tests.domains.scan.extract.pages import page


def test_wordpress_with_version_theme_and_plugins():
    found = page(
        '<script src="/wp-content/plugins/woocommerce/a.js?ver=8.1.0"></script>',
        '<meta name=generator content="WordPress 6.5.2"><meta name=generator content="Elementor 3.21.0">'
        '<link rel=stylesheet href="/wp-content/themes/astra/style.css?ver=4.6">'
        '<link rel=stylesheet href="/wp-content/plugins/elementor/a.css">',
    )
    assert found.wordpress is not None
    assert (found.wordpress.version, found.wordpress.theme) == ("6.5.2", "astra")
    assert found.wordpress.plugins == {"elementor": "3.21.0", "woocommerce": "8.1.0"}
    names = {technology.name for technology in found.technologies}
    assert {"WordPress", "WooCommerce", "Elementor"} <= names


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="https://api.w.org/" href="https://www.acme-tools.com/wp-json/">',
        '<link rel="pingback" href="https://acme-tools.com/xmlrpc.php">',
        '<link rel="stylesheet" href="https://static.acme-tools.com/wp-includes/css/dist/style.min.css">',
    ],
)
def test_wordpress_without_a_generator(head):
    assert page(head=head).wordpress is not None


def test_the_header_for_pingbacks_names_wordpress():
    assert page(headers={"x-pingback": "https://www.acme-tools.com/xmlrpc.php"}).wordpress is not None
    assert page(headers={"x-pingback": "https://www.acme-tools.com/pingback.axd"}).wordpress is None


def test_scripts_tell_the_addresses_of_wordpress():
    source = r"https:\/\/www.acme-tools.com\/wp-includes\/js\/wp-emoji-release.min.js?ver=6.6.1"
    found = page(
        f'<script>window._wpemojiSettings={{"source":{{"concatemoji":"{source}"}}}};</script>'
    ).wordpress
    assert found is not None
    assert found.version == "6.6.1"
    assert page(r'<script>var a={"ajax_url":"\/wp-admin\/admin-ajax.php"};</script>').wordpress is not None
    plugin = r"https:\/\/www.acme-tools.com\/wp-content\/plugins\/elementor\/assets\/"
    found = page(f'<script>var e={{"assets":"{plugin}"}};</script>').wordpress
    assert found is not None
    assert "elementor" in found.plugins


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ('<img src="data:image/gif;base64,R0" data-lazy-src="/wp-content/uploads/a.jpg">', ""),
        ('<picture><source srcset="/wp-content/uploads/a.webp 1x"><img alt=""></picture>', ""),
        ("<div style=\"background:url('/wp-content/uploads/a.jpg')\"></div>", ""),
        ('<a href="/wp-content/uploads/menu.pdf">Menu</a>', ""),
        ("", '<meta property="og:image" content="https://www.acme-tools.com/wp-content/uploads/a.jpg">'),
        ("", "<style id='global-styles-inline-css'>body{--wp--preset--color--black:#000}</style>"),
        ("", "<style>.a{color:red}.b{background:url( '/wp-content/uploads/a.jpg' )}</style>"),
        ('<img src="https://i0.wp.com/www.acme-tools.com/wp-content/uploads/a.jpg?ssl=1">', ""),
        (
            "",
            '<script type="application/ld+json">{"@type": "Store",'
            '"logo": "https:\\/\\/www.acme-tools.com\\/wp-content\\/uploads\\/a.png"}</script>',
        ),
        (
            '<script type="speculationrules">{"prefetch":[{"where":{"not":'
            r'{"href_matches":["\/wp-*.php","\/wp-admin\/*"]}}}]}</script>',
            "",
        ),
    ],
)
def test_files_and_styles_that_only_a_wordpress_site_has(body, head):
    assert page(body, head).wordpress is not None


def test_a_version_that_is_wordpress_own_is_no_plugin_s():
    found = page(
        '<script src="/wp-content/plugins/mailing/a.js?ver=6.5.2"></script>'
        '<script src="/wp-content/plugins/mailing/b.js?ver=1.4"></script>'
        '<script src="/wp-content/plugins/stats/c.js?ver=6.5.2"></script>',
        '<meta name=generator content="WordPress 6.5.2">',
    )
    assert found.wordpress is not None
    assert found.wordpress.plugins == {"mailing": "1.4", "stats": ""}


def test_wordpress_at_the_address_that_the_page_calls_its_own():
    found = page(
        head='<link rel=pingback href="https://acme.example/xmlrpc.php">'
        '<link rel=stylesheet href="https://acme.example/wp-content/themes/Divi/style.css?ver=4.2">'
    )
    assert found.wordpress is not None
    assert found.wordpress.theme == "Divi"
    assert {"WordPress", "Divi"} <= {technology.name for technology in found.technologies}


def test_plugins_of_other_sites_are_no_technology():
    found = page('<img src="https://other.example/wp-content/plugins/woocommerce/assets/a.png">')
    assert found.technologies == ()


@pytest.mark.parametrize(
    "body",
    [
        "<p>We build WordPress sites. wp-content wp-includes wp-json</p>",
        '<a href="https://blog.other.example/wp-content/uploads/a.pdf">case</a>',
        '<img src="https://cdn.other.example/wp-content/uploads/a.png">',
        '<img src="https://i0.wp.com/other.example/wp-content/uploads/a.jpg">',
        "<script>var themes = '/wp-content/themes/';</script>",
        "<script>var a = 'https://blog.other.example/wp-content/themes/a/b.js';</script>",
        '<img src="/a.png" data-src="https://cdn.other.example/wp-content/uploads/a.png">',
        "<!-- <img src='/wp-content/uploads/a.png'> --><p>global-styles-inline-css</p>",
        '<a href="/how-to-use-wordpress/">how to</a>',
        '<script src="https://www.googletagmanager.com/gtm.js?id=GTM-1"></script>',
    ],
)
def test_what_is_not_wordpress(body):
    found = page(body)
    assert found.wordpress is None
    assert "WordPress" not in {technology.name for technology in found.technologies}


def test_bedrock_has_plugins_and_themes_in_another_folder():
    found = page(
        '<script src="/wp/wp-includes/js/wp-embed.min.js?ver=6.4.3"></script>'
        '<script src="/app/plugins/mailing/a.js?ver=1.4"></script>',
        '<link rel=stylesheet href="/app/themes/bakery/style.css">',
    ).wordpress
    assert found is not None
    assert (found.version, found.theme, found.plugins) == ("6.4.3", "bakery", {"mailing": "1.4"})


def test_a_folder_of_the_same_name_alone_is_no_wordpress():
    assert page('<script src="/app/plugins/mailing/a.js?ver=1.4"></script>').wordpress is None


def test_the_network_of_jetpack_tells_versions():
    found = page(
        '<script src="https://c0.wp.com/c/6.4.3/wp-includes/js/jquery/jquery.min.js"></script>'
        '<script src="https://c0.wp.com/p/woocommerce/8.5.1/assets/js/frontend/cart.min.js"></script>'
    ).wordpress
    assert found is not None
    assert (found.version, found.plugins) == ("6.4.3", {"woocommerce": "8.5.1"})
