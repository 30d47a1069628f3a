from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "Cases"

    def ready(self) -> None:
        from knowledge.what_if import register_bank

        from .authoring.model_shift import bank_shift_in_words

        register_bank(bank_shift_in_words)
