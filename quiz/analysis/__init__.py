"""Analyse items: what the answers of all learners say of a case."""
