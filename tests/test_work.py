"""Work as a service, alone on a file and many on a PostgreSQL server: the portal's journal counts what was sent."""

from __future__ import annotations

import contextlib
import datetime
import functools
import json
import logging
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from office import Office, as_json, bills, record
from postgres import Server

from ledes import ledger, work
from ledes.errors import Exit
from ledes.ledger import verify
from ledes.ledger.records import Submission

TOKEN = "a-token-of-the-test"
FIRM = """quiet_seconds = 0
[firm]
id = "12-3456789"
name = "Ashdown & Pell LLP"
[ledger]
url = "{ledger}"
[[accounts]]
vendor = "sandbox"
url = "{portal}"
settings = {{ at_once = 4 }}
"""
CLIENT = 'name = "Merrow Mills"\nids = ["CL"]\nformat = "1998b"\nvendor = "sandbox"\ncurrency = "USD"\n'


class Firm:
    """A workspace whose ledger is on a server, the practice portal that its bills go to, and its workers."""

    def __init__(self, root: Path, database_server: Server) -> None:
        self.root = root
        self.server = database_server
        self.name = database_server.database(database_server.pattern)
        self.url = database_server.url(self.name)
        self.running: list[subprocess.Popen[bytes]] = []
        for folder in ("clients", "inbox", "outbox", "receipts"):
            (root / folder).mkdir(parents=True)
        (root / "clients" / "merrow.toml").write_text(CLIENT)

    def portal(self, *options: str, settings: str = "") -> None:
        """Run a portal that stores whatever comes, also a second time."""
        (self.root / "portal.toml").write_text(f'token = "{TOKEN}"\n{settings}')
        command = [sys.executable, "-m", "ledes", "sandbox", "--port", "0", "--repeats", "accept", "--seed", "5"]
        command += ["--portal", str(self.root / "portal.toml"), "--journal", str(self.root / "journal.jsonl"), *options]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"})
        self.running.append(process)
        assert process.stdout is not None
        address = process.stdout.readline().decode().split()[-1]
        (self.root / "ledes.toml").write_text(FIRM.format(ledger=self.url, portal=address))

    def worker(self, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, str(Path(__file__).with_name("workers.py")), str(self.root), *options]
        environment = {**os.environ, "LEDES_SECRET_SANDBOX_DEFAULT": TOKEN, "PYTHONPATH": str(Path(__file__).parent)}
        with (self.root / "workers.log").open("ab") as log:
            process = subprocess.Popen(command, stderr=log, env=environment)
        self.running.append(process)
        return process

    def bill(self, *numbers: str) -> None:
        for number in numbers:
            path = self.root / "inbox" / f"{number}.txt"
            # A person works an hour for each bill, and no more than a day's in all.
            person = record(number, "450.00").replace("TK1", f"TK-{number}")
            path.with_suffix(".tmp").write_bytes(bills(person))
            path.with_suffix(".tmp").rename(path)

    def submissions(self) -> tuple[Submission, ...]:
        with ledger.reading(self.url) as book:
            return book.submissions()

    def stored(self) -> Counter[str]:
        path = self.root / "journal.jsonl"
        lines = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
        return Counter(line["invoice"] for line in lines if line["outcome"] == "stored")

    def until(self, so: Callable[[], bool], seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while not so():
            if time.monotonic() > end:
                stands = [(each.invoice, each.state, each.standing.words) for each in self.submissions()]
                raise AssertionError((stands, (self.root / "workers.log").read_text()[-2000:]))
            time.sleep(0.1)

    def all_are(self, state: str, count: int) -> bool:
        found = [each.state for each in self.submissions()]
        return len(found) == count and set(found) == {state}

    def logged(self, words: str) -> bool:
        return words in (self.root / "workers.log").read_text()

    def faults(self) -> list[str]:
        with ledger.reading(self.url) as book:
            return list(verify.problems(book))

    def end(self) -> None:
        for process in self.running:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGCONT)
                process.kill()
            process.wait(10)


@pytest.fixture
def firm(tmp_path: Path, database_server: Server) -> Iterator[Firm]:
    pytest.importorskip("flask")
    made = Firm(tmp_path / "firm", database_server)
    yield made
    made.end()


def test_four_workers_send_each_bill_once_through_kills_and_lost_connections(firm: Firm) -> None:
    firm.portal("--faults", "drop-reply=0.2,error=0.1,slow=0.3", settings="slow_seconds = 0.3\n")
    numbers = [f"INV-{number}" for number in range(20)]
    firm.bill(*numbers[:8])
    workers = [firm.worker() for _ in range(4)]
    chance = random.Random(11)
    for round_ in range(10):
        time.sleep(0.8)
        firm.bill(numbers[8 + round_])
        if round_ % 3 == 0:
            victim = chance.randrange(4)
            workers[victim].kill()
            workers[victim].wait(10)
            workers[victim] = firm.worker()
        if round_ % 3 == 1:
            assert firm.server.disconnect(firm.name) >= 0
        if round_ == 5:
            firm.server.stop()
            firm.server.start()
    firm.bill(*numbers[18:])
    firm.until(lambda: firm.all_are("delivered", len(numbers)), 120)
    assert firm.stored() == Counter(dict.fromkeys(numbers, 1))
    for worker in workers:
        firm.until(functools.partial(firm.logged, f"{worker.pid} INFO began"))
        worker.terminate()
    assert [worker.wait(70) for worker in workers] == [0, 0, 0, 0]
    assert firm.faults() == []


def test_a_worker_stopped_past_its_lease_while_the_vendor_answers_notes_nothing_more(firm: Firm) -> None:
    firm.portal("--faults", "slow=1", settings="slow_seconds = 1.0\n")
    firm.bill("INV-1")
    first = firm.worker()
    firm.until(lambda: any(each.state == "sending" for each in firm.submissions()))
    first.send_signal(signal.SIGSTOP)
    firm.worker()
    firm.until(lambda: firm.all_are("delivered", 1))
    first.send_signal(signal.SIGCONT)
    time.sleep(1)
    first.terminate()
    assert first.wait(70) == 0
    assert firm.stored() == Counter({"INV-1": 1})
    with ledger.reading(firm.url) as book:
        kinds = [event.kind for event in book.events(1) if event.kind != "STATUS"]
    assert kinds[:3] == ["CREATED", "ATTEMPT", "LOST"]
    assert kinds.count("RECEIPT") + kinds.count("UPLOADED") == 1
    assert firm.faults() == []


def test_a_worker_stopped_past_its_lease_before_it_sent_sends_nothing_afterwards(firm: Firm) -> None:
    firm.portal()
    firm.bill("INV-1")
    first = firm.worker("--stop-before-sending")
    firm.until(lambda: any(each.state == "sending" for each in firm.submissions()))
    firm.worker()
    firm.until(lambda: firm.all_are("delivered", 1))
    assert firm.stored() == Counter({"INV-1": 1})
    first.send_signal(signal.SIGCONT)
    time.sleep(2)
    first.terminate()
    assert first.wait(70) == 0
    assert firm.stored() == Counter({"INV-1": 1})
    assert firm.faults() == []


def test_a_worker_ends_cleanly_after_the_present_delivery(firm: Firm) -> None:
    firm.portal("--faults", "slow=1", settings="slow_seconds = 1.0\n")
    firm.bill(*(f"INV-{number}" for number in range(12)))
    worker = firm.worker()
    firm.until(lambda: any(each.state == "sending" for each in firm.submissions()))
    worker.terminate()
    assert worker.wait(70) == 0
    states = Counter(each.state for each in firm.submissions())
    assert states["sending"] == 0
    assert states["delivered"] == len(firm.stored()) < 12
    assert firm.logged("asked to end by SIGTERM")


def test_two_runs_that_race_send_once_and_the_slower_is_told(firm: Firm) -> None:
    firm.portal("--faults", "slow=1", settings="slow_seconds = 1.5\n")
    firm.bill("INV-1")
    environment = {**os.environ, "LEDES_SECRET_SANDBOX_DEFAULT": TOKEN}
    command = [sys.executable, "-m", "ledes", "run", "--workspace", str(firm.root), "--json"]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) for _ in "ab"]
    said = [json.loads(run.communicate(timeout=60)[0]) for run in runs]
    assert firm.stored() == Counter({"INV-1": 1})
    codes = sorted(run.returncode for run in runs)
    assert codes in ([0, 0], [0, 6])
    if codes == [0, 6]:
        assert any("is at work there" in note for each in said for note in each["notes"])


# A ledger in a file


@pytest.fixture
def worker(office: Office) -> work.Worker:
    return work.Worker(office.root, office.around())


def test_a_round_sends_and_tracks_and_tells_the_log(
    office: Office, worker: work.Worker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "ledes.work")
    office.inbox("a.txt", record("1001", "450.00"))
    office.platform.events = [{"invoice": "1001", "words": "Received"}]
    assert worker.once().exit is Exit.DONE
    assert [entry.message for entry in caplog.records] == [
        "invoice 1001 to post default: delivered, RECEIVED; wait for the client"
    ]
    worker.once()
    assert len(caplog.records) == 1


def test_what_was_written_differently_is_counted_in_the_log_and_not_quoted(
    office: Office, worker: work.Worker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "ledes.work")
    written = record("1001", "450.00").replace("Review of", "The client\u2019s review of")
    office.set_up('[representation]\nline_end = "crlf"\nencoding = "ascii"\n')
    (office.root / "inbox" / "a.json").write_bytes(as_json(written))
    outcome = worker.once()
    assert any("\u2019" in said for said in outcome.gave["invoice 1001"])
    told = [entry.message for entry in caplog.records]
    assert "invoice 1001: written as its format asks, which differs from the input in 1 way" in told
    assert not any("\u2019" in message for message in told)


def test_an_account_is_asked_on_its_schedule(office: Office, worker: work.Worker) -> None:
    office.inbox("a.txt", record("1001", "450.00"))
    worker.once()
    office.platform.events = [{"invoice": "1001", "words": "Approved"}]
    worker.once()
    assert office.standing() == [("1001", "delivered", "")]
    office.clock.sleep(900)
    worker.once()
    assert office.standing() == [("1001", "delivered", "APPROVED")]


def test_trouble_is_told_once_and_the_next_round_goes_on(
    office: Office, worker: work.Worker, caplog: pytest.LogCaptureFixture
) -> None:
    toml = office.root / "ledes.toml"
    good = toml.read_text()
    rounds: list[float] = []

    def wait(seconds: float) -> None:
        rounds.append(seconds)
        if len(rounds) == 2:
            office.inbox("a.txt", record("1001", "450.00"))
            toml.write_text(good)
        if len(rounds) == 3:
            worker.around.stop.set()

    toml.write_text(good + "nonsense = 1\n")
    assert worker.until_stopped(wait) is Exit.DONE
    assert len([entry for entry in caplog.records if "nonsense" in entry.message]) == 1
    assert office.platform.invoices() == ["1001"]


def test_no_narrative_and_no_secret_comes_into_the_log(
    office: Office, worker: work.Worker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    office.inbox("a.txt", record("1001", "450.00"))
    office.inbox("b.txt", record("1002", "50.00").replace("|1|F|1|0.00|50.00|", "|1|F|1|0.00|49.00|"))
    worker.once()
    said = " ".join(entry.getMessage() for entry in caplog.records if entry.name.startswith("ledes"))
    assert "invoice 1002 is not sent because of T" in said
    assert "pleadings" not in said
    assert "s3cret" not in said


def test_an_account_that_does_not_answer_is_left_alone_in_the_next_rounds_too(
    office: Office, worker: work.Worker
) -> None:
    office.can(settles_after=datetime.timedelta(hours=1))
    office.platform.behaviours = ["lose"] * 9
    office.inbox("a.txt", *(record(str(number), "10.00") for number in range(1, 6)))
    worker.once()
    worker.once()
    assert office.platform.received == 3
    office.platform.behaviours = []
    office.clock.sleep(301)
    worker.once()
    assert office.platform.received == 5


def test_a_pause_that_the_vendor_asks_for_holds_for_all_its_bills(office: Office, worker: work.Worker) -> None:
    office.platform.behaviours, office.platform.wait = ["busy"], 3600
    office.inbox("a.txt", *(record(str(number), "10.00") for number in range(1, 6)))
    outcome = worker.once()
    assert office.platform.received == 1
    assert any("is left alone until" in note for note in outcome.notes)
    office.clock.sleep(3600)
    worker.once()
    assert office.platform.received == 6
