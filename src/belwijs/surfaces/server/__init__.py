"""The office: one machine runs it, the others open a browser. JSON for other systems; pages are in `surfaces/web`."""
