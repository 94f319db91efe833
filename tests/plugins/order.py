"""The journeys begin first, whatever the order: they wait for real deadlines while other tests run beside them."""

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.get_closest_marker("journey") is None)
