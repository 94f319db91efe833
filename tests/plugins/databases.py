"""On which databases a test runs.

Everything runs on SQLite and on PostgreSQL. The databases can differ where SQL is made: in services, queries,
constraints, races, migrations and commands. So a test with an open application context (`context`), which is
one of those, runs on both. A test of pages (`client`, or an `app` that it makes browsers of) reaches the same
services, and says what a page shows or refuses: it runs on SQLite, unless it is marked `both_databases`
because its page asks in SQL what no test of a service asks. The mark of a letter that only reads well
is the other way round: `one_database`.
"""

import pytest

MARKS = (
    "both_databases: a test of a page that asks the database what no test of a service asks",
    "one_database: a test of a service whose matter is wording, and not what the database does",
)


def pytest_configure(config: pytest.Config) -> None:
    for mark in MARKS:
        config.addinivalue_line("markers", mark)


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "app" not in metafunc.fixturenames or _says_which(metafunc):
        return
    of_a_page = "context" not in metafunc.fixturenames
    mark = "both_databases" if of_a_page else "one_database"
    if of_a_page != bool(list(metafunc.definition.iter_markers(mark))):
        metafunc.definition.add_marker(pytest.mark.parametrize("database_url", ["sqlite"], indirect=True))


def _says_which(metafunc: pytest.Metafunc) -> bool:
    marks = metafunc.definition.iter_markers("parametrize")
    return any("database_url" in str(mark.args[0]) for mark in marks)
