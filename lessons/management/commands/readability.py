from typing import Any

from django.core.management.base import BaseCommand

from content.readability import readability

from ...models import Lesson, Term
from ...rendering import prose_of


class Command(BaseCommand):
    help = (
        "Print words, minutes and reading grade (Flesch-Kincaid) of each lesson, with and without"
        " medical terms."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        names = [name for term in Term.objects.all() for name in (term.term, *term.also)]
        terms = {word.lower() for name in names for word in name.split()}
        self.stdout.write(f"{'lesson':28} words minutes grade grade apart from terms")
        for lesson in Lesson.objects.all():
            text = prose_of(lesson.body)
            whole, apart = readability(text), readability(text, terms=terms)
            self.stdout.write(
                f"{lesson.slug:28} {whole.words:5} {lesson.minutes:7} {whole.grade or 0:5.1f}"
                f" {apart.grade or 0:5.1f}"
            )
