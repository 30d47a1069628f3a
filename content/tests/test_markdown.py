"""Markdown to HTML: each text by itself, whatever was rendered before it."""

import pytest
from django.core.exceptions import ValidationError
from markdown import Markdown

from content.markdown import render_markdown


def test_a_text_knows_no_link_of_an_earlier_one():
    render_markdown("[a]\n\n[a]: https://example.org")

    assert render_markdown("[a]") == "<p>[a]</p>"


def test_a_text_nested_too_deeply_is_refused_and_the_next_is_rendered(monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(Markdown, "convert", too_deep)
        with pytest.raises(ValidationError, match="Nested too deeply"):
            render_markdown("*a*")

    assert render_markdown("*a*") == "<p><em>a</em></p>"


def too_deep(*_):
    raise RecursionError
