"""Appeals: which lines of a bill the client cut and why, what may be asked for once more, and what came of it."""
