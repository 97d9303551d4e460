"""The sample office of the desks, for the packet's pages."""

from tests.desks.conftest import site

__all__ = ["site"]
