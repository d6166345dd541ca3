"""The practices `transfer.*`: one YAML file each, with Python beside it where a check needs logic."""
