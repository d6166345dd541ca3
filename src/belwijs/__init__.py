"""Belwijs: good telephone practice made visible. See docs/architecture.md for the way through the house."""

__version__ = "0.1.0"
