"""`chat.formal_address`: as on the telephone; u, Sie, vous."""

from __future__ import annotations

from belwijs.catalogue.courtesy.formal_address import check

__all__ = ["check"]
