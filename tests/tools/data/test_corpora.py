"""Making the kit's data: the rule, the checksums, and that other bytes are refused."""

import pytest

from tools.data import corpora
from utils.corpus import KIT_SHA256, data_file

SOURCE = b"aardonyx\nbaryonyx\naardonyx\nceratops\n"
MADE = b"aardonyx\nbaryonyx\nceratops"


@pytest.fixture
def packed(monkeypatch):
    """The package's list replaced by four names, of which one is a repeat."""
    monkeypatch.setattr(corpora, "packed", lambda package, member: SOURCE)
    sha256 = corpora.hashlib.sha256
    monkeypatch.setattr(corpora, "MEMBER_SHA256", sha256(SOURCE).hexdigest())
    monkeypatch.setattr(corpora, "DINOS_SHA256", sha256(MADE).hexdigest())


def test_the_committed_file_follows_the_rule_and_its_checksum_is_the_loader_s():
    text = data_file("dinos.txt").read_text(encoding="ascii")
    assert corpora.distinct_lines("b\na\nb\nc\na\n") == "b\na\nc"
    assert corpora.distinct_lines(text) == text
    assert corpora.DINOS_SHA256 == KIT_SHA256


def test_the_command_writes_the_list_and_with_check_only_compares_it(packed, tmp_path):
    assert corpora.main(["dinos", "--out", str(tmp_path)]) == 0
    assert (tmp_path / "dinos.txt").read_bytes() == MADE

    (tmp_path / "dinos.txt").write_bytes(b"edited")
    assert corpora.main(["dinos", "--check", "--out", str(tmp_path)]) == 1
    assert (tmp_path / "dinos.txt").read_bytes() == b"edited"


def test_other_bytes_than_those_written_down_are_refused(packed, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(corpora, "packed", lambda package, member: SOURCE + b"x")
    assert corpora.main(["dinos", "--out", str(tmp_path)]) == 1
    assert "package/dinosaurs.csv of dinosaurs@1.2.1 has the sha256" in capsys.readouterr().err
    assert not (tmp_path / "dinos.txt").exists()
