"""Tell the whole story on sample bills: made into e-bills, checked, sent, answered, explained, corrected, accepted.

Three ways out: a portal with an interface, one that takes uploads and writes mails, one that takes uploads only.

Every line that begins with $ is a command that anyone can type. The platform is the practice portal, a real server
on this machine; nothing leaves it.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LEDES = (sys.executable, "-m", "ledes")
PATIENCE = 40
USUAL_PORT = "8765"
"""The port that the workspace of `ledes init` names; the story takes a free one, for somebody may be at that one."""


class Story:
    """A workspace in a temporary folder, and the practice portal beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.desk = folder / "firm"
        self.failed = False

    def tell(self, text: str) -> None:
        """Say what happens next."""
        print(f"\n\033[1m{text}\033[0m" if sys.stdout.isatty() else f"\n# {text}", flush=True)

    def run(self, *words: str, expect: tuple[int, ...] = (0,)) -> None:
        """Run a command as a person would and show what it prints."""
        print(f"$ ledes {' '.join(words)}", flush=True)
        status = subprocess.run([*LEDES, *words], cwd=self.desk if self.desk.exists() else self.folder).returncode
        if status not in expect:
            self.failed = True
            print(f"(exit status {status}, expected {expect[0]})", flush=True)

    def show(self, pattern: str) -> None:
        """Show a file of the workspace."""
        for path in sorted(self.desk.glob(pattern)):
            print(f"$ cat {path.relative_to(self.desk)}\n{path.read_text('utf-8')}", end="", flush=True)

    def ask(self, *words: str) -> Any:
        """Run a command for its JSON."""
        done = subprocess.run([*LEDES, *words, "--json"], cwd=self.desk, capture_output=True, text=True)
        return json.loads(done.stdout)

    def wait(self, ready: Callable[[dict[str, str]], bool]) -> None:
        """Track until the clients have answered; show the tracking that brought the last answer."""
        print("$ ledes track", flush=True)
        for _ in range(PATIENCE):
            said = subprocess.run([*LEDES, "track"], cwd=self.desk, capture_output=True, text=True).stdout
            if ready({each["invoice"]: each["status"] for each in self.ask("status")["submissions"]}):
                print(said, end="", flush=True)
                return
            time.sleep(0.5)
        self.failed = True


def free_port() -> str:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def portal(story: Story) -> subprocess.Popen[bytes]:
    """Start the practice portal, and wait until it answers."""
    import requests

    port = free_port()
    settings = story.desk / "ledes.toml"
    settings.write_text(settings.read_text("utf-8").replace(USUAL_PORT, port), "utf-8")
    words = ["sandbox", "--portal", "portal.toml", "--port", port]
    print(f"$ ledes {' '.join(words)} &", flush=True)
    server = subprocess.Popen([*LEDES, *words], cwd=story.desk, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(PATIENCE):
        try:
            requests.get(f"http://127.0.0.1:{port}/", timeout=1)
        except requests.ConnectionError:
            time.sleep(0.25)
        else:
            print(f"the practice portal is at http://127.0.0.1:{port}")
            return server
    raise SystemExit("the practice portal did not start")


def act(story: Story) -> None:
    """Go through a month-end."""
    story.tell("A workspace: a firm, three clients, last month's bills as CSV and XLSX. Everything in it is invented.")
    story.run("init", str(story.desk))

    story.tell("A fourth bill has faults. What is wrong, where, and what to do:")
    shutil.copy(HERE / "faulty.csv", story.desk / "inbox")
    story.run("validate", "inbox/faulty.csv", expect=(1,))

    story.tell("The same bills as e-bills, each in its client's format. The faulty one is held back.")
    story.run("convert", "inbox", expect=(1,))
    (story.desk / "inbox" / "faulty.csv").unlink()

    story.tell("Sent, once. The platform's tables differ a little from ours, as in life.")
    server = portal(story)
    try:
        story.run("submit")
        story.run("submit")
        story.tell("What the clients say: one approved, one reduced, one rejected.")
        story.wait(lambda said: sorted(said.values()) == ["APPROVED", "APPROVED_REDUCED", "REJECTED"])
        submissions = story.ask("status")["submissions"]
        rejected = next(each for each in submissions if each["status"] == "REJECTED")
        story.tell("Why was it rejected?")
        story.run("diagnose", rejected["invoice"])
        story.tell("Corrected, and sent in the place of the rejected one.")
        corrected = story.desk / "2026-10-zandoria-corrected.xlsx"
        shutil.copy(HERE / corrected.name, corrected)
        story.run("submit", corrected.name, "--replaces", str(rejected["id"]))
        story.wait(lambda said: all(status.startswith("APPROVED") for status in said.values()))
        story.run("history", rejected["invoice"])
        by_hand(story)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=10)
    story.tell("The books: every event is chained to the one before it.")
    story.run("ledger", "verify")


def by_hand(story: Story) -> None:
    """Go on with platforms that no program can send to: a person uploads, and their mails are read."""
    more = HERE / "by-hand"
    for name in ("marlstone.toml", "tarrowby.toml"):
        shutil.copy(more / name, story.desk / "clients")
    with (story.desk / "ledes.toml").open("a", encoding="utf-8") as settings:
        settings.write((more / "accounts.toml").read_text("utf-8"))
    shutil.copy(more / "2026-10-by-hand.csv", story.desk / "inbox")

    story.tell("Two more clients, at platforms without any interface. Their bills are laid out for a person to upload.")
    story.run("submit")
    story.show("outbox/tarrowby/*/CHECKLIST.txt")
    story.tell("Both were uploaded. One platform tells so by mail; of the other a person says what its page shows.")
    shutil.copytree(more, story.desk / "mail", ignore=shutil.ignore_patterns("*.toml", "*.csv"))
    story.run("track")
    story.run("settle", "QF-2026-1052", "--delivered", "--reference", "C-77120")
    story.tell("A mail that nobody could place waits for a person.")
    story.run("mail")
    story.run("status")


def main() -> int:
    """Tell the story, then say what to try next."""
    os.environ.pop("LEDES_WORKSPACE", None)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="ledes-demo-") as folder:
        story = Story(Path(folder))
        act(story)
    if story.failed:
        print("\nsomething went otherwise than it should have; see above", file=sys.stderr)
        return 1
    story.tell(f"Done in {time.monotonic() - began:.0f} seconds. Try next:")
    print("  .venv/bin/ledes init my-firm          a workspace of your own to play with")
    print("  .venv/bin/ledes validate BILL.txt     any LEDES 1998B or 98BI file, nothing to set up")
    print("  .venv/bin/ledes map new EXPORT.csv    a map for your billing system's export")
    print("  .venv/bin/ledes rules T001            what a rule checks, and why")
    return 0


if __name__ == "__main__":
    sys.exit(main())
