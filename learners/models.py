"""Who learns: a person with an account, or a browser without one."""

import uuid
from collections.abc import Iterator
from typing import Any, Self

from django.contrib.auth.models import AnonymousUser, User
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Now
from django.utils import timezone


class LearnerManager(models.Manager["Learner"]):
    def known(self, user: User | AnonymousUser, browser: uuid.UUID | None) -> "Learner | None":
        """The learner behind a request, if there is one already. An account goes before a browser."""
        return self.who(user, browser).first()

    def who(self, user: User | AnonymousUser, browser: uuid.UUID | None) -> "models.QuerySet[Learner]":
        """The same as a queryset of one or none, to ask about a learner within another query."""
        if user.is_authenticated:
            return self.filter(user=user)
        return self.filter(browser=browser, user=None) if browser else self.none()

    def become(self, user: User | AnonymousUser, browser: uuid.UUID) -> "Learner":
        """The learner behind a request, made now if need be: called when there is first something to keep."""
        known = self.who(user, browser)
        if not known.exists():
            new = Learner(user=user) if user.is_authenticated else Learner(browser=browser)
            self.bulk_create([new], ignore_conflicts=True)  # a second click at the same time makes no second learner
        return known.get()

    def see(self, browser: uuid.UUID) -> None:
        """Note that a browser without an account was here again."""
        self.filter(browser=browser, user=None).update(seen_at=timezone.now())

    def leave_behind(self, browser: uuid.UUID) -> None:
        """Take a browser's name from what was done in it: nobody reaches that any more. It goes with `clear_guests`."""
        self.filter(browser=browser, user=None).update(browser=None)


class Learner(models.Model):
    """All that somebody has done here hangs on this row. A row exists only once there is something to keep."""

    user = models.OneToOneField("auth.User", models.CASCADE, null=True, blank=True, related_name="learner")
    browser = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    seen_at = models.DateTimeField(
        db_default=Now(), editable=False, help_text="To the month; only for those without an account."
    )

    objects = LearnerManager()

    def __str__(self) -> str:
        return str(self.user or f"browser {self.pk}")

    def take_over(self, other: Self) -> None:
        """Make the work of another learner this one's, and remove the other."""
        with transaction.atomic():
            for row in other.work():
                row.hand_over(self)
            other.delete()

    def amounts(self) -> list[str]:
        """How much there is of each kind, such as "3 cases"; what follows from another kind is left out."""
        kinds = sorted((kind for kind, _ in self._kinds()), key=lambda kind: kind.kind)
        return [amount for kind in kinds if (amount := kind.amount(self))]

    def export(self) -> dict[str, list[dict[str, Any]]]:
        """Everything that hangs on this learner, by kind, in plain values, but what is not told yet."""
        kinds: dict[str, list[dict[str, Any]]] = {}
        for row in self.work():
            if row.is_told:
                kinds.setdefault(row.kind, []).append(row.export())
        return kinds

    def work(self) -> "Iterator[Work]":
        """Every row, of whatever app, that belongs to this learner."""
        for kind, field in self._kinds():
            yield from kind._base_manager.filter(**{field: self})

    def _kinds(self) -> "Iterator[tuple[type[Work], str]]":
        for relation in self._meta.related_objects:
            if issubclass(relation.related_model, Work):
                yield relation.related_model, relation.field.name


class Work(models.Model):
    """A row that belongs to a learner: it can be taken out, and it goes along when its learner signs up."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="%(class)ss")
    kind = "work"
    words: tuple[str, str] | None = None  # for one and for many; None where it follows from other work

    class Meta:
        abstract = True

    @classmethod
    def amount(cls, learner: Learner) -> str:
        """How much of it a learner has, in words; empty for none."""
        n = cls._base_manager.filter(learner=learner).count() if cls.words else 0
        return in_words(n, *cls.words) if cls.words and n else ""

    @property
    def is_told(self) -> bool:
        """Whether its learner may know of it already."""
        return True

    def export(self) -> dict[str, Any]:
        """This row in plain values, for its learner."""
        raise TypeError(f"{type(self).__name__} says nothing of what its learner may take out")

    def hand_over(self, learner: Learner) -> None:
        """Give this row to another learner. Where they have its like and only one can be, theirs stays."""
        self.learner = learner
        try:
            with transaction.atomic():
                self.save(update_fields=["learner"])
        except IntegrityError:
            self.give_way()

    def give_way(self) -> None:
        """What happens to this row where its new learner has its like already."""
        self.delete()


def in_words(n: int, one: str, many: str) -> str:
    """A number with its noun: "1 case", "3 cases"."""
    return f"{n} {one if n == 1 else many}"
