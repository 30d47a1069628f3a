"""Markdown rendered once, on save, and cleaned to a short list of tags."""

import markdown
import nh3
from django.core.exceptions import ValidationError

LONGEST = 40_000  # characters; Markdown's worst inputs take time that grows with the square of their length
TAGS = {
    *("p", "br", "em", "strong", "code", "blockquote", "ul", "ol", "li", "h2", "h3", "h4", "a", "sub", "sup", "hr"),
    *("table", "thead", "tbody", "tr", "th", "td", "span", "abbr", "dl", "dt", "dd"),
}
ATTRIBUTES = {
    "a": {"href", "class", "id", "aria-describedby"},
    "*": {"id", "class"},
    "th": {"scope"},
    "abbr": {"title"},
}


def render_markdown(text: str, extensions: list[markdown.Extension | str] | None = None) -> str:
    """Clean HTML of a Markdown text.

    Raises ValidationError for a text too long or nested too deeply to render.
    """
    if len(text) > LONGEST:
        raise ValidationError(f"Too long: {len(text)} characters, at most {LONGEST}.")
    try:
        html = markdown.markdown(text, extensions=["smarty", *(extensions or [])])
    except RecursionError:
        raise ValidationError("Nested too deeply to be shown. Remove some of the * or > marks.") from None
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, link_rel=None, url_schemes={"http", "https", "mailto"})
