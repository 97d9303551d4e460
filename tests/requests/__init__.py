"""Requests for records: their clocks, acts, letters and log."""
