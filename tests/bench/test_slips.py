"""What nine slips cost, as the instructor's page says it."""

import pytest

from bench.slips import find_costs
from tests.conftest import ROOT


@pytest.mark.slow
def test_nine_slips_keep_what_the_page_says():
    page = (ROOT / "docs/instructor/points.md").read_text(encoding="utf-8")

    assert "\n".join(find_costs()) in page
