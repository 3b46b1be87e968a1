"""Making the kit's data: the rule, the checksums, and what the command says when it
can't."""

import subprocess

import pytest

from tools.data import corpora
from utils.corpus import KIT_SHA256, data_file

SOURCE = b"aardonyx\nbaryonyx\naardonyx\nceratops\n"


@pytest.fixture
def packed(monkeypatch):
    """The package's list replaced by four names, of which one is a repeat."""
    monkeypatch.setattr(corpora, "packed", lambda package, member: SOURCE)
    made, sha256 = b"aardonyx\nbaryonyx\nceratops", corpora.hashlib.sha256
    monkeypatch.setattr(corpora, "MEMBER_SHA256", sha256(SOURCE).hexdigest())
    monkeypatch.setattr(corpora, "DINOS_SHA256", sha256(made).hexdigest())


def test_a_repeat_is_left_out_and_the_order_kept():
    assert corpora.distinct_lines("b\na\nb\nc\na\n") == "b\na\nc"


def test_the_command_and_the_loader_agree_on_the_checksum():
    assert corpora.DINOS_SHA256 == KIT_SHA256


def test_the_command_writes_the_list_and_says_its_checksum(packed, tmp_path, capsys):
    assert corpora.main(["dinos", "--out", str(tmp_path)]) == 0
    assert (tmp_path / "dinos.txt").read_bytes() == b"aardonyx\nbaryonyx\nceratops"
    assert corpora.DINOS_SHA256 in capsys.readouterr().out


def test_check_writes_nothing_and_fails_where_the_file_differs(packed, tmp_path):
    (tmp_path / "dinos.txt").write_bytes(b"edited")
    assert corpora.main(["dinos", "--check", "--out", str(tmp_path)]) == 1
    assert (tmp_path / "dinos.txt").read_bytes() == b"edited"


def test_other_bytes_than_those_written_down_are_refused(packed, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(corpora, "packed", lambda package, member: SOURCE + b"x")
    assert corpora.main(["dinos", "--out", str(tmp_path)]) == 1
    assert "package/dinosaurs.csv of dinosaurs@1.2.1 has the sha256" in capsys.readouterr().err
    assert not (tmp_path / "dinos.txt").exists()


def test_a_failing_npm_is_an_error_and_not_a_file(monkeypatch, tmp_path, capsys):
    def fails(package, member):
        raise subprocess.CalledProcessError(1, ["npm", "pack", package])

    monkeypatch.setattr(corpora, "packed", fails)
    assert corpora.main(["dinos", "--out", str(tmp_path)]) == 1
    assert "was not made" in capsys.readouterr().err


def test_the_committed_file_follows_the_rule():
    text = data_file("dinos.txt").read_text(encoding="ascii")
    assert corpora.distinct_lines(text) == text
