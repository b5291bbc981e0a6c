"""Large pages are read in a process of its own, within limits that hold in C code too."""

import multiprocessing
import os
import re
import threading
import time

import pytest

from domains.scan.extract import extract, extract_here
from domains.scan.extract.isolated import LARGE, Limits, PageReader, is_large
from domains.scan.report import ErrorKind, FetchError, PageReport
from tests.domains.scan.extract.pages import URL

LARGE_PAGE = b"<title>Acme</title><p>info@acme-tools.com" + b" " * LARGE


def behave(body, **keywords):
    """Stands for ``extract_here`` in the child: does what the body says."""
    if body == b"spin":
        re.match(r"(a|a?)+$", "a" * 60 + "b")  # for longer than anybody waits, in C
    if body == b"grow":
        return PageReport("x" * 10**11)
    if body == b"die":
        os._exit(3)
    os.write(1, b"no answer")
    return PageReport(f"{os.getpid()} {body.decode()}")


@pytest.fixture
def reader():
    made = PageReader(f"{__name__}:behave", Limits(cpu_seconds=1, memory=2 * 1024**3))
    yield made
    made.close()


def is_there(pid):
    """Whether there is such a process, be it a zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_large_page_is_read_by_the_child_as_by_us():
    report = extract(LARGE_PAGE, url=URL)
    assert report == extract_here(LARGE_PAGE, url=URL, headers={}, default_region="US", links=True)
    assert [contact.value for contact in report.emails] == ["info@acme-tools.com"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("element", ["<b id={}>", "<FONT\tcolor=c{}>", "<strong/x={}>"])
def test_a_page_is_large_if_its_tree_may_be(element, encoding):
    """Each paragraph gets all elements that are open in the first one: 25 million."""
    unclosed = "".join(map(element.format, range(500)))
    page = f"<p>{unclosed}</p>{'<p>x</p>' * 25_000}"
    assert is_large(page.encode(encoding))


def test_other_pages_of_many_elements_are_not_large():
    icons = "<p><i class=icon></i><a href=/x><b>x</b></a><body><strike>" * 5_000
    assert not is_large((icons[:200_000] + "<p>x" * 20_000).replace("<i class=icon>", "<i>").encode())
    assert not is_large(b"<p><i class=icon></i>x" * 500 + b" " * 100_000)
    assert not is_large(b" " * LARGE)
    assert is_large(b" " * LARGE + b" ")


@pytest.mark.parametrize("body", [b"spin", b"grow", b"die"])
def test_a_page_that_takes_too_much_is_given_up_and_the_next_one_is_read(reader, body):
    started = time.monotonic()
    with pytest.raises(FetchError) as raised:
        reader.read(body)
    assert raised.value.kind is ErrorKind.BAD_CONTENT
    assert time.monotonic() - started < 20
    assert reader.read(b"next").url.endswith(" next")


def test_no_process_is_left_behind(reader):
    one, _ = reader.read(b"one").url.split()
    assert is_there(int(one))
    with pytest.raises(FetchError):
        reader.read(b"die")
    assert not is_there(int(one))
    two, _ = reader.read(b"two").url.split()
    reader.close()
    assert not is_there(int(two))


def test_one_child_serves_all_threads(reader):
    found = []
    threads = [
        threading.Thread(target=lambda n=n: found.append(reader.read(f"{n}".encode()).url)) for n in range(32)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pids = {url.split()[0] for url in found}
    assert (len(pids), sorted(int(url.split()[1]) for url in found)) == (1, list(range(32)))


def test_time_is_counted_for_each_page_alone(reader):
    for _ in range(3):
        reader.read(b"one")
    assert reader.limits.seconds_for(b"x" * 3 * 2**20) == 4


def in_daemon(page, answers):
    answers.put(extract(page, url=URL).title)


@pytest.mark.parametrize("page", [LARGE_PAGE, LARGE_PAGE[:100]], ids=["large", "small"])
def test_a_daemonic_process_forked_after_a_page_was_read_reads_its_own(page):
    extract(page, url=URL)
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    process = context.Process(target=in_daemon, args=(page, answers), daemon=True)
    process.start()
    assert answers.get(timeout=60) == "Acme"
    process.join(60)
    assert extract(page, url=URL).title == "Acme"
