"""Let authors write, review and publish cases at the authors' desk."""

from . import case_version

__all__ = ["case_version"]
