"""What a learner's committed beliefs say about them. Pure: the standard library and `knowledge.patterns` only."""
