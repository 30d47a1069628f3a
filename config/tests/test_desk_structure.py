"""The authors' desk can be read: what a page of it does stands in one class and its own views."""

import inspect
from collections import Counter
from importlib import import_module

import pytest
from django.contrib import admin
from django.urls import get_resolver

from .test_structure import BELOW, ROOT

APPS = ("config", *BELOW)
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for app in APPS
    for path in (ROOT / app).rglob("*.py")
    if "admin" in str(path.relative_to(ROOT)) and "tests" not in path.parts
)


def is_ours(cls):
    return cls.__module__.split(".")[0] in APPS


@pytest.mark.parametrize("name", MODULES)
def test_classes_of_the_desk_have_one_base_of_ours_at_most(name):
    classes = inspect.getmembers(import_module(name), inspect.isclass)

    own_bases = {
        class_name: [base.__name__ for base in cls.__bases__ if is_ours(base)]
        for class_name, cls in classes
        if cls.__module__ == name
    }

    assert {cls: bases for cls, bases in own_bases.items() if len(bases) > 1} == {}


def test_each_model_has_the_page_that_its_app_registers():
    pages = {type(page) for page in admin.site._registry.values()}

    assert {page.__module__ for page in pages if page.__module__.startswith("django.")} == set()


def test_each_address_of_the_desk_has_a_name_of_its_own():
    names = Counter(name for name in desk_names(get_resolver().url_patterns) if name)

    assert [name for name, count in names.items() if count > 1] == []
    assert names["cases_caseversion_publish"] == names["cases_caseversion_preview"] == 1


def desk_names(patterns, *, is_desk=False):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            within = is_desk or pattern.app_name == "admin"
            yield from desk_names(pattern.url_patterns, is_desk=within)
        elif is_desk:
            yield pattern.name
