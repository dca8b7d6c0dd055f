"""What a client agreed to, applied to bills: rates, discounts, budgets, in functions that rules and commands ask."""
