"""Submissions that cheat, break, flood, leak or are broken: our own corpus."""
