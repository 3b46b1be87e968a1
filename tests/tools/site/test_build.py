"""What is refused before the browser site is published."""

import pytest

from tools.site.build import SiteRefused, refuse_leaks


def test_a_hidden_test_in_the_site_is_refused_by_name(tmp_path):
    (tmp_path / "page.html").write_text("<pre>### BEGIN HIDDEN TESTS</pre>")

    with pytest.raises(SiteRefused, match=r"page\.html: a hidden test"):
        refuse_leaks(tmp_path)
