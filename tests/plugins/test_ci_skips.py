from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

PLUGIN = Path(__file__).with_name("ci_skips.py")


@pytest.fixture
def inner(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("CHROMIUM", "/somewhere/chromium")
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(ci_skips=PLUGIN.read_text())
    pytester.makeini("[pytest]\nmarkers = browser: needs chromium\naddopts = -p ci_skips")
    pytester.syspathinsert()
    pytester.makepyfile(
        test_them="""
        import pytest

        @pytest.mark.browser
        def test_page(): pass

        def test_sum(): pass

        @pytest.mark.xfail
        def test_known(): assert False
        """
    )
    return pytester


def _run(inner: pytest.Pytester) -> pytest.RunResult:
    return inner.runpytest_subprocess()


def test_with_a_browser_everything_runs(inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    result = _run(inner)
    result.assert_outcomes(passed=2, xfailed=1)
    assert "NOT TESTED" not in result.stdout.str()


def test_without_one_its_tests_are_skipped_and_that_is_said(
    inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    _hide_browsers(monkeypatch)
    result = _run(inner)
    assert result.ret == pytest.ExitCode.OK
    result.assert_outcomes(passed=1, skipped=1, xfailed=1)
    result.stdout.fnmatch_lines(["*NOT TESTED*", "1 skipped*", "*sudo apt install chromium"])


def test_in_ci_a_skip_is_a_failure(inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    _hide_browsers(monkeypatch)
    monkeypatch.setenv("CI", "true")
    result = _run(inner)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*no Chromium was found*"])
    assert result.parseoutcomes()["passed"] == 1


def test_in_ci_a_skipped_file_is_a_failure(inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    inner.makepyfile(test_whole="import pytest\npytest.skip('not today', allow_module_level=True)")
    result = _run(inner)
    assert result.ret != pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["*not today*"])


def _hide_browsers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHROMIUM")
    monkeypatch.setenv("PATH", "")
