"""Drive `ledes run` in a loop against servers with faults, kill it at random, and count what became of each bill."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from torture.ground import Firm, MailWay, PortalWay, SftpWay, Way

CHILD = Path(__file__).with_name("child.py")
HOUR = 3600.0


@dataclass
class Fate:
    """What became of the bills of one way out."""

    bills: int = 0
    alone: int = 0
    by_person: int = 0
    came: int = 0
    not_come: int = 0
    twice: int = 0
    lost: int = 0
    mishaps: Counter[str] = field(default_factory=Counter)


@dataclass
class Torment:
    """What was done, and what came of it."""

    rounds: int = 0
    kills: int = 0
    jumps: int = 0
    full: int = 0
    fates: dict[str, Fate] = field(default_factory=dict)


class Driver:
    """The driver of one torture; everything random comes from its seed."""

    def __init__(self, root: Path, seed: int, *, reckless: bool = False) -> None:
        self.reckless = reckless
        self.dice = random.Random(seed)
        self.portal = PortalWay(root, seed)
        self.ways: list[Way] = [
            self.portal,
            SftpWay(root, seed, picks_up=False),
            SftpWay(root, seed, picks_up=True),
            MailWay(root, seed),
        ]
        self.firm = Firm(root / "firm", self.ways)
        self.done = Torment(fates={way.key: Fate() for way in self.ways})
        environment = {**os.environ, **Firm.secrets(self.ways), "PYTHONPATH": str(CHILD.parents[1])}
        environment["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
        self.child = subprocess.Popen(
            [sys.executable, str(CHILD)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def order(self, *argv: str, **how: float) -> dict[str, Any]:
        """Run one command line in a child; `how` is what child.py says of an order."""
        assert self.child.stdin is not None
        assert self.child.stdout is not None
        plain = {"kill": 0, "offset": 0, "jump": 0, "room": 0, "passed": 0, "reckless": self.reckless}
        line = {**plain, **how, "argv": [*argv, "--workspace", str(self.firm.root)]}
        print(json.dumps(line), file=self.child.stdin, flush=True)
        said: dict[str, Any] = json.loads(self.child.stdout.readline())
        return said

    def torture(self, kills: int) -> None:
        """Go on until so many runs were killed; nothing may have come twice at any moment."""
        while self.done.kills < kills:
            if self.dice.random() < 0.4:
                self.firm.bill()
            self.portal.stir(self.dice)
            self._round()
            self.check()

    def _round(self) -> None:
        dice = self.dice
        offset = dice.choice((0.0, 0.0, 0.0, 0.0, HOUR, -HOUR, 5.0))
        jump = dice.choice((0.0, 0.0, 0.0, HOUR, -HOUR))
        room = dice.choice((0, 0, 0, 0, 0, 0, 30_000, 200_000))
        kill = 0.0 if dice.random() < 0.1 else dice.uniform(0.02, 1.5)
        said = self.order("run", "--json", kill=kill, offset=offset, jump=jump, room=room)
        self.done.rounds += 1
        self.done.kills += said["killed"]
        self.done.jumps += bool(offset or jump)
        self.done.full += bool(room)
        if not said["killed"]:
            assert said.get("exit") != 70, said.get("err")

    def check(self) -> None:
        """Make sure that no far end holds a bill twice, nor one that nobody sent."""
        for way in self.ways:
            came = way.came()
            twice = {invoice: count for invoice, count in came.items() if count > 1}
            assert not twice, f"{way.key}: came more than once: {twice}"
            assert set(came) <= set(way.sent), f"{way.key}: nobody sent {set(came) - set(way.sent)}"

    def rest(self) -> None:
        """Let runs end by themselves, each a while later, until nothing is left for one to do.

        The hours are only said to pass, so what a killed run left on its way has to be over before.
        """
        for way in self.ways:
            way.settle()
        for number in range(1, 60):
            self.order("run", "--json", offset=number * HOUR, passed=number * HOUR)
            self.done.rounds += 1
            self.check()
            rows = self.standing()
            states = Counter(row["state"] for row in rows)
            left = [row for row in rows if row["state"] == "in_doubt" and "ledes settle" not in row["next"]]
            if set(states) <= {"delivered", "in_doubt"} and sum(states.values()) == self._bills() and not left:
                return
        raise AssertionError(f"not at rest after 60 runs: {states}")

    def standing(self) -> list[dict[str, Any]]:
        """List the submissions."""
        said = self.order("status", "--json")
        found: list[dict[str, Any]] = json.loads(said["out"])["submissions"]
        return found

    def _bills(self) -> int:
        return sum(len(way.sent) for way in self.ways)

    def person(self) -> None:
        """Settle what is in doubt, as somebody would who looks into the far end's own store."""
        seen = {way.key: way.came() for way in self.ways}
        for row in self.standing():
            way = next(each for each in self.ways if row["invoice"] in each.sent)
            fate = self.done.fates[way.key]
            if row["state"] != "in_doubt":
                continue
            fate.by_person += 1
            there = seen[way.key][row["invoice"]] > 0
            fate.came += there
            fate.not_come += not there
            word = ["--delivered", "--reference", way.reference(row["invoice"])] if there else ["--absent"]
            said = self.order("settle", row["invoice"], *word)
            assert said["exit"] == 0, said["err"]

    def end(self) -> Torment:
        """Finish: every bill is there once, and the ledger is whole."""
        self.rest()
        self.person()
        for way in self.ways:
            way.calm()
        self.rest()
        self.check()
        for row in self.standing():
            assert row["state"] == "delivered", self.order("history", f"#{row['id']}")["out"]
        for way in self.ways:
            came = way.came()
            fate = self.done.fates[way.key]
            fate.twice = sum(count > 1 for count in came.values())
            fate.lost = len(set(way.sent) - set(came))
            assert came == Counter(way.sent), f"{way.key}: {fate.lost} lost, {fate.twice} came twice"
            fate.bills = len(way.sent)
            fate.alone = fate.bills - fate.by_person
            fate.mishaps = way.mishaps()
        said = self.order("ledger", "verify")
        assert said["exit"] == 0, said["out"] + said["err"]
        return self.done

    def close(self) -> None:
        """Stop everything."""
        assert self.child.stdin is not None
        self.child.stdin.close()
        self.child.wait(20)
        for way in self.ways:
            way.close()
