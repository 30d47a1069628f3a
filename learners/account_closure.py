"""Closing an account: a learner's own work goes for good, what was done for others stays without its name.

Who wrote, reviewed, published or changed something must stay known to be one person and not another, or two people
could no longer be told from one. So whoever left such a trail keeps their row, emptied of everything that says who
they were; all that points to it goes on pointing there, whatever model it is. Whoever left none is deleted.
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

from .models import Learner, in_words

FORMER = "a former author"
OWN = (Learner, EmailAddress, User.groups.through, User.user_permissions.through)  # what goes with the person


@dataclass(frozen=True, slots=True)
class Trail:
    """What names a person in the rows of one model by one field, and outlives their account."""

    model: type[models.Model]
    field: str
    rows: "models.QuerySet[Any]"

    @property
    def label(self) -> str:
        """What it is and how it names the person, such as "log entry: user"."""
        return f"{self._owner._meta.verbose_name}: {self._role}"

    def in_words(self) -> str:
        """How much of it there is, such as "28 log entries (user)"; empty for none."""
        n, names = self.rows.count(), self._owner._meta
        return f"{in_words(n, str(names.verbose_name), str(names.verbose_name_plural))} ({self._role})" if n else ""

    def export(self) -> list[dict[str, Any]]:
        """What this person did, for themselves: what it is, of what, and the words they left."""
        rows = (
            getattr(row, self._owner._meta.model_name) if self._owner is not self.model else row for row in self.rows
        )
        return [{"as": self.label, "what": str(row), **_words_of(row)} for row in rows]

    @property
    def _owner(self) -> Any:
        """The model; of a table between two models, the one that made it."""
        return self.model._meta.auto_created or self.model

    @property
    def _role(self) -> str:
        """The field that names the person; of a table between two models, the field that made it."""
        if self._owner is self.model:
            field: Any = self.model._meta.get_field(self.field)
            return str(field.verbose_name)
        between = (field for field in self._owner._meta.many_to_many if field.remote_field.through is self.model)
        return str(next(between).verbose_name)


def trails(user: User) -> Iterator[Trail]:
    """Everything that names this person and is not their own, whatever model it is in."""
    for relation in User._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and relation.related_model not in OWN:
            model, field = relation.related_model, relation.field.name
            yield Trail(model, field, model._base_manager.filter(**{field: user}))


def account_data(user: User) -> dict[str, Any]:
    """What is kept of an account beside its owner's work, in plain values."""
    deeds = [deed for trail in trails(user) for deed in trail.export()]
    return {
        "email": user.email,
        "addresses": list(EmailAddress.objects.filter(user=user).values_list("email", flat=True)),
        "name": user.get_full_name() or user.get_username(),
        "joined_at": user.date_joined.isoformat(),
        **({"roles": roles} if (roles := [group.name for group in user.groups.all()]) else {}),
        **({"rights": rights} if (rights := [str(right) for right in user.user_permissions.all()]) else {}),
        **({"at_the_desk": deeds} if deeds else {}),
    }


def is_former(user: User) -> bool:
    """Whether nothing but the trail is left of this account."""
    return user.username.startswith(FORMER)


def close_account(user: User) -> None:
    """Delete a person's own work, addresses, rights, sessions and name; see the head of this module for what stays."""
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
    """Sign a person out everywhere; what a session holds of them goes too."""
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
    """What was done to the account stays in the log; whose it was does not."""
    addresses = list(EmailAddress.objects.filter(user=user))
    about = Q(content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk))
    kind = ContentType.objects.get_for_model(EmailAddress)
    about |= Q(content_type=kind, object_id__in=[str(address.pk) for address in addresses])
    for address in addresses:
        about |= Q(content_type=kind, object_repr__iexact=address.email)
    LogEntry.objects.filter(about).update(object_repr=f"a closed account ({user.pk})")
