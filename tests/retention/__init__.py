"""Retention: nothing is due without a schedule, a hold always wins, disposal takes two and leaves its line."""
