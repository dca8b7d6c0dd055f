"""The workspace that `ledes init` copies."""
