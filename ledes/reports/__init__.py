"""Reports over the ledger, one a file, found by looking into this package."""
