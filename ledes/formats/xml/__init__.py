"""Bills in XML: LEDES 2.x and 2000, read and written by tables of their elements."""
