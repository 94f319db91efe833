"""Settings: from the environment before the file, secrets from files too, every problem told at once."""

from pathlib import Path

import pytest

from assembly.config import SETTINGS_FILE, SettingsError, load_settings

KEY = "k" * 40


def test_a_secret_comes_from_the_file_that_is_named(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{KEY}\n")
    (tmp_path / "former").write_text(f"{KEY}1\n{KEY}2\n")
    (tmp_path / SETTINGS_FILE).write_text("BASE_URL=https://assembly.example\n")
    named = {"SECRET_KEY_FILE": str(tmp_path / "key"), "SECRET_KEY_FALLBACKS_FILE": str(tmp_path / "former")}
    settings = load_settings({"ASSEMBLY_INSTANCE": str(tmp_path), **named})
    assert settings.secret_key == KEY
    assert settings.secret_key_fallbacks == (f"{KEY}1", f"{KEY}2")


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    wrong = {
        "ASSEMBLY_INSTANCE": str(tmp_path),
        "SECRET_KEY": KEY,
        "SECRET_KEY_FILE": str(tmp_path / "key"),
        "SMTP_URL_FILE": str(tmp_path / "none"),
        "SECRET_KEY_FALLBACKS": f"{KEY} short",
        "BACKUP_KEEP": "0",
        "STATEMENT_TIMEOUT_SECONDS": "ten",
        "SECURITY_CONTACT": "somebody",
    }
    with pytest.raises(SettingsError) as caught:
        load_settings(wrong)
    told = "\n".join(caught.value.problems)
    for words in (
        "SECRET_KEY and SECRET_KEY_FILE are both set", "SMTP_URL_FILE cannot be read",
        "SECRET_KEY_FALLBACKS holds a key of less", "BACKUP_KEEP must be a whole number",
        "STATEMENT_TIMEOUT_SECONDS must", "SECURITY_CONTACT must", "BASE_URL is",
    ):  # fmt: skip
        assert words in told
    assert KEY not in told
