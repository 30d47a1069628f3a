"""Manage quizzes, corrected keys, reports and statistics at the desk.

Also adds columns and pages to the desk of cases.
"""

from . import analysis, case_desk, key_correction, quizzes, reports

__all__ = ["analysis", "case_desk", "key_correction", "quizzes", "reports"]
