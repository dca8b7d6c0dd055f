"""A client's full profile: it lists the people and matters of some bills and sets each option of each rule.

The values are such that an ordinary bill is quiet: they make rules look, and few complain. What is not asked needs
terms of single matters, phases or codes.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from ledes.bill import Bill
from ledes.rules import Rule, rules

BY_NAME: dict[str, Any] = {
    "days": 400,
    "step": Decimal("0.01"),
    "share": 1,
    "similarity": Decimal("0.92"),
    "words": 1,
    "characters": 4000,
    "min_hours": Decimal("0.5"),
    "max_tasks": 3,
    "least": 0,
    "longest": 20,
    "sets": ["litigation"],
    "accepted": ["12-3456789"],
    "rates": {"2020-01-01": 1},
}
"""Values of options that keep an ordinary bill quiet; others go by their type."""

BY_RULE: dict[str, dict[str, str]] = {
    "C225": {"sets": "['activity-aba']"},
    "D203": {"allowed": "true"},
    "D217": {"days": "['saturday', 'sunday']"},
    "E255": {"activities": "true", "tasks": "true"},
    "N204": {"party": "true", "subject": "true"},
    "P201": {"allowed": "['PARTNR', 'ASSOC', 'PARALG']"},
    "P213": {"years": "1"},
}
"""Values for single rules, where the name of the option says too little."""

STATED = """
format = "1998b"
currency = "USD"
formats = ["1998b"]
budget_steps = [80]
guidelines_until = 2099-12-31

[timekeepers]
file = "people.csv"

[matters]
file = "matters.csv"

[[expenses]]
code = "E101"
unit_price = 0.12

[[discounts]]
tiers = [{ above = 999999999, percent = 5 }]
"""


def profile(bills: Iterable[Bill], folder: Path) -> None:
    """Write the profile `big.toml` that fits some bills into a folder, with its tables of people and matters."""
    people: dict[str, tuple[str, str, Decimal]] = {}
    ids: set[str] = set()
    matters: dict[str, str] = {}
    for bill in bills:
        ids.add(bill.client.id)
        matters |= {each.firm_id: each.client_id for each in bill.matters}
        for line in bill.lines:
            if line.timekeeper and line.rate is not None:
                people[line.timekeeper.id] = (line.timekeeper.name, line.timekeeper.classification, line.rate)
    folder.mkdir(exist_ok=True)
    rows = [f'{who},"{name}",{kind},{rate},2020-01-01,2010' for who, (name, kind, rate) in people.items()]
    (folder / "people.csv").write_text("\n".join(["id,name,classification,rate,from,admitted", *rows]), "utf-8")
    rows = [f"{firm},{client},9999999999,2020-01-01,litigation" for firm, client in matters.items()]
    (folder / "matters.csv").write_text("\n".join(["id,client_id,budget,opened,code_set", *rows]), "utf-8")
    said = [f"ids = [{', '.join(map(repr, sorted(ids)))}]", STATED]
    for rule in rules():
        options = {name: value(rule, name) for name in rule.missing_options(set())} | BY_RULE.get(rule.code, {})
        if rule.scope == "client" and options:
            said.append(f"[rules.{rule.code}]\n" + "\n".join(f"{name} = {each}" for name, each in options.items()))
    (folder / "big.toml").write_text("\n".join(said), "utf-8")


def value(rule: Rule, name: str) -> str:
    """Choose a value for an option of a rule, as TOML writes it."""
    kind = str(inspect.signature(rule.function).parameters[name].annotation)
    words = re.findall(r"'([^']+)'", kind)
    if "tuple" in kind or "frozenset" in kind:
        chosen = BY_NAME.get(name)
        return repr(chosen if isinstance(chosen, list) else words[:1] or ["unheard"])
    if kind.startswith("Mapping"):
        return "{ " + ", ".join(f"{key!r} = {each}" for key, each in BY_NAME.get(name, {"E101": 9}).items()) + " }"
    if "Literal" in kind:
        return repr(words[0])
    simple = {"str": "'x'", "re.Pattern[str]": "'.+'", "datetime.date": "2020-01-01"}
    if kind == "bool":
        return str(name == "required").lower()
    return simple.get(kind) or str(BY_NAME.get(name, 1000))
