"""The office: one machine runs it, everybody else opens a browser. JSON for other systems; pages are in `surfaces/web`."""
