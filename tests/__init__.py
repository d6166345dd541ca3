"""The tests; they mirror `src/belwijs`."""
