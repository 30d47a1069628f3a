"""Nobody raises their own rights at the desk, nor through somebody else's account; each way tried
by POST.
"""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse

pytestmark = pytest.mark.django_db
PASSWORD = "steep-stairs-and-low-chairs"


@pytest.fixture
def boss():
    return User.objects.create_superuser("boss", "boss@example.org", PASSWORD)


@pytest.fixture
def administrator(client):
    user = User.objects.create_user("ada", "ada@example.org", is_staff=True)
    user.groups.add(Group.objects.get(name="administrator"))
    client.force_login(user)
    return user


@pytest.fixture
def helper(client):
    """Somebody on the staff who may change accounts and nothing else."""
    user = User.objects.create_user("hugo", is_staff=True)
    names = ("view_user", "add_user", "change_user", "delete_user", "change_group", "view_group")
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    return user


def page(name, user):
    return reverse(f"admin:auth_user_{name}", args=[user.pk])


def form(user, **fields):
    joined = user.date_joined
    typed = {
        "username": user.username,
        "date_joined_0": f"{joined:%Y-%m-%d}",
        "date_joined_1": f"{joined:%H:%M:%S}",
    }
    return {**typed, "is_active": "on", "is_staff": "on", **fields}


def test_an_administrator_does_not_become_superuser(client, administrator):
    rights = [right.pk for right in Permission.objects.all()]

    response = client.post(
        page("change", administrator),
        form(administrator, is_superuser="on", user_permissions=rights),
    )

    administrator.refresh_from_db()
    assert response.status_code == 302
    assert [administrator.is_superuser, administrator.user_permissions.count()] == [False, 0]


def test_an_administrator_makes_nobody_superuser(client, administrator):
    other = User.objects.create_user("other")

    client.post(page("change", other), form(other, is_superuser="on", first_name="Changed"))

    other.refresh_from_db()
    assert [other.first_name, other.is_superuser] == ["Changed", False]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("change", {"email": "mine@example.org"}),
        (
            "password_change",
            {"password1": "another-one-entirely", "password2": "another-one-entirely"},
        ),
        ("delete", {"post": "yes"}),
    ],
)
def test_an_administrator_has_no_way_to_a_superusers_account(
    client, administrator, boss, name, data
):
    data = form(boss, **data) if name == "change" else {**data, "usable_password": "true"}

    client.post(page(name, boss), data)

    boss.refresh_from_db()
    assert [boss.email, boss.is_superuser, boss.check_password(PASSWORD)] == [
        "boss@example.org",
        True,
        True,
    ]
    assert (
        "boss@example.org" not in client.get(reverse("admin:auth_user_changelist")).content.decode()
    )


def test_an_administrator_does_not_delete_a_superuser_among_many(client, administrator, boss):
    which = {"action": "delete_selected", "_selected_action": [boss.pk], "post": "yes"}

    client.post(reverse("admin:auth_user_changelist"), which)

    assert User.objects.filter(pk=boss.pk, is_superuser=True).exists()


def test_an_administrator_still_gives_roles(client, administrator):
    other, role = User.objects.create_user("other"), Group.objects.get(name="administrator")

    client.post(page("change", other), form(other, groups=[role.pk]))

    assert list(other.groups.all()) == [role]


def test_an_administrator_does_not_change_what_a_role_may_do(client, administrator):
    role = Group.objects.get(name="administrator")
    before = set(role.permissions.all())
    rights = [right.pk for right in Permission.objects.all()]

    response = client.post(
        reverse("admin:auth_group_change", args=[role.pk]),
        {"name": "administrator", "permissions": rights},
    )

    assert response.status_code == 403
    assert set(role.permissions.all()) == before


@pytest.mark.parametrize("role", ["author", "reviewer", "administrator"])
def test_who_may_only_change_accounts_gives_no_role_beyond_their_own_rights(client, helper, role):
    other, group = User.objects.create_user("other"), Group.objects.get(name=role)

    client.post(page("change", other), form(other, groups=[group.pk]))
    client.post(page("change", helper), form(helper, groups=[group.pk]))

    assert [other.groups.count(), helper.groups.count()] == [0, 0]


def test_who_may_only_change_accounts_sets_no_password_of_who_may_do_more(client, helper):
    """Not even where that account is switched off: it could be switched on again."""
    other = User.objects.create_user("other", password=PASSWORD, is_active=False)
    other.groups.add(Group.objects.get(name="reviewer"))

    for name in ("change", "password_change", "delete"):
        data = {
            "password1": "another-one-entirely",
            "password2": "another-one-entirely",
            "usable_password": "true",
        }
        assert (
            client.post(page(name, other), {**form(other), **data, "post": "yes"}).status_code
            == 403
        )

    other.refresh_from_db()
    assert [other.is_active, other.check_password(PASSWORD)] == [False, True]


def test_a_superuser_changes_all_of_it(client, boss):
    client.force_login(boss)
    other = User.objects.create_user("other")

    client.post(page("change", other), form(other, is_superuser="on"))

    other.refresh_from_db()
    assert other.is_superuser
