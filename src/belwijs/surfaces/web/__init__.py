"""The pages of the office, made on the server: routes, templates, and the few scripts they need."""
