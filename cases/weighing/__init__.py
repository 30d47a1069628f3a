"""How findings are weighed: families, tables, likelihoods, and what is left to reason with. No Django."""
