"""The sample office of the desks, for the packet's pages."""

from tests.desks.conftest import made, site

__all__ = ["made", "site"]
