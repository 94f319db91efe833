"""The house keeps its shape: small files, short functions, telling names, no address of anybody's machine."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYTHON = sorted([*ROOT.glob("assembly/**/*.py"), *ROOT.glob("worker/**/*.py")])
WRITTEN = [path for path in PYTHON if "migrations" not in path.parts]
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
OF_THE_FRAME = {"actor", "lang", "languages", "demo", "federation", "other_language_url"}
"""What every template is given (web.py): a page that gives something else by such a name breaks the frame around it."""


def tracked() -> list[Path]:
    """Files of the repository; of a copy without git, those that would be in it."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        return WRITTEN
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_has_one_reason(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_FILE
    assert path.stem not in {"utils", "helpers", "common", "misc"}
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_no_page_gives_its_frame_something_else() -> None:
    calls = [
        (path, node)
        for path in WRITTEN
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "render_template"
    ]
    assert len(calls) > 100
    taken = [f"{path.name}: {one.arg}" for path, call in calls for one in call.keywords if one.arg in OF_THE_FRAME]
    assert taken == []


@pytest.mark.parametrize("path", sorted(ROOT.glob("assembly/**/service.py")), ids=lambda path: path.parent.name)
def test_services_read_no_request_and_commit_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(
        r"from flask import .*\b(request|session|g)\b|current_user|\.commit\(\)|with transaction", text
    )


def test_nothing_says_where_it_was_made() -> None:
    patterns = re.compile(rb"/work/|/root/|/home/[a-z]|registry\.npmjs|pypi\.org|files\.pythonhosted")
    told = [
        str(path.relative_to(ROOT))
        for path in tracked()
        if path != Path(__file__) and path.suffix not in {".png", ".woff2"} and patterns.search(path.read_bytes())
    ]
    assert told == []


def test_templates_carry_no_style_and_no_script_of_their_own() -> None:
    pattern = re.compile(r"<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=\"|javascript:")
    pages = [path for path in ROOT.glob("templates/**/*.html") if path.name != "mail.html"]
    assert pages
    assert [str(path.relative_to(ROOT)) for path in pages if pattern.search(path.read_text(encoding="utf-8"))] == []
