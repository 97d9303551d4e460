"""Redaction of a paper for a release: what was marked is nowhere in the result."""
