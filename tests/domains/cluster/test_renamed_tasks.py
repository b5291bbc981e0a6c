"""Tasks that were stored with the function names of earlier versions."""

import pytest
from django.utils.module_loading import import_string
from django_q.models import OrmQ
from django_q.signing import SignedPackage
from django_q.tasks import async_task

from domains.cluster.broker import RetryingBroker
from domains.cluster.renamed_tasks import RENAMED

pytestmark = pytest.mark.django_db


def dequeue_one():
    OrmQ.objects.update(lock="2020-01-01T00:00:00Z")
    ((key, payload),) = RetryingBroker("scrapersky").dequeue()
    assert key == OrmQ.objects.get().pk
    return payload


@pytest.mark.parametrize("name", RENAMED)
def test_a_waiting_task_is_handed_out_with_the_present_path_of_its_function(name):
    async_task(name, "argument", keyword=1)
    task = SignedPackage.loads(dequeue_one())
    assert callable(import_string(task["func"]))
    assert (task["args"], task["kwargs"]) == (("argument",), {"keyword": 1})


def test_other_tasks_and_what_cannot_be_read_are_handed_out_as_they_are():
    async_task("math.gcd", 4, 6)
    assert dequeue_one() == OrmQ.objects.get().payload
    OrmQ.objects.update(payload="not signed by us")
    assert dequeue_one() == "not signed by us"


def test_an_empty_queue():
    assert RetryingBroker("scrapersky").dequeue() == []
