"""The home pages of a farm's hostile hosts, all at once: each ends as it should, in time."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from domains.scan.report import ErrorKind, FetchError
from tests.domains.scan.servers import fetcher
from tests.farm import NETWORK

IMPATIENCE = 3.0  # seconds that a page may take where that is to be the end
PATIENCE = 120.0  # and where a busy machine is not to be mistaken for a slow site; no host needs it


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
    limits = {"allowed_networks": (NETWORK,), "ca_bundle": str(farm.authority)}
    with (
        fetcher(farm.hosts(), timeout=PATIENCE, **limits) as patient,
        fetcher(farm.hosts(), timeout=IMPATIENCE, **limits) as impatient,
        ThreadPoolExecutor(16) as pool,
    ):
        fetchers = [impatient if homes[host] == {ErrorKind.TIMEOUT} else patient for host in homes]
        ends = dict(zip(homes, pool.map(outcome, fetchers, homes), strict=True))
    wrong = {host: kind for host, kind in ends.items() if kind not in homes[host]}
    assert wrong == {}, {host: homes[host] for host in wrong}
    assert farm.secrets() == 0
