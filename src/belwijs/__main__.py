"""`python -m belwijs` is `belwijs`."""

from belwijs.surfaces.cli.main import run

run()
