"""How far what was found agrees with what people labelled: counts, figures with intervals, mistakes."""
