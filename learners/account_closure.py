"""Close accounts: delete a person's own work, keep work for others without a name.

Who wrote, reviewed, published or changed something must stay known to be one person and not
another, or two people could no longer be told apart. So a user whom rows of others' work name keeps
their row, emptied of everything that says who they were, and those rows go on pointing to it,
whatever their model. A user whom no such row names is deleted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from .models import Learner, count_in_words

FORMER = "a former author"
# The models whose rows are deleted with the person.
OWN = (
    Learner,
    EmailAddress,
    User.groups.through,
    User.user_permissions.through,
)


@dataclass(frozen=True, slots=True)
class Trail:
    """The rows of one model that name a person by one field and outlive the account."""

    model: type[models.Model]
    field: str
    rows: "models.QuerySet[Any]"

    @property
    def label(self) -> str:
        """Return the model and the person's role in it, such as "log entry: user"."""
        return f"{self._owner._meta.verbose_name}: {self._role}"

    def in_words(self) -> str:
        """Return how many rows there are, such as "28 log entries (user)"; empty for none."""
        n = self.rows.count()
        if not n:
            return ""
        names = self._owner._meta
        rows = count_in_words(n, str(names.verbose_name), str(names.verbose_name_plural))
        return f"{rows} ({self._role})"

    def export(self) -> list[dict[str, Any]]:
        """Return each row for the person: their role, the row in words, their own text."""
        rows = (
            getattr(row, self._owner._meta.model_name) if self._owner is not self.model else row
            for row in self.rows
        )
        return [{"as": self.label, "what": str(row), **_words_of(row)} for row in rows]

    @property
    def _owner(self) -> Any:
        """Return the model, or for a table between two models the one that declares it."""
        return self.model._meta.auto_created or self.model

    @property
    def _role(self) -> str:
        """Return the verbose name of the field that names the person.

        For a table between two models it is the many-to-many field.
        """
        if self._owner is self.model:
            field: Any = self.model._meta.get_field(self.field)
            return str(field.verbose_name)
        between = (
            field
            for field in self._owner._meta.many_to_many
            if field.remote_field.through is self.model
        )
        return str(next(between).verbose_name)


def trails(user: User) -> Iterator[Trail]:
    """Yield the trails of a person in every model.

    Their own rows (`OWN`) are left out.
    """
    for relation in User._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and relation.related_model not in OWN:
            model, field = relation.related_model, relation.field.name
            yield Trail(model, field, model._base_manager.filter(**{field: user}))


def account_data(user: User) -> dict[str, Any]:
    """Return what is kept of an account, in plain values, without the learner's work."""
    deeds = [deed for trail in trails(user) for deed in trail.export()]
    return {
        "email": user.email,
        "addresses": list(EmailAddress.objects.filter(user=user).values_list("email", flat=True)),
        "name": user.get_full_name() or user.get_username(),
        "joined_at": user.date_joined.isoformat(),
        **({"roles": roles} if (roles := [group.name for group in user.groups.all()]) else {}),
        **(
            {"rights": rights}
            if (rights := [str(right) for right in user.user_permissions.all()])
            else {}
        ),
        **({"at_the_desk": deeds} if deeds else {}),
    }


def is_former(user: User) -> bool:
    """Return whether `close_account` has emptied this account."""
    return user.username.startswith(FORMER)


def close_account(user: User) -> None:
    """Delete a person's own work, addresses, rights, sessions and name.

    The head of this module says what stays.
    """
    with transaction.atomic():
        end_sessions(user)
        _unname_in_the_log(user)
        for learner in Learner.objects.filter(user=user):
            learner.delete()
        if any(trail.rows.exists() for trail in trails(user)):
            _empty(user)
        else:
            user.delete()


def end_sessions(user: User) -> None:
    for session in Session.objects.iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()


def _words_of(row: Any) -> dict[str, str]:
    words = getattr(row, "text", "") or getattr(row, "reason", "")
    return {"words": str(words)} if words else {}


def _empty(user: User) -> None:
    EmailAddress.objects.filter(user=user).delete()
    user.groups.clear()
    user.user_permissions.clear()
    user.username = f"{FORMER} ({user.pk})"
    user.first_name = user.last_name = user.email = ""
    user.is_active = user.is_staff = user.is_superuser = False
    user.last_login, user.date_joined = None, timezone.now()
    user.set_unusable_password()
    user.save()


def _unname_in_the_log(user: User) -> None:
    """Remove the person's name and addresses from log entries about the account."""
    addresses = list(EmailAddress.objects.filter(user=user))
    about = Q(content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk))
    kind = ContentType.objects.get_for_model(EmailAddress)
    about |= Q(content_type=kind, object_id__in=[str(address.pk) for address in addresses])
    for address in addresses:
        about |= Q(content_type=kind, object_repr__iexact=address.email)
    LogEntry.objects.filter(about).update(object_repr=f"a closed account ({user.pk})")
