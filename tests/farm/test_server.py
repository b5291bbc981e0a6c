"""The farm tells a careless client from a careful one."""

import pytest

from domains.scan.report import ErrorKind, FetchError
from tests.domains.scan.servers import LOOPBACK, fetcher
from tests.farm.server import OwnFarm


@pytest.fixture
def own_farm(tmp_path):
    with OwnFarm(tmp_path) as running:
        yield running


@pytest.fixture
def careless(own_farm):
    """A session that is let through to the whole of loopback."""
    with (
        fetcher(own_farm.hosts(), allowed_networks=LOOPBACK, ca_bundle=str(own_farm.authority)) as one,
        one.session() as session,
    ):
        yield session


@pytest.mark.parametrize("label", ["to-loopback", "to-inside-name", "to-user-part", "loopback.inside"])
def test_who_is_led_inside_is_counted(own_farm, careless, label):
    assert own_farm.secrets() == 0
    assert b"the secret" in careless.get(f"http://{label}.test/").body
    assert own_farm.secrets() == 1


def test_requests_are_counted_by_host_and_path(own_farm, careless):
    for path in ("/", "/", "/start"):
        careless.get(f"http://see-other.test{path}")
    assert own_farm.seen("see-other.test") == {"/": 2, "/start": 3}
    assert own_farm.seen("business-001.test") == {}


def test_one_is_busy_twice(careless):
    for _ in range(2):
        with pytest.raises(FetchError) as caught:
            careless.get("http://busy-twice.test/")
        assert caught.value.kind is ErrorKind.HTTP_5XX
    assert careless.get("http://busy-twice.test/").status == 200
