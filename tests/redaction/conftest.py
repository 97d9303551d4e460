"""The office site for the pages of redacted copies and of requests."""

from tests.desks.conftest import site

__all__ = ["site"]
