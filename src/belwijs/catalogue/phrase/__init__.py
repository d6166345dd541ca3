"""The practices `phrase.*`: one YAML file each, with Python beside it where a check needs logic."""
