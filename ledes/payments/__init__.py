"""Money after a bill went out: what came in, what is open, what was promised, and what the firm's books hear of it."""
