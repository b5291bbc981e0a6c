"""A run stays on one processor while no other process needs it."""

import os
import threading

import pytest

from scrapersky import cpu_affinity
from scrapersky.cpu_affinity import FIRST_PAUSE, LOOK_SECONDS, CpuAffinity, Usage

ALLOWED = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
pytestmark = pytest.mark.skipif(len(ALLOWED) < 2, reason="this process may use one processor only")


class Machine:
    """Its statistics as told here: what others take of each processor, from one look to the next."""

    def __init__(self, monkeypatch):
        self.now = Usage(0.0, 0.0, dict.fromkeys(ALLOWED, 0.0))
        monkeypatch.setattr(cpu_affinity, "usage", lambda: self.now)
        monkeypatch.setattr(cpu_affinity.time, "monotonic", lambda: self.now.passed)

    def passes(self, others, *, ours, on):
        seconds = LOOK_SECONDS
        busy = {
            cpu: before + seconds * (others.get(cpu, 0.0) + (ours if cpu == on else 0.0))
            for cpu, before in self.now.busy.items()
        }
        self.now = Usage(self.now.passed + seconds, self.now.ours + seconds * ours, busy)


@pytest.fixture
def machine(monkeypatch):
    yield Machine(monkeypatch)
    assert os.sched_getaffinity(0) == ALLOWED


class Sleeper:
    """A thread that is there until the end."""

    def __init__(self):
        self.end = threading.Event()
        self.thread = threading.Thread(target=self.end.wait)
        self.thread.start()

    def where(self):
        return os.sched_getaffinity(self.thread.native_id)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end.set()
        self.thread.join()


def test_threads_stay_on_one_processor_and_are_free_again_afterwards(machine):
    with CpuAffinity(0) as one, Sleeper() as sleeper:
        assert sleeper.where() == {one.kept}
        assert os.sched_getaffinity(0) == {one.kept}
        one.__exit__()
        assert sleeper.where() == ALLOWED


def test_two_runs_of_a_machine_begin_on_different_ones(machine):
    with CpuAffinity(1) as one:
        first = one.kept
    with CpuAffinity(2) as other:
        assert other.kept != first


def test_a_processor_that_others_use_is_left_and_one_with_room_kept_to_again(machine):
    with CpuAffinity(0) as one, Sleeper() as sleeper:
        kept = one.kept
        machine.passes(dict.fromkeys(ALLOWED, 0.5), ours=0.5, on=kept)
        one.look()
        assert one.kept is None
        assert sleeper.where() == ALLOWED
        for _ in range(round(FIRST_PAUSE / LOOK_SECONDS)):
            assert one.kept is None  # not back at once
            machine.passes(dict.fromkeys(ALLOWED, 0.9), ours=0.2, on=kept)
            one.look()
        assert one.kept is None  # no room for a run
        machine.passes({kept: 0.5}, ours=0.4, on=kept)
        one.look()
        assert one.kept in ALLOWED - {kept}  # where least goes on
        assert sleeper.where() == {one.kept}
        del machine.now.busy[one.kept]  # it was taken out of the machine
        machine.passes({}, ours=0.4, on=kept)
        one.look()
        assert one.kept is None


@pytest.mark.parametrize("error", [PermissionError(1, "not permitted"), ValueError("not a number")])
def test_what_the_system_does_not_tell_ends_the_attempt_and_not_the_run(machine, monkeypatch, error):
    def refuse():
        raise error

    with CpuAffinity(0) as one:
        assert one.kept is not None
        machine.passes({}, ours=0.5, on=one.kept)
        monkeypatch.setattr(cpu_affinity, "usage", refuse)
        one.look()
        assert one.kept is None
        assert os.sched_getaffinity(0) == ALLOWED
        one.look()
    with CpuAffinity(0) as one:
        assert one.kept is None


def test_processors_that_are_numbered_anew_are_left_alone(monkeypatch):
    monkeypatch.setattr(cpu_affinity, "usage", lambda: Usage(0.0, 0.0, {max(ALLOWED) + 1: 0.0}))
    with CpuAffinity(0) as one:
        assert one.kept is None


def test_it_stays_while_others_hardly_use_it(machine):
    with CpuAffinity(0) as one:
        kept = one.kept
        machine.passes({kept: 0.1}, ours=0.9, on=kept)
        one.look()
        assert one.kept == kept


def test_what_the_system_tells_adds_up():
    before = cpu_affinity.usage()
    end = before.ours + 0.2
    while cpu_affinity.usage().ours < end:
        pass
    shares = cpu_affinity.usage().since(before)
    assert set(shares.busy) >= ALLOWED
    assert 0 < shares.ours <= 1.5
    assert sum(shares.busy.values()) > 0.3 * shares.ours
