"""Review proposed texts at the desk, and share what its pages have in common."""

from .proposal_review import ProposalAdmin

__all__ = ["ProposalAdmin"]
