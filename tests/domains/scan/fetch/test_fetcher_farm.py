"""The home pages of a farm's hostile hosts, all at once: each ends as it should, in time."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from domains.scan.report import FetchError
from tests.domains.scan.servers import fetcher
from tests.farm import NETWORK


def outcome(one, host):
    """The kind of the error that the host's home page gives; None for a page."""
    with one.session() as session:
        try:
            session.get_site(host, html=True)
        except FetchError as error:
            return error.kind
    return None


@pytest.mark.usefixtures("no_dns")
def test_every_hostile_host_ends_as_it_should(farm):
    homes = farm.expected.homes
    with (
        fetcher(farm.hosts(), timeout=3.0, allowed_networks=(NETWORK,), ca_bundle=str(farm.authority)) as one,
        ThreadPoolExecutor(16) as pool,
    ):
        ends = dict(zip(homes, pool.map(lambda name: outcome(one, name), homes), strict=True))
    wrong = {host: kind for host, kind in ends.items() if kind not in homes[host]}
    assert wrong == {}, {host: homes[host] for host in wrong}
    assert farm.secrets() == 0
