"""How long it takes to send many bills to a portal that takes its time, beside the time that its limit allows.

`python bench/sending.py [--bills 500] [--answer 0.2] [--at-once 1 5 10 20] [--ledger URL]`. The portal is a bare
server in a process of its own that answers each delivery after so many seconds; each bill is a file of its own in the
inbox, with ten lines. The ideal is bills x seconds / at once: the portal's time alone.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import http.server
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import timing

FIRM = """quiet_seconds = 0
[firm]
id = "12-3456789"
name = "Ashdown & Pell LLP"
{ledger}
[[accounts]]
vendor = "sandbox"
url = "{url}"
settings = {{ at_once = {at_once} }}
"""
CLIENT = 'name = "Merrow Mills"\nids = ["CL"]\nformat = "1998b"\nvendor = "sandbox"\ncurrency = "USD"\n'
HEADINGS = (
    "INVOICE_DATE|INVOICE_NUMBER|CLIENT_ID|LAW_FIRM_MATTER_ID|INVOICE_TOTAL|BILLING_START_DATE|BILLING_END_DATE|"
    "INVOICE_DESCRIPTION|LINE_ITEM_NUMBER|EXP/FEE/INV_ADJ_TYPE|LINE_ITEM_NUMBER_OF_UNITS|"
    "LINE_ITEM_ADJUSTMENT_AMOUNT|LINE_ITEM_TOTAL|LINE_ITEM_DATE|LINE_ITEM_TASK_CODE|LINE_ITEM_EXPENSE_CODE|"
    "LINE_ITEM_ACTIVITY_CODE|TIMEKEEPER_ID|LINE_ITEM_DESCRIPTION|LAW_FIRM_ID|LINE_ITEM_UNIT_COST|TIMEKEEPER_NAME|"
    "TIMEKEEPER_CLASSIFICATION|CLIENT_MATTER_ID[]"
)


def bill(number: int) -> str:
    """Write one bill of ten lines, by a person who works on no other."""
    lines = (
        f"20261101|INV-{number}|CL|F-{number}|1000.00|20261001|20261031|For services|{line}|F|0.50|0.00|100.00|"
        f"202610{line + 1:02}|L110||A101|TK{number}|Review of pleading {line} in matter {number}|12-3456789|200.00|"
        f"Doe, Ann|PT|M-{number}[]"
        for line in range(1, 11)
    )
    return "\n".join(("LEDES1998B[]", HEADINGS, *lines, ""))


def portal(seconds: float) -> None:
    """Answer each delivery after so many seconds, in the words of the practice portal."""

    class Desk(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            time.sleep(seconds)
            key = self.headers["Idempotency-Key"]
            said = {"key": key, "reference": f"P-{key[-8:]}", "finalized": True}
            self._say({**said, "received_at": datetime.datetime.now(datetime.UTC).isoformat()})

        def _say(self, said: object) -> None:
            content = json.dumps(said).encode()
            self.send_response(201)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    server.daemon_threads = True
    sys.stdout.write(f"http://127.0.0.1:{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()


def workspace(root: Path, url: str, at_once: int, bills: int, ledger: str) -> None:
    for folder in ("clients", "inbox", "outbox", "receipts"):
        (root / folder).mkdir(parents=True)
    kept = f'[ledger]\nurl = "{ledger}"' if ledger else ""
    (root / "ledes.toml").write_text(FIRM.format(url=url, at_once=at_once, ledger=kept))
    (root / "clients" / "merrow.toml").write_text(CLIENT)
    for number in range(bills):
        (root / "inbox" / f"{number:05}.txt").write_text(bill(number))


def run(root: Path) -> timing.Run:
    """Submit the inbox."""
    command = [sys.executable, "-m", "ledes", "submit", "--workspace", str(root), "--json"]
    said = timing.once(command, secrets={"LEDES_SECRET_SANDBOX_DEFAULT": "a-token-of-the-bench"})
    summary = json.loads(said.out)["summary"] if said.code == 0 else {}
    if summary != {"delivered": len(list((root / "inbox").iterdir()))}:
        raise SystemExit(f"exit {said.code}, {summary}: {said.err[-500:]}")
    return said


@contextlib.contextmanager
def desk(answer: float) -> Iterator[str]:
    """Run the portal in a process of its own; yields its url."""
    server = [sys.executable, __file__, "--portal", "--answer", str(answer)]
    with subprocess.Popen(server, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def sent(bills: int, answer: float, at_once: int, ledger: str = "") -> timing.Run:
    """Send so many bills, at most so many at once, to a portal that takes so many seconds for each."""
    with desk(answer) as url, tempfile.TemporaryDirectory(prefix="ledes-sending-") as folder:
        workspace(Path(folder), url, at_once, bills, ledger)
        return run(Path(folder))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--bills", type=int, default=500)
    asked.add_argument("--answer", type=float, default=0.2, help="seconds that the portal takes for each")
    asked.add_argument("--at-once", type=int, nargs="+", default=[1, 5, 10, 20])
    asked.add_argument("--ledger", default="", help="the url of an empty ledger on a server; otherwise a file")
    asked.add_argument("--portal", action="store_true", help=argparse.SUPPRESS)
    said = asked.parse_args()
    if said.portal:
        portal(said.answer)
        return
    print("| at once | bills | ideal, s | s | x ideal | processor, ms a bill |\n| --- | --- | --- | --- | --- | --- |")
    for at_once in said.at_once:
        took = sent(said.bills, said.answer, at_once, said.ledger)
        ideal = said.bills * said.answer / at_once
        each = f"{took.wall / ideal:.2f} | {1000 * took.cpu / said.bills:.0f}"
        print(f"| {at_once} | {said.bills} | {ideal:.1f} | {took.wall:.1f} | {each} |", flush=True)


if __name__ == "__main__":
    main()
