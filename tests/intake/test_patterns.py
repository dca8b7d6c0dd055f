"""Pattern files of a workspace: what they hold, and how their mistakes are told."""

from __future__ import annotations

from pathlib import Path

import pytest
from post import Post

from ledes import gateway, workspace
from ledes.intake import patterns
from ledes.setup import Mistakes

GOOD = r"""
vendor = "post"
senders = ["portal.example"]
[statuses]
"Awaiting Details" = "PENDING_VENDOR"
[[mail]]
key = "declined"
subject = 'Invoice (?P<invoice>\S+) was declined'
body = 'Reason: (?P<reason>.+)'
words = "Declined"
statuses = { Declined = "REJECTED" }
[[exports]]
key = "list"
files = "*.csv"
dates = "%d/%m/%Y"
signs = ["$"]
[exports.columns]
invoice = "Invoice No"
words = "Status"
at = "Changed"
"""


def file(folder: Path, text: str) -> Path:
    path = folder / "patterns" / "post.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_a_file_holds_patterns_for_mails_and_exports(tmp_path: Path) -> None:
    found = patterns.loaded(file(tmp_path, GOOD))
    assert (found.vendor, found.senders) == ("post", ("portal.example",))
    assert (found.mail[0].key, found.mail[0].statuses["Declined"]) == ("declined", "REJECTED")
    assert (found.exports[0].columns["at"], found.exports[0].dates) == ("Changed", "%d/%m/%Y")


def test_what_the_workspace_states_comes_before_what_the_adapter_knows(tmp_path: Path) -> None:
    adapter = Post()
    adapter.mail = (gateway.MailPattern(key="own", sender="x.example"),)
    put = patterns.of(adapter, [patterns.loaded(file(tmp_path, GOOD))])
    assert [each.key for each in put.mail] == ["declined", "own"]
    assert put.statuses["Awaiting Details"] == "PENDING_VENDOR"
    assert patterns.of(adapter, []).senders == ()


MAIL = 'vendor = "post"\n[[mail]]\nkey = "a"\nsender = "x.example"\nwords = "Paid"\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[mail]]\nkey = "a"', "patterns/post.toml: 'vendor' is missing"),
        (MAIL, "patterns/post.toml: mail entry 1: body: finds no invoice"),
        (
            MAIL + "subject = '(?P<invoice>'",
            "mail entry 1: subject: is no regular expression at character 1: missing ), unterminated subpattern",
        ),
        (MAIL + "subject = '(?P<number>.)(?P<invoice>.)'", "mail entry 1: subject: has a group 'number'"),
        (MAIL + "lines = '(?P<amount>.)'", "mail entry 1: lines: has a group 'amount'"),
        (MAIL + "lines = '(?P<line>.)'", "mail entry 1: lines: finds no amount"),
        (MAIL + "cuts = 'plus'", "mail entry 1: cuts: is 'plus'"),
        (MAIL.replace('words = "Paid"', "body = '(?P<invoice>.)'"), "mail entry 1: words: is missing"),
        (MAIL.replace('sender = "x.example"', "body = '(?P<invoice>.)'"), "mail entry 1: names no sender"),
        (MAIL + "body = '(?P<invoice>.)'\ndates = '%m/%Y.'", "mail entry 1: dates: is no form of dates"),
        (MAIL + "about_bills = false", "mail entry 1: subject: is missing"),
        (MAIL + "sbject = 'x'", "there is no key 'sbject'"),
        (MAIL.replace("x.example", "Portal Team"), "mail entry 1: sender: is 'Portal Team'"),
        (MAIL + "body = '(?P<invoice>.)'\nstatuses = { a = 'GONE' }", "statuses.a: is 'GONE'"),
        ('vendor = "post"\n[[exports]]\nkey = "a"', "exports entry 1: has no columns"),
        (
            'vendor = "post"\n[[exports]]\nkey = "a"\ncolumns = { words = "Status" }',
            "exports entry 1: columns: name neither invoice nor reference",
        ),
        (
            'vendor = "post"\n[[exports]]\nkey = "a"\ncolumns = { invoice = "No" }',
            "exports entry 1: columns: name no words",
        ),
        (GOOD + '[[exports]]\nkey = "list"\ncolumns = { invoice = "No", words = "S" }', "'list' stands there twice"),
    ],
)
def test_mistakes_are_told_with_file_key_and_a_way_out(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(Mistakes) as found:
        patterns.loaded(file(tmp_path, text))
    assert told in str(found.value)
    assert all(mistake.remedy for mistake in found.value.mistakes)


def test_the_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    first, second = file(tmp_path, MAIL), tmp_path / "patterns" / "other.toml"
    second.write_text("vendor = 1", "utf-8")
    with pytest.raises(Mistakes) as found:
        patterns.load([str(first), str(second)])
    assert {mistake.file for mistake in found.value.mistakes} == {"patterns/post.toml", "patterns/other.toml"}


def test_what_the_page_for_people_shows_is_without_mistakes(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "status-mail.md").read_text("utf-8")
    shown = [block.partition("```")[0] for block in page.split("```toml\n")[1:]]
    assert len(shown) == 3
    found = patterns.loaded(file(tmp_path, shown[1] + shown[2]))
    assert (len(found.mail), len(found.exports)) == (3, 1)
    (tmp_path / "ledes.toml").write_text(f'{shown[0]}[firm]\nid = "1"\nname = "Ashdown & Pell LLP"\n', "utf-8")
    (box,) = workspace.load(tmp_path).mailboxes
    assert (box.name, box.server, box.vendors) == ("status", "mx.example.com", ("collaborati", "tymetrix360"))


@pytest.mark.parametrize("key", sorted(gateway.vendors()))
def test_what_adapters_know_is_without_mistakes(key: str) -> None:
    adapter = gateway.vendor(key)
    for pattern in adapter.mail:
        assert list(patterns.mistakes(pattern)) == [], pattern.key
    keys = [each.key for each in (*adapter.mail, *adapter.exports)]
    assert len(keys) == len(set(keys))
    for pattern in adapter.mail:
        assert set(pattern.statuses.values()) <= set(gateway.STATUSES)
        assert not pattern.words or pattern.words in {*adapter.words, *pattern.statuses}
    for export in adapter.exports:
        assert set(export.columns) <= set(gateway.said.COLUMNS)
        assert set(export.statuses.values()) <= set(gateway.STATUSES)
