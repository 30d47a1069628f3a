"""Show the desk's own pages for cases."""
