"""Bills in lines with fields between pipes: LEDES 1998B and its international variant, read and written."""
