"""The register: the feeds are read, checked and stored here, and the scan asks it for what the triggers judge.

reading -> checking -> storing -> scan. It may not know who asks: the acts and the command line call it.
"""
