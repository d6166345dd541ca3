"""The practices `chat.*`: one YAML file each, with Python beside it where a check needs logic."""
