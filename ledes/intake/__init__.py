"""What platforms say of bills by mail and in files, turned into the events that an interface would give."""
