"""Records that a reader can check: the signed list, the daily commitment, and the check that is downloaded."""
