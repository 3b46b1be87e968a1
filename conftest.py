"""For `pytest --nbval solutions/` in a clone whose links git made text files."""

import pytest

from tools.links import find_text_for_link


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the cells of notebooks, and say why, where their imports lead nowhere."""
    if reason := find_text_for_link():
        for item in items:
            if item.path.suffix == ".ipynb":
                item.add_marker(pytest.mark.skip(reason=reason))
