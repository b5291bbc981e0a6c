"""SQLite has one writer at a time: two clusters, the API and the admin share it without errors."""

import os
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.ports import free_port

SCAN = "/api/v3/modernized_page_scraper/scan"
PASSWORD = "only-for-this-test"
SETTINGS = {
    "SCHEDULER_DRAIN": "true",
    "SCHEDULER_MAX_INSTANCES": "2",
    "API_THROTTLE": "100000/min",
    "API_TENANT_THROTTLE": "100000/min",
}


def web(installation):
    """The web server; its address."""
    address = f"127.0.0.1:{free_port()}"
    installation.start("runserver", "--noreload", address, **SETTINGS)
    installation.until(lambda: answers(f"http://{address}/health/live"), "the web server")
    return f"http://{address}"


def answers(url):
    try:
        return requests.get(url, timeout=10).ok
    except requests.ConnectionError:
        return False


def operator(installation, address):
    """A browser that is signed in."""
    os.environ.setdefault("NO_PROXY", "127.0.0.1")
    installation.manage(
        *("createsuperuser", "--noinput", "--username", "admin", "--email", "admin@example.test"),
        DJANGO_SUPERUSER_PASSWORD=PASSWORD,
    )
    browser = requests.Session()
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)', browser.get(f"{address}/admin/login/").text)
    form = {"csrfmiddlewaretoken": token[1], "username": "admin", "password": PASSWORD}
    assert browser.post(f"{address}/admin/login/?next=/admin/", data=form).url == f"{address}/admin/"
    return browser


@pytest.mark.timeout(400)
@pytest.mark.parametrize("count", [80, pytest.param(2000, marks=pytest.mark.chaos)])
def test_two_clusters_an_api_and_an_admin_share_one_file(on_sqlite, count):
    names = on_sqlite.know(*(f"site-{n:04}.test" for n in range(count)))
    address = web(on_sqlite)
    browser = operator(on_sqlite, address)
    clusters = [on_sqlite.start("qcluster", **SETTINGS) for _ in range(2)]

    def submit(name):
        headers = {"Authorization": "Bearer scraper_sky_2024"}
        looked = browser.get(f"{address}/admin/domains/domain/?q={name}", timeout=60)
        told = requests.post(address + SCAN, json={"base_url": name}, headers=headers, timeout=60)
        return looked.status_code, told.status_code

    with ThreadPoolExecutor(4) as pool:
        codes = Counter(pool.map(submit, names))
    on_sqlite.until(lambda: on_sqlite.statuses() == {"completed": count}, "all completed", seconds=300)
    for cluster in clusters:
        on_sqlite.stop(cluster)
    assert codes == {(200, 202): count}
    assert on_sqlite.sites.homes() == dict.fromkeys(names, 1)
    assert "locked" not in on_sqlite.outputs()
    assert "Traceback" not in on_sqlite.outputs()
