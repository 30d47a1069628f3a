from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils import timezone

from cases.models import Case
from content.loader import ListRecordType, register_type

from . import models
from .schema import QuizRecord


@register_type
class Quizzes(ListRecordType):
    name = "quizzes"
    folder = Path(__file__).parent / "data"
    file = "quizzes.yaml"
    record = QuizRecord
    model = models.Quiz
    links = {"cases": "cases"}

    def stored(self) -> dict[str, Any]:
        return {
            quiz.slug: QuizRecord(
                slug=quiz.slug,
                title=quiz.title,
                introduction=quiz.introduction,
                cases=[item.case.code for item in quiz.quizcase_set.all()],
                may_be_outside=quiz.may_be_outside,
            )
            for quiz in models.Quiz.objects.prefetch_related("quizcase_set__case")
        }

    def save(self, records: Sequence[tuple[int, Any]]) -> None:
        for _, record in records:
            fields = record.model_dump(include={"title", "introduction", "may_be_outside"})
            models.Quiz.objects.update_or_create(
                slug=record.slug,
                defaults=fields,
                create_defaults={**fields, "published_at": timezone.now()},
            )

    def relate(self, records: Sequence[Any]) -> None:
        for record in records:
            quiz = models.Quiz.objects.get(slug=record.slug)
            quiz.quizcase_set.all().delete()
            cases = Case.objects.in_bulk(record.cases, field_name="code")
            models.QuizCase.objects.bulk_create(
                models.QuizCase(quiz=quiz, case=cases[code], position=position)
                for position, code in enumerate(record.cases, 1)
            )
