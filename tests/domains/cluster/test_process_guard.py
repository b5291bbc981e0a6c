"""The processes of a cluster end with their parent. The rest is in tests/processes/test_clusters.py."""

import subprocess
import sys

import pytest

# A process of the cluster starts another one and ends before the kernel is told to end that one with it.
ORPHAN = """
import os, sys
import django
django.setup()
from domains.cluster import process_guard
from scrapersky import parent_process

class Kernel:
    def CDLL(self, name):
        return self
    def prctl(self, *arguments):
        while os.getppid() == middle[0]:
            pass

middle = [0]
parent_process.ctypes = Kernel()
process_guard.install()
if not os.fork():
    middle[0] = os.getpid()
    if os.fork():
        os._exit(0)
    print("left behind", flush=True)
    os._exit(0)
os.wait()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends processes with their parent")
def test_a_process_whose_parent_ended_during_its_start_ends_too():
    ended = subprocess.run([sys.executable, "-c", ORPHAN], capture_output=True, text=True, timeout=60)
    assert ended.stderr == ""
    assert ended.stdout == ""
