"""Infer diseases and patterns from findings by the evidence model.

Imports no Django.
"""
