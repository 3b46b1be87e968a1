"""Where the names come from: the kit's list, a path, the environment, the classic file
with and without a network."""

import hashlib
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from utils import corpus, load_names
from utils.corpus import CorpusError, classic, data_file, which_corpus


@pytest.fixture(autouse=True)
def no_variable(monkeypatch):
    monkeypatch.delenv(corpus.VARIABLE, raising=False)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def served(tmp_path):
    """A folder and the address of a server on this machine that gives its files."""
    folder = tmp_path / "served"
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


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
    content = data_file("dinos.txt").read_bytes()
    names = content.decode("ascii").split("\n")
    assert hashlib.sha256(content).hexdigest() == corpus.KIT_SHA256
    assert len(content) == 16_864
    assert len(names) == len(set(names)) == 1_318
    assert not content.endswith(b"\n")
    assert all(name.isalpha() and name.islower() for name in names)


def test_the_birth_certificate_names_the_checksum_before_and_after():
    page = (data_file("dinos.txt").parent / "README.md").read_text(encoding="utf-8")
    assert corpus.KIT_SHA256 in page
    assert "01b13929f8ab736388ee2a28df07d7f681ac137a0995c7a15a33393fbb60d134" in page


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


def test_the_environment_variable_points_to_a_file(mine, monkeypatch):
    monkeypatch.setenv(corpus.VARIABLE, str(mine))
    assert load_names(quiet=True) == "ada"


def test_a_path_is_stronger_than_the_environment_variable(mine, monkeypatch):
    monkeypatch.setenv(corpus.VARIABLE, str(mine.with_name("nowhere.txt")))
    assert load_names(mine, quiet=True) == "ada"


def test_quiet_prints_nothing(capsys):
    load_names(quiet=True)
    assert capsys.readouterr().out == ""


def test_the_classic_file_is_known_from_its_path(classic_names, capsys):
    data = load_names(classic_names)
    assert (len(data), len(set(data))) == (19_909, 27)
    assert which_corpus(data) == "classic"
    assert "the classic file, 1,536 names" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "message"), [(b"\xff\xfe\x00", "not UTF-8 text"), (b"\n\n", "is empty")]
)
def test_a_file_that_is_no_list_of_names_is_refused_by_its_path(mine, content, message):
    mine.write_bytes(content)
    with pytest.raises(CorpusError, match=rf"mine\.txt.*{message}"):
        load_names(mine)


@pytest.mark.parametrize(
    ("name", "message"), [("nowhere.txt", "No such file"), (".", "can't be read")]
)
def test_what_is_no_file_is_refused(tmp_path, name, message):
    with pytest.raises(CorpusError, match=message):
        load_names(tmp_path / name)


def test_a_data_file_beside_utils_comes_before_one_in_the_working_folder(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "dinos.txt").write_text("false friend")
    monkeypatch.chdir(tmp_path)
    assert which_corpus(load_names(quiet=True)) == "kit"


def test_a_missing_data_file_says_where_it_was_looked_for():
    with pytest.raises(CorpusError, match=r"nothing\.txt is in none of these folders"):
        data_file("nothing.txt")


def test_the_classic_file_is_fetched_once_and_kept(served, stand_in, tmp_path):
    folder, address = served
    (folder / "dinos.txt").write_bytes(stand_in)
    first = classic([f"{address}/dinos.txt"], tmp_path / "kept")
    (folder / "dinos.txt").unlink()
    second = classic([f"{address}/dinos.txt"], tmp_path / "kept")
    assert first == second == "aardonyx\nmangosaurus"


@pytest.fixture
def addresses(served, stand_in):
    """One where nothing is, one with other bytes, and one with the right file."""
    folder, address = served
    (folder / "wrong.txt").write_bytes(b"other bytes")
    (folder / "right.txt").write_bytes(stand_in)
    return [f"{address}/{name}.txt" for name in ("gone", "wrong", "right")]


def test_a_dead_address_and_a_wrong_file_are_passed_over_for_the_next(addresses, tmp_path):
    assert classic(addresses, tmp_path / "kept") == "aardonyx\nmangosaurus"


def test_a_file_with_the_wrong_checksum_is_refused_and_not_kept(addresses, tmp_path):
    with pytest.raises(CorpusError, match=r"wrong\.txt\n.*hash"):
        classic(addresses[:2], tmp_path / "kept")
    assert not (tmp_path / "kept" / "dinos-classic.txt").exists()


def test_offline_each_address_is_named_and_a_way_out(stand_in, tmp_path):
    addresses = ["http://127.0.0.1:9/one.txt", "http://127.0.0.1:9/two.txt"]
    with pytest.raises(CorpusError) as error:
        classic(addresses, tmp_path / "kept")
    message = str(error.value)
    assert all(address in message for address in addresses)
    assert "offline" in message
    assert corpus.VARIABLE in message


def test_without_pooch_the_message_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "pooch", None)
    with pytest.raises(CorpusError, match="pip install pooch"):
        load_names("classic")


def test_the_word_classic_fetches_the_classic_file(monkeypatch):
    monkeypatch.setattr(corpus, "classic", lambda: "ada")
    assert load_names("classic", quiet=True) == "ada"


def test_the_release_s_layout_finds_its_own_data(tmp_path):
    root = data_file("dinos.txt").parent.parent
    for name in ("utils", "data"):
        (tmp_path / name).symlink_to(root / name, target_is_directory=True)
    code = "from utils import *; load_names()"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "1,318 names" in done.stdout
