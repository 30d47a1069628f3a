"""What the model says, in words."""

import pytest

from knowledge.inference.explanation import model_share


@pytest.mark.parametrize(
    ("percent", "words"),
    [
        (0, "below 1 %"),
        (0.4, "below 1 %"),
        (1, "1 %"),
        (73.2, "73 %"),
        (99, "99 %"),
        (99.6, "above 99 %"),
        (100, "above 99 %"),
    ],
)
def test_the_model_is_never_certain(percent, words):
    assert model_share(percent) == words
