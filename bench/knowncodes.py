"""The codes of all UTBMS sets, for those who check by hand."""

from __future__ import annotations

from ledes import codes

_EVERY = {each.code for found in codes.sets().values() for each in found}
TASKS = sorted(filter(codes.known_task, _EVERY))
ACTIVITIES = sorted(filter(codes.known_activity, _EVERY))
EXPENSES = sorted(filter(codes.known_expense, _EVERY))
