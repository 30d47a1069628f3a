"""Cases in and out of other systems: one format a module, `shape` in between. Nothing here needs Django."""
