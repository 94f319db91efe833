from collections.abc import Callable

import psycopg
import pytest
import redis


def _connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


@pytest.mark.slow
def test_each_database_is_empty_and_its_own(empty_postgres_url: Callable[..., str]) -> None:
    first, second = empty_postgres_url(), empty_postgres_url()
    with _connect(first) as one, _connect(second) as other:
        one.execute("CREATE TABLE vote (id int)")
        assert other.execute("SELECT to_regclass('vote')").fetchone() == (None,)


@pytest.mark.slow
def test_a_template_is_prepared_once_and_copied(
    postgres_template: Callable[[Callable[[str], object]], str], empty_postgres_url: Callable[..., str]
) -> None:
    prepared = []

    def prepare(url: str) -> None:
        prepared.append(url)
        with _connect(url) as connection:
            connection.execute("CREATE TABLE vote AS SELECT 118 AS members")

    for _ in range(2):
        with _connect(empty_postgres_url(template=postgres_template(prepare))) as connection:
            assert connection.execute("SELECT members FROM vote").fetchone() == (118,)
    assert len(prepared) == 1


@pytest.mark.slow
def test_the_database_folds_letters_of_every_script(postgres_url: str) -> None:
    with _connect(postgres_url) as connection:
        assert connection.execute("SELECT lower('ФИПЧ Ñ')").fetchone() == ("фипч ñ",)


@pytest.mark.slow
@pytest.mark.parametrize("time", ["first", "second"])
def test_the_broker_is_empty_at_each_test(redis_url: str, time: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.keys("*") == []
        client.set("left behind", time)
