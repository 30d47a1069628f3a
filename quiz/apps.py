from django.apps import AppConfig


class QuizConfig(AppConfig):
    name = "quiz"
    verbose_name = "Quizzes and answers"

    def ready(self) -> None:
        from . import signals  # noqa: F401  connects them
