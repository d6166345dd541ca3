"""An invented house, so that every page can be seen full: the same at each try, and nobody in it exists.

The calls are analysed like any other; each is told many times over, with other names and moments.
"""

from belwijs.surfaces.server.example.house import PASSWORD, Filled, fill

__all__ = ["PASSWORD", "Filled", "fill"]
