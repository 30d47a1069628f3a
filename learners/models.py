import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Self

from django.contrib.auth.models import AnonymousUser, User
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Now
from django.utils import timezone

from .personal_settings import folds_after


class LearnerManager(models.Manager["Learner"]):
    def known(self, user: User | AnonymousUser, browser: uuid.UUID | None) -> "Learner | None":
        """Return the learner of a user or browser, or None; an account goes first."""
        return self.who(user, browser).first()

    def who(
        self, user: User | AnonymousUser, browser: uuid.UUID | None
    ) -> "models.QuerySet[Learner]":
        """Return the learner (see `known`) as a queryset of one or none."""
        if user.is_authenticated:
            return self.filter(user=user)
        return self.filter(browser=browser, user=None) if browser else self.none()

    def become(self, user: User | AnonymousUser, browser: uuid.UUID) -> "Learner":
        """Return the learner of a user or browser, creating one if there is none.

        It is called once there is something to store.
        """
        learners = self.who(user, browser)
        if not learners.exists():
            new = Learner(user=user) if user.is_authenticated else Learner(browser=browser)
            # A second click at the same time must not make a second learner.
            self.bulk_create([new], ignore_conflicts=True)
        return learners.get()

    def see(self, browser: uuid.UUID) -> None:
        """Record that a browser without an account was here again."""
        self.filter(browser=browser, user=None).update(seen_at=timezone.now())

    def leave_behind(self, browser: uuid.UUID) -> None:
        """Take the browser's name from its guest's work, which nobody can then reach.

        `clear_guests` deletes that work after a year.
        """
        self.filter(browser=browser, user=None).update(browser=None)


class Learner(models.Model):
    """A person with an account or a browser without one; all their work points here.

    A row exists only once there is something to store.
    """

    user = models.OneToOneField(
        "auth.User", models.CASCADE, null=True, blank=True, related_name="learner"
    )
    browser = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    seen_at = models.DateTimeField(
        db_default=Now(),
        editable=False,
        help_text="To the month; only for those without an account.",
    )
    settings = models.JSONField(
        default=dict, blank=True, help_text="What they set for themselves: personal_settings.py."
    )

    objects = LearnerManager()

    def __str__(self) -> str:
        return str(self.user or f"browser {self.pk}")

    def take_over(self, other: Self) -> None:
        """Move the work of another learner to this one, and delete the other.

        What this one has set already stays as it is.
        """
        with transaction.atomic():
            for row in other.work():
                row.hand_over(self)
            self.keep_settings(**{**other.settings, **self.settings})
            other.delete()

    def keep_settings(self, **values: Any) -> None:
        """Keep what this person has set just now; everything else stays as it was set before."""
        self._change_settings(lambda before: values)

    def remember_folds(self, opened: Iterable[str], closed: Iterable[str]) -> None:
        """Keep which parts of pages this person has opened and folded."""
        self._change_settings(
            lambda before: {
                "folds": folds_after(before.get("folds", ()), opened, closed),
                "closed_folds": folds_after(before.get("closed_folds", ()), closed, opened),
            }
        )

    def _change_settings(self, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        """Keep what a change makes of the settings as they are now."""
        with transaction.atomic():
            # Two tabs may send at once, and neither must take back what the other said.
            before = Learner.objects.select_for_update().get(pk=self.pk).settings
            self.settings = {**before, **change(before)}
            self.save(update_fields=["settings"])

    def amounts(self) -> list[str]:
        """Return the amount of each kind of work, such as "3 cases".

        Kinds without `words` are left out, as they follow from others. Settings come last.
        """
        kinds = sorted((kind for kind, _ in self._kinds()), key=lambda kind: kind.kind)
        amounts = [amount for kind in kinds if (amount := kind.amount(self))]
        return [*amounts, "settings"] if self.settings else amounts

    def export(self) -> dict[str, list[dict[str, Any]]]:
        """Return all work that the learner may know of, in plain values, by kind, and settings."""
        kinds = {"settings": [self.settings]} if self.settings else {}
        for row in self.work():
            if row.is_told:
                kinds.setdefault(row.kind, []).append(row.export())
        return kinds

    def work(self) -> "Iterator[LearnerOwned]":
        for kind, field in self._kinds():
            yield from kind._base_manager.filter(**{field: self})

    def _kinds(self) -> "Iterator[tuple[type[LearnerOwned], str]]":
        for relation in self._meta.related_objects:
            if issubclass(relation.related_model, LearnerOwned):
                yield relation.related_model, relation.field.name


class LearnerOwned(models.Model):
    """A row that belongs to a learner, can be exported, and moves to their account."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="%(class)ss")
    kind = "work"
    # The noun for one and for many; None where the rows follow from other work.
    words: tuple[str, str] | None = None

    class Meta:
        abstract = True

    @classmethod
    def amount(cls, learner: Learner) -> str:
        """Return how many rows a learner has, in words; empty for none."""
        n = cls._base_manager.filter(learner=learner).count() if cls.words else 0
        return count_in_words(n, *cls.words) if cls.words and n else ""

    @property
    def is_told(self) -> bool:
        """Return whether its learner may know of it already."""
        return True

    def export(self) -> dict[str, Any]:
        """Return this row in plain values, for its learner.

        Raises TypeError in a model that does not define it.
        """
        raise TypeError(f"{type(self).__name__} says nothing of what its learner may take out")

    def hand_over(self, learner: Learner) -> None:
        """Give this row to another learner; `give_way` if a constraint forbids it."""
        self.learner = learner
        try:
            with transaction.atomic():
                self.save(update_fields=["learner"])
        except IntegrityError:
            self.give_way()

    def give_way(self) -> None:
        """Resolve a clash with the new learner's own row: by default, delete this one."""
        self.delete()


def count_in_words(n: int, one: str, many: str) -> str:
    """Return a number with its noun, such as "1 case" or "3 cases"."""
    return f"{n} {one if n == 1 else many}"
