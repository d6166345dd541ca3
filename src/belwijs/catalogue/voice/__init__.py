"""The practices `voice.*`: one YAML file each, with Python beside it where a check needs logic."""
