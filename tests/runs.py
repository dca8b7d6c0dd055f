"""Command lines in children that may be told to kill themselves: see exactly_once/runner.py."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

RUNNER = Path(__file__).with_name("exactly_once") / "runner.py"


class Runner:
    """The process that forks a child for each command line."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(RUNNER.parents[1]), "LEDES_SECRET_POST_DEFAULT": "s3cret"}
        environment["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
        self.process = subprocess.Popen(
            [sys.executable, str(RUNNER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def __call__(
        self,
        *argv: str,
        can: dict[str, Any] | None = None,
        kill: int = 0,
        reckless: bool = False,
        statements: bool = False,
        later: float = 0,
    ) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        order = {"argv": argv, "can": can, "kill": kill, "reckless": reckless, "statements": statements, "later": later}
        print(json.dumps(order), file=self.process.stdin, flush=True)
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(10)
