"""Code sets: UTBMS tasks, activities, expenses and timekeeper classes; currencies and countries.

The sets are CSV files in `schemas/`, one row a code. A set whose file name holds `unconfirmed` gives a code a
friendlier name and is never a ground to refuse one.
"""

from __future__ import annotations
