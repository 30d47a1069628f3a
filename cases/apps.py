from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "Cases"

    def ready(self) -> None:
        from knowledge.what_if import register_bank

        from .model_shift import shift_in_words

        register_bank(shift_in_words)
