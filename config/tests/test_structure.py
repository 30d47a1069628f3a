"""Who may know whom."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = {"cases", "learners", "lessons", "quiz", "config"}
MAY_IMPORT = {
    "cases": set(),
    "learners": set(),
    "lessons": {"cases", "learners"},
    "quiz": {"cases", "learners"},
}
PURE = ["cases/patterns.py", "cases/body.py", "cases/body_shapes.py", "cases/records.py", "quiz/dealing.py"]
PURE += [
    "cases/frequency.py",
    "cases/names.py",
    "cases/spelling.py",
    "cases/matching.py",
    "cases/readability.py",
    "cases/shares.py",
    "cases/evidence.py",
    "cases/exploring.py",
]
PURE += [
    "cases/drawing.py",
    "cases/drafting.py",
    "cases/likening.py",
    "cases/giveaways.py",
    "cases/mentions.py",
    "cases/writing_help.py",
    "cases/differences.py",
    "quiz/triangle.py",
    "quiz/typed_shares.py",
    "quiz/charts.py",
    "quiz/plots.py",
    "quiz/explanations.py",
    "quiz/reviewing.py",
    "quiz/reflecting.py",
    "quiz/looking_alike.py",
]
PURE += [
    str(path.relative_to(ROOT))
    for folder in ("quiz/scoring", "cases/weighing", "cases/exchange")
    for path in (ROOT / folder).glob("*.py")
]


def imported(path):
    """Top-level packages that a module imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("app", MAY_IMPORT)
def test_imports_between_apps_run_one_way(app):
    modules = [path for path in (ROOT / app).rglob("*.py") if "tests" not in path.parts]

    known = {name for path in modules for name in imported(path)} & APPS - {app}

    assert known <= MAY_IMPORT[app]


@pytest.mark.parametrize("module", PURE)
def test_what_can_be_computed_needs_no_django(module):
    assert "django" not in set(imported(ROOT / module))


def test_nothing_outside_the_project_is_needed():
    names = [path for path in ROOT.rglob("*.py") if ".venv" not in path.parts and path != Path(__file__)]

    assert [str(path) for path in names if "../shared" in path.read_text()] == []
