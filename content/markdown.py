"""Render Markdown as HTML, cleaned to a short list of tags."""

import threading

import markdown
import nh3
from django.core.exceptions import ValidationError

# characters; Markdown's worst inputs take time that grows with the square of their length
LONGEST = 40_000
TAGS = {
    "p",
    "br",
    "em",
    "strong",
    "code",
    "blockquote",
    "ul",
    "ol",
    "li",
    "h2",
    "h3",
    "h4",
    "a",
    "sub",
    "sup",
    "hr",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "span",
    "abbr",
    "dl",
    "dt",
    "dd",
}
ATTRIBUTES = {
    "a": {"href", "class", "id", "aria-describedby"},
    "*": {"id", "class"},
    "th": {"scope"},
    "abbr": {"title"},
    "span": {"role", "aria-hidden"},
}
# Each thread keeps one parser: making one takes as long as reading a text with it.
_kept = threading.local()


def render_markdown(text: str) -> str:
    """Render a Markdown text as clean HTML.

    Raises ValidationError for a text too long or nested too deeply to render.
    """
    if not hasattr(_kept, "parser"):
        _kept.parser = markdown.Markdown(extensions=["smarty"])
    try:
        return clean_html(convert(_kept.parser.reset(), text))
    except ValidationError:
        del _kept.parser  # it may have stopped halfway
        raise


def convert(parser: markdown.Markdown, text: str) -> str:
    """Render a Markdown text by a parser as HTML that is not cleaned yet.

    Raises ValidationError for a text too long or nested too deeply to render.
    """
    if len(text) > LONGEST:
        raise ValidationError(f"Too long: {len(text)} characters, at most {LONGEST}.")
    try:
        return parser.convert(text)
    except RecursionError:
        raise ValidationError(
            "Nested too deeply to be shown. Remove some of the * or > marks."
        ) from None


def clean_html(html: str) -> str:
    """Return the HTML without the tags, attributes and addresses that no text may have."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        link_rel=None,
        url_schemes={"http", "https", "mailto"},
    )
