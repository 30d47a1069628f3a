from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "Clinical knowledge and cases"

    def ready(self) -> None:
        from . import signals  # noqa: F401  connects them
