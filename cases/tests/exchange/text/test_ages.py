"""Ages as people write them."""

import pytest

from cases.tests.exchange.known import settled

from ....exchange.text.ages import ages_in


@pytest.mark.parametrize(
    "text, years",
    [
        ("A 61-year-old man", 61),
        ("A 61\u2011year\u2011old man", 61),
        ("a 61 year old", 61),
        ("A 61-\u00adyear-old", 61),
        ("A 61\u00a0y/o man", 61),
        ("61yo", 61),
        ("A 61 y.o. man", 61),
        ("A 61M with thin hands", 61),
        ("A man, 61, with thin hands", 61),
        ("A woman (61) tires", 61),
        ("A 61-y-o man", 61),
        ("a 7-d-old", 0),
        ("A boy, 9 years, falls", 9),
        ("a boy (9 years)", 9),
        ("girl 9y", 9),
        ("Mrs Smith, 61, has thin hands", 61),
        ("thin hands (61, male)", 61),
        ("a woman aged **61**", 61),
        ("aged “61”", 61),
        ("a hundred-year-old woman", 100),
        ("a toddler of 18 months", 1),
        ("Ein drei Wochen altes Mädchen", 0),
        ("eine Vierzigjährige", 40),
        ("aged 40", 40),
        ("Age: 40", 40),
        ("at 40 years of age", 40),
        ("A sixty-one-year-old man", 61),
        ("aged sixty one", 61),
        ("A man of sixty-one", 61),
        ("a nine year old girl", 9),
        ("A 9-month-old girl", 0),
        ("a six-month-old boy", 0),
        ("Aged 6 weeks, a boy", 0),
        ("a 3 week old", 0),
        ("a two-day-old", 0),
        ("an 18-month-old", 1),
        ("30 months old", 2),
        ("a boy, 3 years 6 months old", 3),
        ("a 3-year-and-6-month-old", 3),
        ("a 2.5-year-old", 2),
        ("a 2½-year-old", 2),
        ("one and a half years old", 1),
        ("Ein 61-jähriger Mann", 61),
        ("Eine Frau, 61 Jahre alt", 61),
        ("im Alter von 61 Jahren", 61),
        ("une femme de 61 ans", 61),
        ("She is 61 and weak", 61),
    ],
)
def test_an_age_is_read_in_whole_years(text, years):
    (age,) = ages_in(text)

    assert (age.years, age.is_exact) == (years, True)


@pytest.mark.parametrize(
    "text, years, words",
    [
        ("A woman in her forties", 45, "in her forties"),
        ("in his late 60s", 68, "in his late 60s"),
        ("A newborn is floppy", 0, "newborn"),
        ("A neonate", 0, "neonate"),
        ("A baby is floppy", 0, "baby"),
        ("A teenager trips", 15, "teenager"),
        ("A 40 to 45-year-old man", 42, "40 to 45-year-old"),
        ("a septuagenarian", 75, "septuagenarian"),
    ],
)
def test_a_rough_age_is_told_as_rough(text, years, words):
    (age,) = ages_in(text)

    assert (age.years, age.words, age.is_exact) == (years, words, False)


@pytest.mark.parametrize(
    "text",
    [
        "weak for 10 years",
        "6 weeks ago",
        "She walks 50 m, then tires",
        "grade 4 M",
        "a woman with a newborn",
        "in 2019",
    ],
)
def test_what_is_no_age_is_none(text):
    assert ages_in(text) == []


def notes(stem):
    (draft,) = settled(f"::Q::{stem}{{=nerve ~muscle}}")
    return draft.age, draft.import_note


@pytest.mark.parametrize(
    "stem, age, told",
    [
        ("A 9-month-old girl.", 0, "The age there: “9-month-old”."),
        ("A woman in her forties.", 45, "Age 45 stands in for “in her forties”: check it."),
        ("A man aged 150.", 40, "Age 40 stands in for “aged 150”: check it."),
        ("A 61-year-old, weak since aged 12.", 61, "Other ages in the text: “aged 12”."),
        ("A man.", 40, "Age 40 stands in, as none was found: check it."),
    ],
)
def test_the_note_says_how_the_age_was_come_by(stem, age, told):
    found, note = notes(stem)

    assert found == age
    assert told in note.splitlines()


@pytest.mark.parametrize(
    "text, years",
    [
        ("aged between 40 and 50", 45),
        ("aged 40-44", 42),
        ("ein Mann Anfang fünfzig", 52),
        ("Ende sechzig", 68),
    ],
)
def test_a_rough_age_is_told_as_such(text, years):
    (age,) = ages_in(text)

    assert (age.years, age.is_exact) == (years, False)
