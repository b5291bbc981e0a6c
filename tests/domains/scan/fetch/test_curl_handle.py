"""Tests of domains.scan.fetch.curl_handle: what a handle keeps from one session to the next."""

from __future__ import annotations

import resource

import certifi

from domains.scan.fetch.curl_handle import AbortFlag, CurlHandle, new_share

SESSIONS = 50_000
MEGABYTE = 1024  # of ru_maxrss, which counts kilobytes


def test_a_handle_that_serves_very_many_sessions_does_not_grow() -> None:
    handle, share = CurlHandle(certifi.where(), None, AbortFlag()), new_share()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(SESSIONS):
        handle.attach(share)
        handle.detach()
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    handle.close()
    share.close()
    assert grown < MEGABYTE
