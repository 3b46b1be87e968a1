"""For `pytest --nbval solutions/` in a clone whose links git made text files."""

import pytest

from tools.notebooks import find_text_for_link


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip a solved notebook's cells, and say why, where its imports lead nowhere."""
    for item in items:
        if item.path.suffix == ".ipynb" and (reason := find_text_for_link(item.path.parent)):
            item.add_marker(pytest.mark.skip(reason=reason))
