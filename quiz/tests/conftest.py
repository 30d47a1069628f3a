import pytest

from cases.tests.conftest import sign_in  # noqa: F401  the desk of quizzes has the same roles
from learners.middleware import COOKIE, cookie_value
from quiz.tests.factory import make_learner


@pytest.fixture
def learner(client):
    """A browser that has begun to learn, and carries its name in the client."""
    learner = make_learner()
    client.cookies[COOKIE] = cookie_value(learner.browser)
    return learner
