"""What a learner's committed beliefs say about them. Pure: the standard library and `cases.patterns` only."""
