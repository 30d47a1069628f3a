"""One name, one thing: a search for a name finds the one place where it is made."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("config", "content", "knowledge", "cases", "learners", "lessons", "quiz")
NOT_OURS_TO_NAME = {"Command", "Migration"}  # Django's names for commands and migrations
# Modules that answer to the same questions, and functions that are called by their module.
ALIKE = {"quiz/modes/practice.py", "quiz/modes/quiz.py", "quiz/modes/assessment.py"}


def modules():
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if "/tests/" not in name and "/migrations/" not in name:
                yield name, ast.parse(path.read_text())


def named(kind, *, but=()):
    """Where each name of a class or a public function is made, at the level of a module."""
    places = defaultdict(list)
    for module, tree in modules():
        if not any(part in module for part in but):
            for node in tree.body:
                if isinstance(node, kind) and not node.name.startswith("_"):
                    places[node.name].append(module)
    return places


def test_a_class_has_a_name_of_its_own():
    places = named(ast.ClassDef)

    assert {
        name: found
        for name, found in places.items()
        if len(found) > 1 and name not in NOT_OURS_TO_NAME
    } == {}


def test_a_public_function_has_a_name_of_its_own():
    """Views are called by their address, tags by templates, `main` by the shell."""
    places = named(ast.FunctionDef, but=("views", "templatetags"))

    assert {
        name: found
        for name, found in places.items()
        if len(found) > 1 and name != "main" and not set(found) <= ALIKE
    } == {}
