"""Sample bills, profiles and the folder that `ledes init` copies."""
