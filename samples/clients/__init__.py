"""Client profiles to inherit with `base = \"name\"`."""
