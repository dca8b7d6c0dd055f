"""Narratives that others published, where they stand beside the checkout: what rules tell of them, and how wrongly.

The file is read where it lies. What a person judged is kept by digests of the forms, so that nothing of it is copied.
"""

from __future__ import annotations

import csv
import functools
import hashlib
import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import judges

FOLDER = Path(__file__).parents[2] / "shared" / "reference" / "files" / "input-data"
FILE = FOLDER / "bkattenburg_Litigation_Line_Items.csv"
JUDGED = Path(__file__).parent / "narratives" / "published.csv"
_VARYING = re.compile(
    r"\d[\d/]*|(?:(?:mr|mrs|ms|dr)\.? )?\{\w+\}(?: [a-z]+\.?(?=;))?|(?<=case law on ).*(?= for )", re.IGNORECASE
)


class Form(NamedTuple):
    """A narrative without what varies from line to line, an instance of it, and a code where it is judged with one."""

    text: str
    instance: str
    task: str = ""
    activity: str = ""

    @property
    def digest(self) -> str:
        """Name the form without telling it."""
        return hashlib.sha256("\t".join((self.text, self.task, self.activity)).encode()).hexdigest()[:12]


@functools.cache
def forms(*, coded: bool) -> Counter[Form]:
    """Count the forms of the published narratives; nothing where the file is not at hand."""
    if not FILE.exists():
        return Counter()
    with FILE.open(encoding="utf-8-sig", newline="") as stream:
        rows = [(row["DESCRIPTION"], row["TASK_CODE"], row["ACTIVITY_CODE"]) for row in csv.DictReader(stream)]
    shown: dict[str, str] = {}
    found: Counter[Form] = Counter()
    for text, task, activity in rows:
        plain = _VARYING.sub("#", text)
        instance = shown.setdefault(plain, text)
        for codes in ((task, ""), ("", activity)) if coded else ((),):
            found[Form(plain, instance, *codes)] += 1
    return found


def told(code: str) -> Counter[Form]:
    """Count the forms that a rule tells."""
    tells = judges.judge(code)
    known = forms(coded=code == "E255")
    told = {form: count for form, count in known.items() if tells(_columns(form))}
    return Counter(told)


def _columns(form: Form) -> dict[str, str]:
    return {"narrative": form.instance, "task": form.task, "activity": form.activity}


def judged() -> dict[tuple[str, str], bool]:
    """Read which told forms a person found wrongly told, by rule and digest."""
    with JUDGED.open(encoding="utf-8", newline="") as stream:
        return {(row["rule"], row["digest"]): row["wrongly"] == "yes" for row in csv.DictReader(stream)}


def counted(code: str) -> str:
    """Say how many of the published lines a rule tells, and how many of those wrongly."""
    if not FILE.exists() or code in {"E251", "E253"}:
        return "not asked"
    found, known = told(code), judged()
    wrongly = sum(count for form, count in found.items() if known.get((code, form.digest), True))
    return f"{sum(found.values())} of {sum(forms(coded=code == 'E255').values())}, {wrongly}"
