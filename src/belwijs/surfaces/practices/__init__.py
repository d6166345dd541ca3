"""A practice's page: the same content on the terminal and as a site of static pages."""
