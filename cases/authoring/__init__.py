"""Help authors to write a case: drafts, checks, look-alikes, task lists."""
