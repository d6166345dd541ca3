"""The practices, one file each, and how they are checked."""
