"""Bills in tables: CSV and XLSX, read by a map of their columns."""
