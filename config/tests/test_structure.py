"""Who may know whom: Python by import-linter's contracts in `pyproject.toml`, templates by the same
arrows here.
"""

import re
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parents[2]
BELOW = {
    "content": set(),
    "learners": set(),
    "knowledge": {"content", "learners"},
    "cases": {"content", "learners", "knowledge"},
    "lessons": {"content", "learners", "knowledge", "cases"},
    "quiz": {"content", "learners", "knowledge", "cases"},
}
FOLDERS = {*BELOW, "config", "templates", "static", "script", "docs"}
TAGS = {path.stem: path.parts[-3] for path in ROOT.glob("*/templatetags/*.py")}
LOAD = re.compile(r"{%-?\s*load\s+([^%]*?)\s*-?%}")


def folders_of(app):
    """Where the templates of an app lie."""
    return [ROOT / "templates" / app, ROOT / "templates" / "admin" / app]


def test_imports_between_apps_run_one_way_and_the_core_needs_no_django(capsys):
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None) == 0, (
        capsys.readouterr().out
    )


@pytest.mark.parametrize("app", BELOW)
def test_templates_load_the_tags_of_their_own_app_and_of_those_below(app):
    templates = [path for folder in folders_of(app) for path in folder.rglob("*.html")]

    loaded = {
        (path.name, tags)
        for path in templates
        for found in LOAD.findall(path.read_text())
        for tags in found.split()
    }

    assert [
        (name, tags)
        for name, tags in sorted(loaded)
        if TAGS.get(tags, app) not in BELOW[app] | {app}
    ] == []


@pytest.mark.parametrize("app", BELOW)
def test_templates_include_those_of_their_own_app_and_of_those_below(app):
    others = set(BELOW) - BELOW[app] - {app}
    templates = [path for folder in folders_of(app) for path in folder.rglob("*.html")]

    named = {
        (path.name, name)
        for path in templates
        for name in re.findall(r"{% (?:include|extends) \"([^\"]+)\"", path.read_text())
    }

    assert [
        pair for pair in sorted(named) if pair[1].removeprefix("admin/").split("/")[0] in others
    ] == []


def test_nothing_outside_the_project_is_needed():
    names = [
        path for path in ROOT.rglob("*.py") if ".venv" not in path.parts and path != Path(__file__)
    ]

    assert [str(path) for path in names if "../shared" in path.read_text()] == []


DOCS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("**/*.md"))]
PLACE = re.compile(r"`((?:[a-z_]+/)+[a-z_0-9]*(?:\.[a-z]+)?)`")


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_files_that_docs_name_exist(path):
    named = {name for name in PLACE.findall(path.read_text()) if name.split("/")[0] in FOLDERS}

    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
