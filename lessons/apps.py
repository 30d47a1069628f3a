from django.apps import AppConfig


class LessonsConfig(AppConfig):
    name = "lessons"
    verbose_name = "Lessons and sources"

    def ready(self) -> None:
        from knowledge.claims import register_claims

        from . import signals  # noqa: F401  connects them
        from .traceability import ClaimsTaught

        register_claims(ClaimsTaught())
