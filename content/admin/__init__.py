"""The desk for proposed texts, and what pages of the desk share."""

from .proposals import ProposalAdmin

__all__ = ["ProposalAdmin"]
