"""Before the answer nothing in a response tells pattern, disease or title, for every case that ships."""

import itertools
import re

import pytest
from django.core import signing
from django.urls import reverse

from cases.giveaways import STEMS, names_of, naming
from cases.models import Case, CaseVersion, Disease
from cases.patterns import Stage
from cases.tests.factory import make_version
from config.tests.shipped import load_shipped
from quiz.models import Answer
from quiz.models.runs import DEAL
from quiz.tests.factory import make_answer

pytestmark = pytest.mark.django_db


def everything_in(response):
    """Headers and body, without the random values that differ in any two responses."""
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    body = re.sub(r'name="(csrfmiddlewaretoken|case)" value="[^"]*"', "", response.content.decode())
    return f"{headers}\n{body}".casefold()


def stem_counts(response):
    text = everything_in(response)
    return {stem: text.count(stem) for stem in STEMS}


@pytest.fixture
def pages(client, learner):
    """A function from a version to its response at each stage, each with the stages before it committed."""

    def of(version):
        return [client.get(make_answer(learner, version, stages=n).get_absolute_url()) for n in range(len(Stage))]

    return of


def test_shipped_cases_name_no_disease_and_no_pattern_before_the_answer(pages):
    load_shipped()
    plain = make_version(history="A.", examination="B.", tests="C.")
    alike = [stem_counts(response) for response in pages(plain)]
    names = {
        name
        for disease in Disease.objects.all()
        for name in names_of(disease.pk, disease.name, disease.synonyms)
        if not disease.pk.startswith("disease_")
    }
    named = naming(names)

    leaks = []
    versions = CaseVersion.objects.filter(current_of__isnull=False).exclude(pk=plain.pk).select_related("case")
    for version in versions:
        for stage, response, labels in zip(Stage, pages(version), alike, strict=True):
            text = everything_in(response)
            found = {*named.findall(text), *(stem for stem, n in stem_counts(response).items() if n != labels[stem])}
            found |= {
                words for words in (version.title, version.diagnosis, version.headline) if words.casefold() in text
            }
            leaks += [f"{version.case.code} {stage}: {words}" for words in sorted(found)]

    assert leaks == []
    assert len(versions) == Case.objects.exclude(pk=plain.case_id).count() > 0


def test_what_a_page_carries_of_an_unstored_case_names_nothing(client):
    version = make_version()

    token = client.get(reverse("quiz:practice")).context["answer"].token

    assert set(signing.loads(token, salt=DEAL)) == {
        *("quiz", "assessment", "seed", "order", "how", "version", "position", "rule")
    }
    assert signing.loads(token, salt=DEAL)["version"] == version.pk


def test_numbers_in_addresses_do_not_follow_the_pattern():
    load_shipped()

    patterns = Case.objects.order_by("id").values_list("current__disease__pattern", flat=True)

    runs = 1 + sum(a != b for a, b in itertools.pairwise(patterns))
    assert runs > len(patterns) / 3


def test_feedback_is_not_in_the_page_of_an_answer_that_waits(client, learner):
    answer = make_answer(learner, make_version(diagnosis="Proven by gene."), stages=2)

    assert "Proven by gene." not in client.get(answer.get_absolute_url()).content.decode()
    assert Answer.objects.get().is_finished is False
