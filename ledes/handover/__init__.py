"""What a colleague has to know who takes over clients: open items, promises, deadlines, arrangements, on one page."""
