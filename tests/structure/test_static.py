"""What programs find by reading the source: bandit, and semgrep with rules of this house.

Neither asks anybody: semgrep runs without metrics, and its rules stand beside this file. Whatever is allowed is named
with its place, in `ALLOWED` or in the rules, so that a second one of its kind is found.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
RULES = Path(__file__).with_name("semgrep.yml")
SOURCE = ("assembly", "worker", "templates")
ALLOWED = {
    ("assembly/agenda/page.py", "B704"): "a template of ours has escaped it",
    ("assembly/forms.py", "B704"): "each value and label is escaped",
    ("assembly/mail/render.py", "B704"): "nh3 has cleaned it",
    ("assembly/backup/restoring.py", "B608"): "names of tables, as the database told them",
    ("assembly/triggers.py", "B608"): "names of our own tables and columns",
    ("assembly/voting/assisted/rules.py", "B105"): "the name of a refusal",
}
BAD = {
    "sql-takes-parameters": 'text(f"SELECT 1 FROM t WHERE a = {b}")',
    "markup-is-made-in-named-places": "Markup(name)",
    "one-way-out": "import requests",
    "one-clock": "datetime.now()",
    "nothing-is-brought-to-life": "subprocess.run(name, shell=True)",
    "no-text-is-formatted-by-its-author": "form.body.format(event=event)",
    "tls-is-checked": "get(url, verify=False)",
    "tokens-are-compared-in-constant-time": "print(row.token == given)",
}


def run(*command: str) -> Any:
    environment = {**os.environ, "SEMGREP_SEND_METRICS": "off", "SEMGREP_ENABLE_VERSION_CHECK": "0"}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment)
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
def test_bandit_finds_nothing_but_what_is_named() -> None:
    told = run(sys.executable, "-m", "bandit", "-q", "-c", "pyproject.toml", "-f", "json", "-r", "assembly", "worker")
    assert told["errors"] == []
    found = {(one["filename"], one["test_id"]): one["issue_text"] for one in told["results"]}
    assert {key: text for key, text in found.items() if key not in ALLOWED} == {}
    assert set(ALLOWED) <= set(found), "what is not found any more is allowed no more"


@pytest.mark.slow
def test_semgrep_finds_nothing_here_and_each_kind_of_fault_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "bad.html").write_text("<p>{{ name | safe }}</p>\n")
    (tmp_path / "bad.py").write_text("\n".join(BAD.values()) + "\n")
    program = str(Path(sys.executable).with_name("semgrep"))
    options = ("--metrics=off", "--disable-version-check", "--json", "--quiet", "--config", str(RULES))
    told = run(program, "scan", *options, *SOURCE, str(tmp_path))
    ours = [one for one in told["results"] if not one["path"].startswith(str(tmp_path))]
    assert [(one["path"], one["start"]["line"], one["extra"]["message"]) for one in ours] == []
    found = {one["check_id"].rpartition(".")[2] for one in told["results"]}
    assert found == {*BAD, "html-is-escaped"}
    assert len(told["paths"]["scanned"]) > 800, "it has read everything"
