"""Measurements: what the product takes, beside the plainest thing that could do the same work. `make bench` runs them.

One file a subject. Each measures all its contenders in one run, in rounds of mixed order, and says medians: a ratio of
one run carries over to another machine, a time does not. The product does not know this package.
"""
