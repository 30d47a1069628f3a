from django.apps import AppConfig


class LessonsConfig(AppConfig):
    name = "lessons"
    verbose_name = "Lessons and sources"

    def ready(self) -> None:
        from knowledge.claims import register

        from . import signals  # noqa: F401  connects them
        from .models import ClaimsTaught

        register(ClaimsTaught())
