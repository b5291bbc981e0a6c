"""Whether a process of this machine still exists."""

import os
import subprocess
import sys

import pytest

from scrapersky import process_identity

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="identities come from Linux's /proc")

SAY = "import sys; from scrapersky import process_identity; print(process_identity.own(), flush=True)"


@pytest.fixture
def other():
    """Another process and its identity; it ends when its input does."""
    program = [sys.executable, "-c", f"{SAY}; sys.stdin.read()"]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        yield child, child.stdout.readline().strip()
        child.kill()


def test_a_process_exists_until_it_ends_even_if_nobody_collects_it(other):
    child, identity = other
    assert process_identity.exists(process_identity.own())
    assert process_identity.exists(identity)
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # ended, but not collected
    assert process_identity.exists(identity) is False
    child.wait()
    assert process_identity.exists(identity) is False


def test_a_later_process_with_the_same_id_is_another():
    boot, namespace, pid, start = process_identity.own().split("/")
    assert process_identity.exists(f"{boot}/{namespace}/{pid}/{int(start) - 1}") is False


@pytest.mark.parametrize("part", [0, 1])
def test_nothing_is_known_of_another_machine_or_container(part):
    parts = process_identity.own().split("/")
    parts[part] = "another"
    assert process_identity.exists("/".join(parts)) is None
    assert process_identity.exists("") is None
