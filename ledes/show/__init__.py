"""How findings, histories and tables are shown: text, JSON, pages."""
