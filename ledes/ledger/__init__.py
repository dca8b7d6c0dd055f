"""What happened to every bill: append-only events, and the state they add up to. All SQL is here."""
