"""Before the answer nothing in a response tells pattern, disease or title, for every case that
ships.
"""

import base64
import itertools
import random
import re
import uuid
import zlib
from collections import defaultdict

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from cases.authoring.giveaways import STEMS, names_of, naming
from cases.models import Case, CaseVersion
from cases.tests.factory import make_version
from knowledge.models import Disease
from knowledge.patterns import Pattern, Stage
from quiz.models import Answer
from quiz.sealing import seal, unseal
from quiz.tests.factory import make_answer, make_quiz

from ..modes.drawing import drawn_answer
from ..modes.practice import current_practice
from ..practice.selection import Plan
from ..tickets import DEAL

pytestmark = pytest.mark.django_db


def everything_in(response):
    """Headers and body, without the random values that differ in any two responses."""
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    body = re.sub(r'name="(csrfmiddlewaretoken|case)" value="[^"]*"', "", response.content.decode())
    body = re.sub(r' stroke="\w*"', "", body)  # of a drawing, not of the brain
    return f"{headers}\n{body}".casefold()


def stem_counts(response):
    text = everything_in(response)
    return {stem: text.count(stem) for stem in STEMS}


@pytest.fixture
def pages(client, learner):
    """A function from a version to its response at each stage, each with the stages before it
    committed.
    """

    def of(version):
        return [
            client.get(make_answer(learner, version, stages=n).get_absolute_url())
            for n in range(len(Stage))
        ]

    return of


def test_shipped_cases_name_no_disease_and_no_pattern_before_the_answer(shipped, pages):
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
    versions = (
        CaseVersion.objects.filter(current_of__isnull=False)
        .exclude(pk=plain.pk)
        .select_related("case")
    )
    for version in versions:
        for stage, response, labels in zip(Stage, pages(version), alike, strict=True):
            text = everything_in(response)
            found = {
                *named.findall(text),
                *(stem for stem, n in stem_counts(response).items() if n != labels[stem]),
            }
            found |= {
                words
                for words in (version.title, version.diagnosis, version.headline)
                if words.casefold() in text
            }
            leaks += [f"{version.case.code} {stage}: {words}" for words in sorted(found)]

    assert leaks == []
    assert len(versions) == Case.objects.exclude(pk=plain.case_id).count() > 0


def test_ticket_of_an_unstored_case_is_sealed_and_of_one_size_whatever_it_holds(client):
    make_quiz(make_version(), *(make_version() for _ in range(8)), slug="nine")
    make_version(typicality="atypical")
    addresses = [reverse("quiz:practice"), reverse("quiz:next_case", args=["nine"])]

    tickets = [client.get(url).context["token"] for url in addresses]

    assert {len(ticket) for ticket in tickets} == {len(tickets[0])}
    for ticket in tickets:
        with pytest.raises(signing.BadSignature):
            signing.loads(ticket, salt="quiz.deal")
        assert b"version" not in base64.urlsafe_b64decode(ticket)


def test_ticket_of_one_purpose_does_not_open_as_another():
    with pytest.raises(signing.BadSignature):
        unseal(seal([1, 2], purpose="drill"), purpose=DEAL)


def test_ticket_sealed_under_an_older_secret_still_opens(settings):
    ticket = seal({"version": 7}, purpose=DEAL)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret, as long as it has to be, and then some more of it"

    assert unseal(ticket, purpose=DEAL) == {"version": 7}


class Attacker:
    """Somebody with the public code and all that reaches a browser, but not the words and figures
    of the case.
    """

    def __init__(self):
        self.calls = defaultdict(list)

    def see(self, client, response, truth):
        """Call the pattern of the first case that a new browser is shown, by each of several
        ways."""
        page = response.content.decode()
        ticket = re.search(r'name="case" value="([^"]+)"', page)[1]
        browser = client.cookies["learner"].value
        received = {
            "ticket": ticket,
            "cookie": browser,
            "number in the ticket": self._number(ticket),
        }
        for name, text in received.items():
            self.calls[name].append((self._pattern(text), truth))
            self.calls[f"{name}, as a seed"].append((self._pattern(self._seed(text)), truth))
        frame = re.sub(r'(?s)<div class="stages.*?</div>\s*<belief-picker', "", page)
        frame = re.sub(r"(?s)<belief-picker.*", "", frame)
        self.calls["size"].append((list(Pattern)[len(frame) % 3], truth))
        self.calls["ticket"].append((list(Pattern)[sum(ticket.encode()) % 3], truth))

    def _number(self, ticket):
        """The first long number that the ticket holds for who can only decode it, such as a
        seed."""
        start = ticket.split(":")[0]
        data = base64.urlsafe_b64decode(start.lstrip(".") + "=" * (-len(start.lstrip(".")) % 4))
        data = zlib.decompress(data) if start.startswith(".") else data
        numbers = re.findall(rb"\d{6,}", data)
        return numbers[0].decode() if numbers else ""

    def _seed(self, text):
        return random.Random(f"{text} practice 0").getrandbits(62)

    def _pattern(self, seed):
        return random.Random(f"{seed} 1").choices(list(Pattern), (1 / 3, 1 / 3, 1 / 3))[0]

    @property
    def best(self):
        """The share of right calls of the way that did best."""
        return max(
            sum(call == truth for call, truth in calls) / len(calls)
            for calls in self.calls.values()
        )


def test_nothing_that_reaches_a_browser_repeats_a_draw():
    for pattern in Pattern:
        for _ in range(6):
            make_version(pattern)
    attacker = Attacker()

    for _ in range(300):
        client = Client()
        response = client.get(reverse("quiz:practice"))
        attacker.see(client, response, response.context["answer"].version.pattern)

    assert attacker.best <= 0.43


def test_draws_of_a_learner_do_not_follow_from_the_name_of_the_browser(settings):
    for pattern in Pattern:
        make_version(pattern)
    browser = uuid.UUID(int=7)
    dealt = []

    for secret in range(40):
        settings.SECRET_KEY = f"secret {secret}"
        run = current_practice(None, browser)
        dealt.append(drawn_answer(run, None, Plan()).version.pattern)

    assert set(dealt) == set(Pattern)


def test_versions_in_the_order_of_their_ids_do_not_follow_the_pattern(shipped):
    patterns = list(
        Case.objects.order_by("current_id").values_list("current__disease__pattern", flat=True)
    )

    for period in range(1, 7):
        alike = sum(a == b for a, b in zip(patterns, patterns[period:], strict=False))
        assert alike < len(patterns) / 2


def test_numbers_in_addresses_do_not_follow_the_pattern(shipped):
    patterns = Case.objects.order_by("id").values_list("current__disease__pattern", flat=True)

    runs = 1 + sum(a != b for a, b in itertools.pairwise(patterns))
    assert runs > len(patterns) / 3


def test_feedback_is_not_in_the_page_of_an_answer_that_waits(client, learner):
    answer = make_answer(learner, make_version(diagnosis="Proven by gene."), stages=2)

    assert "Proven by gene." not in client.get(answer.get_absolute_url()).content.decode()
    assert Answer.objects.get().is_finished is False
