"""submit_domains: files as users have them."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from domains.files import domain_file
from domains.models import Domain
from domains.queue import schedule

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def wakes(monkeypatch):
    asked = []
    monkeypatch.setattr(schedule, "wake", lambda: asked.append(1))
    return asked


@pytest.fixture
def submit(tmp_path, capsys):
    """Submit a file with this content; the summary, and what went to stderr."""

    def run(content, *args):
        file = tmp_path / "list"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        call_command("submit_domains", str(file), "--json", *args)
        captured = capsys.readouterr()
        return json.loads(captured.out.splitlines()[-1]), captured.err

    return run


def names():
    return sorted(Domain.objects.values_list("domain", flat=True))


def test_plain_text_with_blank_lines_and_comments(submit):
    summary, _ = submit("# ours\nexample.com\n\n  https://www.Example.org/about  \r\nexample.com\n")
    assert names() == ["example.com", "example.org"]
    assert (summary["accepted"], summary["already_queued"], summary["invalid"]) == (2, 1, 0)


def test_submitting_the_same_file_again_changes_nothing(submit, wakes):
    submit("example.com\nexample.org\n")
    before = list(Domain.objects.order_by("domain").values())
    summary, _ = submit("example.com\nexample.org\n")
    assert (summary["accepted"], summary["already_queued"]) == (0, 2)
    assert list(Domain.objects.order_by("domain").values()) == before
    assert wakes == [1]


def test_the_scheduler_is_woken_once_for_many_chunks(submit, wakes):
    summary, _ = submit("".join(f"site-{n}.com\n" for n in range(2500)))
    assert summary["accepted"] == 2500
    assert wakes == [1]


@pytest.mark.parametrize(
    "content",
    [
        "id,Website,name\n1,https://example.com/,A\n2,example.org,B\n",
        "name;URL\nA;example.com\nB;example.org\n",
        "Domain\tname\nexample.com\tA\nexample.org\tB\n",
        'name,company_domain\n"A, Inc",example.com\n"B ""x""",example.org\n',
        "1;A;example.com\n2;B;example.org\n",  # no header: the column that holds domains
        'note,website\n"two\nlines",example.com\nB,example.org\n',
    ],
)
def test_the_column_is_found(submit, content):
    summary, _ = submit(content)
    assert names() == ["example.com", "example.org"]
    assert summary["invalid"] == 0


def test_the_other_columns_are_stored(submit):
    submit("id,Website,name\n1,https://example.com/,A\n2,example.com,B\n")
    assert Domain.objects.get().custom_fields == {"id": "1", "name": "A"}


def test_a_named_column_is_read(submit):
    submit("website,partner\nexample.com,example.net\n", "--column", "Partner")
    assert names() == ["example.net"]


def test_an_unknown_column_is_an_error_that_names_those_there_are(submit):
    with pytest.raises(CommandError, match=r"no column 'web'; the header has 'website', 'partner'"):
        submit("website,partner\nexample.com,example.net\n", "--column", "web")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_the_encoding_is_recognised(submit, encoding):
    summary, _ = submit("Domäne;Website\nKöln;müller.de\n".encode(encoding))
    assert names() == ["xn--mller-kva.de"]
    assert summary["invalid"] == 0


def test_invalid_lines_are_named_by_their_number_and_stop_nothing(submit):
    summary, err = submit("website\nexample.com\nnot a domain\n\n10.0.0.1\nexample.org\n")
    assert names() == ["example.com", "example.org"]
    assert [(refused["line"], refused["input"]) for refused in summary["invalid_lines"]] == [
        (3, "not a domain"),
        (5, "10.0.0.1"),
    ]
    assert "line 5: '10.0.0.1': an IP address is not a domain" in err


def test_the_report_of_invalid_lines_is_bounded(submit):
    summary, err = submit("x" * 100_000 + "\n" + "bad one\n" * 5000 + "example.com\n")
    assert (summary["invalid"], summary["accepted"]) == (5001, 1)
    assert len(err) < 20_000
    assert "and 4901 more invalid lines" in err


def test_a_stray_quote_swallows_nothing(submit):
    lines = "".join(f"{n},site-{n}.com\n" for n in range(300))
    summary, _ = submit('id,website\n0,"example.com\n' + lines)
    assert summary["accepted"] == 301


def test_max_pages_is_given_on_and_checked(submit):
    submit("example.com\n", "--max-pages", "7")
    assert Domain.objects.get().max_pages == 7
    with pytest.raises(CommandError, match="1 to 1000"):
        submit("example.com\n", "--max-pages", "1001")


def test_an_empty_file_and_a_missing_one(submit, tmp_path):
    assert submit("")[0]["accepted"] == 0
    with pytest.raises(CommandError, match="No such file"):
        call_command("submit_domains", str(tmp_path / "nowhere"))


def test_an_endless_line_is_not_read_into_memory():
    class Endless(io.RawIOBase):
        left = 2000

        def readable(self):
            return True

        def readinto(self, buffer):
            self.left -= 1
            size = len(buffer) if self.left > 0 else 0
            buffer[:size] = b"a" * size
            return size

    (entry,) = domain_file.read(io.BufferedReader(Endless()))
    assert entry.line == 1
    assert len(entry.text) == domain_file.LONGEST_LINE
