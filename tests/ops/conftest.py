"""The sample office's site, as the tests of the desks have it."""

from tests.desks.conftest import site

__all__ = ["site"]
