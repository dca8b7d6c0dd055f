"""The practice portal: a small real e-billing platform on loopback."""
