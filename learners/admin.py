"""Manage accounts and roles at the desk.

Nobody raises their own rights, or touches an account that may do more than theirs.
"""

from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from .account_closure import FORMER, close_account, trails
from .models import Learner

SUPERUSERS_ONLY = ("is_superuser", "user_permissions")
OWN_RIGHTS = ("is_active", "is_staff", "groups")


@dataclass(frozen=True, slots=True)
class Leaving:
    """An account to delete, with what goes and what stays."""

    user: User
    addresses: list[str]
    goes: list[str]
    stays: list[str]


def rights_of(user: User) -> set[int]:
    """Return the keys of all permissions that an account holds, even if inactive."""
    permissions = Permission.objects.filter(Q(user=user) | Q(group__user=user))
    return set(permissions.values_list("pk", flat=True))


def outranks(user: User, other: User) -> bool:
    """Return whether an account may do something that the other may not."""
    if other.is_superuser:
        return False
    return user.is_superuser or not rights_of(user) <= rights_of(other)


@admin.register(User)
class AccountAdmin(UserAdmin):
    """The page of an account.

    Superusers see everybody. Others see no superusers, and change nobody who may do more than they.
    """

    delete_confirmation_template = "admin/auth/user/delete_confirmation.html"
    delete_selected_confirmation_template = "admin/auth/user/delete_selected_confirmation.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        accounts = super().get_queryset(request).exclude(username__startswith=FORMER)
        return accounts if request.user.is_superuser else accounts.filter(is_superuser=False)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if request.user.is_superuser:
            return fieldsets
        return [
            (
                name,
                {
                    **row,
                    "fields": [field for field in row["fields"] if field not in SUPERUSERS_ONLY],
                },
            )
            for name, row in fieldsets
        ]

    def get_list_filter(self, request: HttpRequest) -> Any:
        hidden = () if request.user.is_superuser else SUPERUSERS_ONLY
        return [name for name in super().get_list_filter(request) if name not in hidden]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        own = obj is not None and obj.pk == request.user.pk and not request.user.is_superuser
        return [*super().get_readonly_fields(request, obj), *(OWN_RIGHTS if own else ())]

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Offer only roles that may do no more than the person who gives them."""
        if db_field.name == "groups" and not request.user.is_superuser:
            beyond = Permission.objects.exclude(pk__in=rights_of(request.user))
            kwargs["queryset"] = Group.objects.exclude(permissions__in=beyond)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request: Any, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (
            obj and outranks(obj, request.user)
        )

    def has_delete_permission(self, request: Any, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (
            obj and outranks(obj, request.user)
        )

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Return what goes and what stays, account by account.

        An account that may not be deleted stops the deletion of all.
        """
        lacking = {f"{user}" for user in objs if not self.has_delete_permission(request, user)}
        return [self._leaving(user) for user in objs], {}, lacking, []

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        close_account(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            close_account(user)

    def _leaving(self, user: User) -> Leaving:
        learner = Learner.objects.filter(user=user).first()
        goes = learner.amounts() if learner else []
        addresses = list(EmailAddress.objects.filter(user=user).values_list("email", flat=True))
        return Leaving(
            user, addresses, goes, [words for trail in trails(user) if (words := trail.in_words())]
        )


@admin.register(Group)
class RoleAdmin(GroupAdmin):
    """The page of a role, for superusers only.

    Anybody else with the role could raise their own rights here.
    """

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)
