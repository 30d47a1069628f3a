from django.apps import AppConfig


class LessonsConfig(AppConfig):
    name = "lessons"
    verbose_name = "Lessons and sources"

    def ready(self) -> None:
        from cases.claims import register

        from . import signals  # noqa: F401  connects them
        from .models import Claim

        register(lambda: Claim.objects.order_by().values_list("pk", flat=True))
