"""Choose which case a learner is dealt next, and what comes back."""
