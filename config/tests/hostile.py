"""Every address there is, filled in, and what a hostile browser may send to it."""

import copy
import re
from contextlib import contextmanager
from html.parser import HTMLParser

from django.contrib import admin
from django.contrib.admin.utils import quote
from django.db import transaction
from django.urls import get_resolver

PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>|\(\?P<\w+>(?:\[[^]]*\]|[^)[])*\)|\(\[[^]]*\][^)]*\)")
HUGE = "9" * 20
NAMES = (
    "q page p o e all case next _popup _to_field _changelist_filters disease disease__pattern"
    " disease__id__exact "
)
NAMES += (
    "disease__id__in typicality state author version pattern id__exact id__in age__exact"
    " number__gte app_label "
)
NAMES += (
    "model_name field_name term date given present absent finding verdict tag passage kind with"
    " days"
)


def routes(patterns=None, prefix=""):
    """The route of each pattern, such as `lessons/<slug:slug>/`."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(one.pattern)
        if hasattr(one, "url_patterns"):
            yield from routes(one.url_patterns, route)
        else:
            yield route


def filled(route, value):
    """The address of a route with the value in each of its places."""
    return "/" + PARAMETER.sub(lambda _: str(value), route).replace("^", "").replace(
        "$", ""
    ).replace("\\Z", "")


def existing(route, rows):
    """The same with rows that there are: `rows` by the beginning of their routes; the desk's by
    their models.
    """
    if found := re.match(r"admin/(\w+)/(\w+)/", route):
        model = next(
            (
                m
                for m in admin.site._registry
                if (m._meta.app_label, m._meta.model_name) == found.groups()
            ),
            None,
        )
        row = model._default_manager.first() if model else None
        return filled(route, quote(row.pk) if row else 1)
    return filled(
        route, next((value for start, value in rows.items() if route.startswith(start)), 1)
    )


@contextmanager
def undone(client):
    """Whatever is sent in here, database and cookies are as before afterwards."""
    cookies = copy.deepcopy(client.cookies)
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        client.cookies = cookies


class Fields(HTMLParser):
    """The fields of the forms of a page that are posted: name to value."""

    def __init__(self, page):
        super().__init__()
        self.found = {}
        self.select = self.area = None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name = attrs.get("name")
        if tag == "input" and name:
            if attrs.get("type") in ("checkbox", "radio") and "checked" not in attrs:
                self.found.setdefault(name, None)
            else:
                self.found[name] = attrs.get("value") or ""
        elif tag == "select" and name:
            self.select = name
            self.found[name] = ""
        elif tag == "option" and self.select and "selected" in attrs:
            self.found[self.select] = attrs.get("value") or ""
        elif tag == "textarea" and name:
            self.area = name
            self.found[name] = ""

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None

    def handle_data(self, data):
        if self.area:
            self.found[self.area] += data.lstrip("\n")


def fields_of(page):
    """Of a page: each field and what it holds; None where it is not ticked."""
    return Fields(page).found
