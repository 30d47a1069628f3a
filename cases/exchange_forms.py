"""What an author sends to bring cases in: a file, and what its words mean."""

import re
import secrets
import zlib
from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.utils import ErrorDict, ErrorList

from knowledge.models import PATTERN_CHOICES, Disease

from .exchange.settling import LEAVE_OUT, Wanted
from .exchange.shape import FORMATS, brief

KEPT_FOR = 60 * 60  # seconds between a look at a file and its import
MOST_WORDS = 200  # that can be mapped on the page
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,40}")
REFUSE = ("", "not known: refuse")


def too_large() -> str:
    return f"The file is larger than {settings.IMPORT_LIMIT_MB} MB. Split it and send the parts one by one."


class ImportForm(forms.Form):
    """A file of cases or questions."""

    file = forms.FileField(
        help_text="Moodle XML, GIFT, a QTI package or item, CSV, Motor Unit JSON or phenopackets. Nothing is stored "
        "before you have seen what would come in.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )
    kind = forms.ChoiceField(
        label="Format", choices=[("", "recognised from the content"), *FORMATS.items()], required=False
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > settings.IMPORT_LIMIT_MB * 1_000_000:
            raise ValidationError(too_large())
        return file

    @classmethod
    def refused(cls, message: str) -> "ImportForm":
        """An empty form with a message at its file."""
        form = cls({})
        form._errors = ErrorDict({"file": ErrorList([message])})  # type: ignore[attr-defined]
        return form


class MappingForm(forms.Form):
    """What is to become of a file that was looked at: the meaning of its words, and whether faults hold it up."""

    token = forms.CharField(max_length=40, widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=list(FORMATS.items()), widget=forms.HiddenInput)
    strict = forms.BooleanField(label="Import nothing if anything is faulty", required=False)

    def __init__(self, words: Wanted, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        diseases: list[Any] = [(disease.pk, disease.name) for disease in Disease.objects.only("id", "name")]
        leave_out = (LEAVE_OUT, "leave this answer out")
        answers: list[Any] = [*PATTERN_CHOICES, leave_out, ("A disease", diseases)]
        listed = [(word, meaning, answers) for word, meaning in words.options.items()]
        listed += [(word, meaning, diseases) for word, meaning in words.diseases.items()]
        listed.sort(key=lambda row: bool(row[1]))  # what is not known comes first
        self.words = {f"word-{number}": word for number, (word, _, _) in enumerate(listed[:MOST_WORDS])}
        for name, (word, meaning, choices) in zip(self.words, listed, strict=False):
            self.fields[name] = forms.ChoiceField(
                label=f"“{brief(word, 100)}” means",
                choices=choices if meaning else [REFUSE, *choices],
                initial=meaning,
                required=False,
            )
        self.order_fields([*self.words, "strict"])

    def mapping(self) -> dict[str, str]:
        """What each word means, of a form that was found valid."""
        return {word: meaning for name, word in self.words.items() if (meaning := self.cleaned_data.get(name))}


def keep(user_id: Any, data: bytes) -> str:
    """Keep a file between two pages; gives the token that finds it."""
    token = secrets.token_urlsafe(16)
    cache.set(f"import:{user_id}:{token}", zlib.compress(data), KEPT_FOR)
    return token


def kept(user_id: Any, sent: Mapping[str, str]) -> bytes | None:
    """The file that was kept for this user under the token that was sent, while it is there."""
    token = sent.get("token", "")
    packed = cache.get(f"import:{user_id}:{token}") if TOKEN.fullmatch(token) else None
    return zlib.decompress(packed) if packed else None
