from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "knowledge"
    verbose_name = "Clinical knowledge"

    def ready(self) -> None:
        from . import signals  # noqa: F401  connects them
