from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand
from django.db.models import Exists, OuterRef
from django.utils import timezone

from learners.account_closure import close_account
from learners.middleware import MONTH, YEAR

from ...models import Learner, count_in_words

PART = 100  # deleted at once, so that nobody waits for long


class Command(BaseCommand):
    help = (
        "Deletes what was done without an account in browsers that have not been here for a year,"
        " and accounts whose address was not confirmed within a month."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        guests = Learner.objects.filter(
            user=None, seen_at__lt=timezone.now() - timedelta(seconds=YEAR)
        )
        n = 0
        while part := list(guests.values_list("pk", flat=True)[:PART]):
            Learner.objects.filter(pk__in=part, user=None).delete()
            n += len(part)
        self.stdout.write(
            f"Deleted the work of {count_in_words(n, 'browser', 'browsers')} without an account."
        )
        unconfirmed = unconfirmed_accounts()
        for user in unconfirmed:
            close_account(user)
        self.stdout.write(
            f"Deleted {count_in_words(len(unconfirmed), 'account', 'accounts')} never confirmed."
        )


def unconfirmed_accounts() -> list[User]:
    """Return accounts signed up for 30 days ago or more and never confirmed."""
    address = EmailAddress.objects.filter(user=OuterRef("pk"))
    old = User.objects.filter(
        date_joined__lt=timezone.now() - timedelta(seconds=MONTH), last_login=None
    )
    return list(old.filter(Exists(address), ~Exists(address.filter(verified=True)), is_staff=False))
