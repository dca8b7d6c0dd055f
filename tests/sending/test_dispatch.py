"""Sending many at the same time: as many at once as an account takes, beside other accounts, and a clean end."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from office import Office, record
from post import Post

from ledes.errors import Exit
from ledes.gateway import Account, Package, Receipt
from ledes.ledger import moments
from ledes.sending.couriers import Couriers
from ledes.sending.outcome import Outcome
from ledes.sending.pace import Pace, Surroundings
from ledes.submit import Request, submit

ACCOUNTS = """[[accounts]]
vendor = "post"
name = "second"
url = "{url}"
"""
SECOND = 'name = "Harrow"\nids = ["HA"]\nformat = "1998b"\nvendor = "post"\naccount = "second"\ncurrency = "USD"\n'


class Slow(Post):
    """An adapter that takes its time, and remembers how many it had at once for each account.

    With `wanted` it takes none before it has so many: a busy machine may begin the second late.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds
        self.lock = threading.Lock()
        self.now: dict[str, int] = {}
        self.most: dict[str, int] = {}
        self.together = 0
        self.begun = threading.Event()
        self.wanted = 0
        self.full = threading.Event()

    def deliver(self, package: Package, account: Account) -> Receipt:
        with self.lock:
            self.now[account.name] = self.now.get(account.name, 0) + 1
            self.most[account.name] = max(self.most.get(account.name, 0), self.now[account.name])
            self.together = max(self.together, sum(self.now.values()))
            if self.together >= self.wanted:
                self.full.set()
        self.begun.set()
        try:
            self.full.wait(20)
            time.sleep(self.seconds)
            return super().deliver(package, account)
        finally:
            with self.lock:
                self.now[account.name] -= 1


@pytest.fixture
def slow(office: Office, monkeypatch: pytest.MonkeyPatch) -> Slow:
    monkeypatch.setenv("LEDES_SECRET_POST_SECOND", "s3cret-of-the-test")
    made = Slow(0.1)
    office.adapter = made
    return made


def send(office: Office, **other: Any) -> Outcome:
    around = Surroundings(clock=office.clock, adapter=lambda _key: office.adapter, pace=Pace(grace=5.0), **other)
    return submit(office.home, Request(), around)


def settings(office: Office, **said: int) -> None:
    """Write settings into the first account."""
    path = office.root / "ledes.toml"
    text = "".join(f"{name} = {value}\n" for name, value in said.items())
    path.write_text(re.sub(r'(url = "[^"]*"\n)', rf"\1[accounts.settings]\n{text}", path.read_text(), count=1))


def fill(office: Office, count: int, client: str = "CL") -> None:
    for number in range(count):
        mine = record(f"{client}-{number}", "10.00", client).replace("TK1", f"{client}{number}")
        office.inbox(f"{client}-{number}.txt", mine)


def stop_when_begun(slow: Slow) -> threading.Event:
    """Want the run to end as soon as the first delivery is under way."""
    stop = threading.Event()

    def wait() -> None:
        slow.begun.wait(30)
        stop.set()

    threading.Thread(target=wait, daemon=True).start()
    return stop


def test_one_after_the_other_is_what_an_account_gets_unless_it_says_more(office: Office, slow: Slow) -> None:
    fill(office, 4)
    assert send(office).exit is Exit.DONE
    assert slow.most == {"default": 1}
    assert len(office.platform.invoices()) == 4


def test_an_account_takes_as_many_at_once_as_it_says(office: Office, slow: Slow) -> None:
    settings(office, at_once=3)
    fill(office, 8)
    slow.wanted = 3
    assert send(office).exit is Exit.DONE
    assert slow.most["default"] == 3
    assert sorted(office.platform.invoices()) == [f"CL-{number}" for number in range(8)]
    assert office.faults() == []


def test_different_accounts_are_sent_to_at_the_same_time(office: Office, slow: Slow) -> None:
    (office.root / "clients" / "harrow.toml").write_text(SECOND)
    path = office.root / "ledes.toml"
    path.write_text(path.read_text() + ACCOUNTS.format(url=office.platform.url))
    slow.seconds = 0.5
    fill(office, 2)
    fill(office, 2, "HA")
    slow.wanted = 2
    assert send(office).exit is Exit.DONE
    assert slow.most == {"default": 1, "second": 1}
    assert slow.together == 2


def test_so_many_a_minute_go_and_no_more(office: Office) -> None:
    settings(office, per_minute=20)
    fill(office, 3)
    begun = office.clock.at
    submit(office.home, Request(), office.around())
    assert [round(each) for each in office.clock.slept] == [3, 3]
    assert (office.clock.at - begun).total_seconds() >= 6


@pytest.mark.parametrize("wrong", ["0", "65", "-1"])
def test_a_limit_that_is_none_is_told(office: Office, wrong: str) -> None:
    settings(office, at_once=int(wrong))
    fill(office, 1)
    outcome = submit(office.home, Request(), office.around())
    assert outcome.exit is Exit.SETUP
    assert f"at_once of account default of post is '{wrong}'" in outcome.problems[0].message
    assert office.platform.received == 0


def test_who_asks_to_stop_gets_a_clean_end_and_the_rest_goes_later(office: Office, slow: Slow) -> None:
    fill(office, 6)
    stop = stop_when_begun(slow)
    send(office, stop=stop)
    states = {state for _, state, _ in office.standing()}
    delivered = len(office.platform.invoices())
    assert "sending" not in states
    assert 0 < delivered < 6
    assert send(office).exit is Exit.DONE
    assert sorted(office.platform.invoices()) == [f"CL-{number}" for number in range(6)]


def test_an_answer_that_does_not_come_is_not_waited_for_for_ever(office: Office, slow: Slow) -> None:
    fill(office, 1)
    slow.seconds = 5
    around = Surroundings(
        clock=moments.now, adapter=lambda _key: office.adapter, pace=Pace(grace=0.2), stop=stop_when_begun(slow)
    )
    submit(office.home, Request(), around)
    assert slow.now == {"default": 1}
    assert [state for _, state, _ in office.standing()] == ["in_doubt"]
    assert office.kinds()[-1] == "LOST"


def test_the_deliveries_are_counted_for_who_watches(office: Office, slow: Slow) -> None:
    fill(office, 3)
    counted: list[tuple[int, int]] = []
    send(office, count=lambda done, every: counted.append((done, every)))
    assert counted[-1] == (3, 3)
    assert [done for done, _ in counted] == [1, 2, 3]


def test_ctrl_c_leaves_nothing_in_sending(office: Office) -> None:
    # two threads print at once, and print() writes a line's end by itself
    script = (
        "import os, time\nfrom post import Post\nfrom ledes import gateway\nfrom ledes.__main__ import main\n"
        "class Slow(Post):\n"
        "    def deliver(self, package, account):\n"
        "        os.write(1, b'sending\\n')\n"
        "        time.sleep(0.6)\n"
        "        return super().deliver(package, account)\n"
        "gateway.vendors = lambda: {'post': Slow()}\n"
        f"raise SystemExit(main(['submit', '--workspace', {str(office.root)!r}]))\n"
    )
    fill(office, 5)
    settings(office, at_once=2)
    environment = {**os.environ, "PYTHONPATH": os.path.dirname(os.path.dirname(__file__))}
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, env=environment) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == b"sending\n"
        run.send_signal(signal.SIGINT)
        run.stdout.read()
        assert run.wait(30) == Exit.INTERRUPTED
    standing = [state for _, state, _ in office.standing()]
    assert "sending" not in standing
    assert standing.count("delivered") == len(office.platform.invoices()) >= 1
    assert office.faults() == []


@pytest.fixture
def couriers() -> Iterator[Couriers[int, int]]:
    stop = threading.Event()
    yield Couriers(lambda item: 10 // item, stop)
    stop.set()


def test_what_is_raised_in_a_thread_comes_back_to_who_posted_it(couriers: Couriers[int, int]) -> None:
    for item in (2, 0, 5):
        couriers.post("key", item, 1)
    done = list(couriers.await_())
    assert [each.answer for each in done] == [5, None, 2]
    assert isinstance(done[1].raised, ZeroDivisionError)
