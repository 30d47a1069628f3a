"""Say when a day ends for learners."""

from datetime import datetime

from django.utils import timezone


def end_of_day(now: datetime) -> datetime:
    """Return the last second of this day in the site's zone."""
    return timezone.localtime(now).replace(hour=23, minute=59, second=59)
