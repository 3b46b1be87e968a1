"""Where the names come from: the kit's list, a path, the environment, the classic file
with and without a network."""

import hashlib
import sys

import pytest

from tests.browser import serving
from utils import corpus, load_names
from utils.corpus import CorpusError, classic, data_file, which_corpus


@pytest.fixture(autouse=True)
def no_variable(monkeypatch):
    monkeypatch.delenv(corpus.VARIABLE, raising=False)


@pytest.fixture
def served(tmp_path):
    """A folder and the address of a server on this machine that gives its files."""
    folder = tmp_path / "served"
    folder.mkdir()
    with serving.served(folder) as address:
        yield folder, address


@pytest.fixture
def stand_in(monkeypatch):
    """A short text that takes the classic file's place, since that one is never
    committed."""
    content = b"Aardonyx\nMangosaurus"
    monkeypatch.setattr(corpus, "CLASSIC_SHA256", hashlib.sha256(content).hexdigest())
    return content


@pytest.fixture
def mine(tmp_path):
    """A student's own list of one name."""
    path = tmp_path / "mine.txt"
    path.write_text("Ada")
    return path


def test_the_kit_s_own_list_is_the_one_of_the_birth_certificate():
    path = data_file("dinos.txt")
    content = path.read_bytes()
    names = content.decode("ascii").split("\n")
    assert hashlib.sha256(content).hexdigest() == corpus.KIT_SHA256
    assert corpus.KIT_SHA256 in path.with_name("README.md").read_text(encoding="utf-8")
    assert len(names) == len(set(names)) == 1_318
    assert all(name.isalpha() and name.islower() for name in names)


def test_without_a_word_the_kit_s_own_list_is_read_and_named(capsys):
    data = load_names()
    assert which_corpus(data) == "kit"
    assert capsys.readouterr().out == (
        "Corpus: the kit's own list, 1,318 names, 16,864 characters, 27 different ones.\n"
    )


def test_a_file_of_one_s_own_is_lower_cased_and_loses_its_last_newline(tmp_path, capsys):
    path = tmp_path / "mine.txt"
    path.write_bytes(b"\xef\xbb\xbfAda\r\nBoole\r\n\r\n")
    assert load_names(path) == "ada\nboole"
    assert "another list, 2 names" in capsys.readouterr().out


def test_the_environment_variable_points_to_a_file(mine, monkeypatch, capsys):
    monkeypatch.setenv(corpus.VARIABLE, str(mine))
    assert load_names(quiet=True) == "ada"
    monkeypatch.setenv(corpus.VARIABLE, str(mine.with_name("nowhere.txt")))
    assert load_names(mine, quiet=True) == "ada"  # a path is stronger
    assert capsys.readouterr().out == ""


def test_the_classic_file_is_known_from_its_path(classic_names, capsys):
    data = load_names(classic_names)
    assert (len(data), len(set(data))) == (19_909, 27)
    assert which_corpus(data) == "classic"
    assert "the classic file, 1,536 names" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("utf16.txt", r"utf16\.txt is not UTF-8 text"),
        ("empty.txt", r"empty\.txt is empty"),
        ("nowhere.txt", "No such file"),
        (".", "can't be read"),
    ],
)
def test_what_is_no_list_of_names_is_refused_by_its_path(tmp_path, name, message):
    (tmp_path / "utf16.txt").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "empty.txt").write_bytes(b"\n\n")
    with pytest.raises(CorpusError, match=message):
        load_names(tmp_path / name)


def test_a_data_file_beside_utils_comes_before_one_in_the_working_folder(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "dinos.txt").write_text("false friend")
    monkeypatch.chdir(tmp_path)
    assert which_corpus(load_names(quiet=True)) == "kit"


def test_the_classic_file_is_taken_from_the_first_address_that_has_it_and_kept(
    served, stand_in, tmp_path
):
    folder, address = served
    (folder / "wrong.txt").write_bytes(b"other bytes")
    (folder / "right.txt").write_bytes(stand_in)
    addresses = [f"{address}/{name}.txt" for name in ("gone", "wrong", "right")]

    with pytest.raises(CorpusError, match=r"wrong\.txt\n.*hash"):
        classic(addresses[:2], tmp_path / "kept")
    first = classic(addresses, tmp_path / "kept")
    (folder / "right.txt").unlink()

    assert first == classic(addresses[2:], tmp_path / "kept") == "aardonyx\nmangosaurus"


def test_offline_each_address_is_named_and_a_way_out(tmp_path):
    with pytest.raises(CorpusError, match=r"(?s)/one\.txt.*/two\.txt.*offline") as error:
        classic(["http://127.0.0.1:9/one.txt", "http://127.0.0.1:9/two.txt"], tmp_path)
    assert corpus.VARIABLE in str(error.value)


def test_without_pooch_the_message_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "pooch", None)
    with pytest.raises(CorpusError, match="pip install pooch"):
        load_names("classic")


def test_a_missing_data_file_says_where_it_was_looked_for():
    with pytest.raises(CorpusError, match=r"nothing\.txt is in none of these folders"):
        data_file("nothing.txt")
