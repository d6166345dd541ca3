"""The practices `courtesy.*`: one YAML file each, with Python beside it where a check needs logic."""
