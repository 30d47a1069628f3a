from django.apps import AppConfig


class QuizConfig(AppConfig):
    name = "quiz"
    verbose_name = "Quizzes and answers"

    def ready(self) -> None:
        from learners.account_sections import register_section

        from . import signals  # noqa: F401  connects them
        from .problem_reports import account_section

        register_section(account_section)
