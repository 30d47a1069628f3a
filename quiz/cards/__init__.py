"""Make flash cards of what the tables know and of a learner's own errors, and lay them out.

No card ever holds the text of a case.
"""
