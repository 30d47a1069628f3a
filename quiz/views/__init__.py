"""Answer requests for learners' pages, a module for each subject."""
