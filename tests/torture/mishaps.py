"""What goes wrong at the servers of the torture, drawn by a seed, and counted."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Mapping


class Mishaps:
    """Draws what happens to the next request: a kind, or nothing; `shares` are parts of one."""

    def __init__(self, shares: Mapping[str, float], seed: str) -> None:
        self.shares = dict(shares)
        self.dice = random.Random(seed)
        self.happened: Counter[str] = Counter()
        self.lock = threading.Lock()
        self.on = True

    def draw(self, *kinds: str) -> str:
        """Draw among the kinds that can happen here; empty for none."""
        with self.lock:
            place = self.dice.random()
            if not self.on:
                return ""
            for kind in kinds:
                place -= self.shares.get(kind, 0.0)
                if place < 0:
                    self.happened[kind] += 1
                    return kind
        return ""
