"""Score what learners committed to.

The package is pure: it imports the standard library, `knowledge.patterns` and
`knowledge.proportion` only.
"""
