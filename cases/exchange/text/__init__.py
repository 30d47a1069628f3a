"""Turn texts of files into plain Markdown.

The modules deal with encodings, HTML, formulas, times, ages and names.
"""
