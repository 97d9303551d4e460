"""Publishing takes two: proposals, releases, corrections and withdrawals, and the rehearsal before each."""
