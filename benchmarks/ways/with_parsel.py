"""The fields of a page by Parsel's selectors, for the programs that use it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from parsel import Selector

from benchmarks.ways import order


def fields(page: Selector, url: str) -> dict[str, Any]:
    """Columns of the table ``domains`` and what was found for them."""
    text = " ".join(page.xpath("//body//text()[not(parent::script or parent::style)]").getall())
    links = page.xpath("//a/@href").getall()
    generator = page.xpath("//meta[@name='generator']/@content").get("")
    loaded = page.xpath("//script/@src | //link/@href | //img/@src").getall()
    version = order.WORDPRESS.search(generator)
    technologies = order.technologies([*loaded, generator])
    social = order.profiles(links)
    return {
        "title": (page.xpath("//title/text()").get() or "").strip(),
        "description": page.xpath("//meta[@name='description']/@content").get(""),
        "language": page.xpath("/html/@lang").get("")[:35],
        "favicon_url": urljoin(url, page.xpath("//link[contains(@rel, 'icon')]/@href").get("")),
        "logo_url": urljoin(url, page.xpath("//img[contains(@src, 'logo')]/@src").get("")),
        "is_wordpress": "WordPress" in technologies,
        "wordpress_version": version[1] if version else "",
        "has_elementor": "Elementor" in technologies,
        "tech_stack": technologies,
        "email_addresses": order.mails(text, links),
        "phone_numbers": order.phones(text, links),
        **{f"{name}_url": social.get(name, "") for name in order.PLATFORMS},
    }
