"""Letters after their release: printed, printed again, taken back; their words; the race for them."""
