"""What a person sets for themselves goes for all their pages, and for nobody else's."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from learners.middleware import COOKIE, cookie_value
from learners.models import Learner
from learners.personal_settings import MOST_FOLDS, PersonalSettings, folds_after
from lessons.tests.factory import make_claim, make_lesson
from quiz.tests.factory import make_drill, make_learner

pytestmark = pytest.mark.django_db
AS_IT_COMES = {
    "theme": "system",
    "text_size": "100",
    "motion": "system",
    "notes": "folded",
    "keys": "on",
}
HTML = '<html lang="en-GB"'


def choose(client, **choices):
    return client.post(reverse("learners:personal_settings"), {**AS_IT_COMES, **choices})


def html_of(client, url="/"):
    page = client.get(url).content.decode()
    return page[page.index(HTML) : page.index(">", page.index(HTML)) + 1]


def signed_in(**settings):
    user = User.objects.create_user("a@example.org", "a@example.org", "steep-stairs")
    client = Client()
    client.force_login(user)
    learner = make_learner(user=user)
    learner.keep_settings(**settings)
    return client


def test_nothing_is_set_and_nothing_kept_before_somebody_sets_it(client):
    client.get(reverse("learners:personal_settings"))

    assert html_of(client) == '<html lang="en-GB">'
    assert Learner.objects.count() == 0


def test_what_is_set_goes_for_every_page_of_a_guest_and_for_nobody_else(client):
    response = choose(client, theme="dark", text_size="125", motion="less", keys="off")

    assert response.url == reverse("learners:personal_settings")
    chosen = (
        '<html lang="en-GB" data-theme="dark" data-text="125" data-motion="less" data-keys="off">'
    )
    assert [html_of(client, url) for url in ("/", "/about/", "/nowhere/")] == [chosen] * 3
    assert html_of(Client()) == '<html lang="en-GB">'


def test_the_page_shows_what_is_set(client):
    choose(client, text_size="150")

    page = client.get(reverse("learners:personal_settings")).content.decode()

    assert 'value="150" id="id_text_size_3" checked' in page.replace(" required", "")
    assert page.count("checked>") == len(AS_IT_COMES)


def test_what_is_no_choice_is_refused_and_changes_nothing(client):
    choose(client, theme="dark")

    response = choose(client, theme="url(//elsewhere)", text_size="900")

    assert response.status_code == 422
    assert html_of(client) == '<html lang="en-GB" data-theme="dark">'


def test_an_account_has_its_settings_in_every_browser():
    signed_in(theme="dark")
    elsewhere = Client()
    elsewhere.force_login(User.objects.get())

    assert html_of(elsewhere) == '<html lang="en-GB" data-theme="dark">'


def test_settings_come_along_at_signing_in_and_those_of_the_account_go_first(client):
    choose(client, theme="dark", text_size="125")
    make_drill(Learner.objects.get())
    owner = make_learner(user=User.objects.create_user("owner"))
    owner.keep_settings(theme="light")
    client.force_login(owner.user)

    client.post(reverse("learners:merge"), {"choice": "bring"})

    owner.refresh_from_db()
    assert (owner.settings["theme"], owner.settings["text_size"]) == ("light", 125)


def test_settings_alone_are_asked_about_at_signing_in(client):
    choose(client, theme="dark")
    client.force_login(User.objects.create_user("owner"))

    assert "<b>settings</b>" in client.get(reverse("learners:merge")).content.decode()


def test_what_is_kept_is_the_pages_own_words_even_after_they_have_changed():
    kept = {"theme": "sepia", "text_size": 125, "was_once": "there", "folds": ["sources"]}

    assert PersonalSettings.of(kept) == PersonalSettings(text_size=125, folds=("sources",))


def test_one_switch_leaves_the_other_settings_alone(client):
    choose(client, theme="dark")
    lesson = make_lesson(f"A statement. [@{make_claim().pk}]")

    client.post(reverse("lessons:show_notes", args=[lesson.slug]), {"show": "yes"})

    assert html_of(client) == '<html lang="en-GB" data-theme="dark">'
    assert Learner.objects.get().settings["notes"] == "open"


def test_folds_are_remembered_for_a_learner_and_closed_again():
    client = signed_in()
    url = reverse("learners:remember_folds")

    client.post(url, {"opened": ["feedback-weights", "sources"]})
    client.post(url, {"closed": "sources"})

    assert Learner.objects.get().settings["folds"] == ["feedback-weights"]


def test_folds_of_somebody_of_whom_nothing_is_kept_are_not_kept(client):
    response = client.post(reverse("learners:remember_folds"), {"opened": "sources"})

    assert (response.status_code, Learner.objects.count()) == (204, 0)


def test_folds_need_a_token():
    client = Client(enforce_csrf_checks=True)
    learner = make_learner()
    client.cookies[COOKIE] = cookie_value(learner.browser)

    assert client.post(reverse("learners:remember_folds"), {"opened": "a"}).status_code == 403


def test_only_names_are_remembered_and_not_too_many():
    many = ["".join(chr(97 + (n // 26**k) % 26) for k in range(3)) for n in range(100)]

    assert folds_after(["a"], ["Not a name", "x" * 41, "b", '"><b'], []) == ["a", "b"]
    assert folds_after(["a"], many, []) == many[-MOST_FOLDS:]
    assert folds_after(["a", "b"], ["a"], ["b"]) == ["a"]


def test_settings_are_asked_with_the_learner_in_one_query(django_assert_num_queries):
    client = signed_in(theme="dark")

    with django_assert_num_queries(3):  # session, user, learner
        client.get(reverse("about"))


def test_no_cache_may_give_the_page_of_one_person_to_another(client):
    assert "Cookie" in client.get(reverse("about"))["Vary"]
