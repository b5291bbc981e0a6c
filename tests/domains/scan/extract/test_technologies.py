"""What a site is made with."""

import pytest

from tests.domains.scan.extract.pages import page


@pytest.mark.parametrize(
    ("body", "head", "headers", "name", "version"),
    [
        ('<script src="/js/jquery-3.7.1.min.js"></script>', "", {}, "jQuery", "3.7.1"),
        ("", '<link rel=stylesheet href="//cdn.x.com/bootstrap@5.3.2/dist/a.css">', {}, "Bootstrap", "5.3.2"),
        ("", "", {"server": "nginx/1.25.3"}, "nginx", "1.25.3"),
        ("", "", {"server": "cloudflare"}, "Cloudflare", ""),
        ("", "", {"x-powered-by": "PHP/8.2.1"}, "PHP", "8.2.1"),
        ("", '<meta name=generator content="Drupal 10 (https://www.drupal.org)">', {}, "Drupal", "10"),
        ('<script src="https://cdn.shopify.com/s/a.js"></script>', "", {}, "Shopify", ""),
        ('<script src="/_next/static/a.js"></script>', "", {}, "React", ""),
        ("<script>var _paq=[];_paq.push(['x'])</script>", "", {}, "Matomo", ""),
        ("", "", {"set-cookie": "laravel_session=1; path=/"}, "Laravel", ""),
        ('<div ng-version="17.0.1"></div>', "", {}, "Angular", ""),
        ("<div NG-Version=17></div>", "", {}, "Angular", ""),
    ],
)
def test_technologies(body, head, headers, name, version):
    found = {technology.name: technology for technology in page(body, head, headers=headers).technologies}
    assert name in found
    assert found[name].version == version
    assert found[name].evidence
