"""What the tests of the authors' desk share."""

import pytest
from django.contrib.auth.models import Group, User


@pytest.fixture
def sign_in(client):
    """Sign in as somebody with a role; under their own name, where one test needs two of a role."""

    def as_(role, name=""):
        user, new = User.objects.get_or_create(username=name or role, defaults={"is_staff": True})
        if new and role:
            user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        return user

    return as_
