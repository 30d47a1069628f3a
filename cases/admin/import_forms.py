"""Forms for a file of cases and for the meaning of its words."""

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

from knowledge.models import KEY_CHOICES, Disease
from knowledge.patterns import OUTSIDE

from ..exchange.formats import FORMATS
from ..exchange.items import brief
from ..exchange.mapping import LEAVE_OUT, Wanted

FORMAT_CHOICES = [(key, item.name) for key, item in FORMATS.items()]
KEPT_FOR = 60 * 60  # seconds between a look at a file and its import
MOST_WORDS = 200  # that can be mapped on the page
TOKEN = re.compile(r"[A-Za-z0-9_-]{1,40}")
REFUSE = ("", "not known: refuse")
SOUNDS_OUTSIDE = (
    f"If its patients have none of the three patterns, choose “{OUTSIDE.label}”; as a right answer"
    " it needs their disease."
)


def too_large() -> str:
    return (
        f"The file is larger than {settings.IMPORT_LIMIT_MB} MB. Split it and send the parts one by"
        " one."
    )


class ImportForm(forms.Form):
    """A file of cases or questions."""

    file = forms.FileField(
        help_text=(
            "Moodle XML, GIFT, a QTI package or item, CSV, Motor Unit JSON or phenopackets. Nothing"
            " is stored before you have seen what would come in."
        ),
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )
    kind = forms.ChoiceField(
        label="Format",
        choices=[("", "recognised from the content"), *FORMAT_CHOICES],
        required=False,
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > settings.IMPORT_LIMIT_MB * 1_000_000:
            raise ValidationError(too_large())
        return file

    @classmethod
    def refused(cls, message: str) -> "ImportForm":
        """Return an empty form with a message at its file."""
        form = cls({})
        form._errors = ErrorDict({"file": ErrorList([message])})  # type: ignore[attr-defined]
        return form


class MappingForm(forms.Form):
    """The meaning of each word of a file, and whether faults stop the import."""

    token = forms.CharField(max_length=40, widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=FORMAT_CHOICES, widget=forms.HiddenInput)
    strict = forms.BooleanField(label="Import nothing if anything is faulty", required=False)

    def __init__(self, words: Wanted, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        diseases: list[Any] = [
            (disease.pk, disease.name) for disease in Disease.objects.only("id", "name")
        ]
        leave_out = (LEAVE_OUT, "leave this answer out")
        answers: list[Any] = [*KEY_CHOICES, leave_out, ("A disease", diseases)]
        fields = [(word, meaning, answers) for word, meaning in words.options.items()]
        fields += [(word, meaning, diseases) for word, meaning in words.diseases.items()]
        fields.sort(key=lambda row: bool(row[1]))  # what is not known comes first
        self.words = {
            f"word-{number}": word for number, (word, _, _) in enumerate(fields[:MOST_WORDS])
        }
        for name, (word, meaning, choices) in zip(self.words, fields, strict=False):
            self.fields[name] = forms.ChoiceField(
                label=f"“{brief(word, 100)}” means",
                choices=choices if meaning else [REFUSE, *choices],
                initial=meaning,
                required=False,
                help_text=SOUNDS_OUTSIDE if word in words.maybe_outside else "",
            )
        self.order_fields([*self.words, "strict"])

    def mapping(self) -> dict[str, str]:
        """Return what each word means; the form has to be valid."""
        return {
            word: meaning
            for name, word in self.words.items()
            if (meaning := self.cleaned_data.get(name))
        }


def keep_upload(user_id: Any, data: bytes) -> str:
    """Keep a file between two pages, and return the token that finds it."""
    token = secrets.token_urlsafe(16)
    cache.set(f"import:{user_id}:{token}", zlib.compress(data), KEPT_FOR)
    return token


def kept_upload(user_id: Any, form_data: Mapping[str, str]) -> bytes | None:
    """Return the file that was kept for this user under the token that was sent.

    The result is None once it is no longer there.
    """
    token = form_data.get("token", "")
    packed = cache.get(f"import:{user_id}:{token}") if TOKEN.fullmatch(token) else None
    return zlib.decompress(packed) if packed else None
