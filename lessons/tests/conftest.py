"""What the tests of lessons at the authors' desk share."""

from cases.tests.conftest import sign_in

__all__ = ["sign_in"]
