"""Exchange cases with other systems: a module for each format, `items` between.

The formats need no Django.
"""
