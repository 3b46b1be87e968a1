"""The beginners' answers: one archive, read whole or by a sentence not at all, the same
bytes for the same answers."""

import lzma

import pytest

from tools import answers
from tools.answers import ARCHIVE, Answer, Unreadable

ODD = "'''\"\\ \n\t\x7f \N{SAUROPOD} \r'"
PLAIN = Answer("clip", "sign_lost", "drops the sign", "values", r"sign|\bminus", "", "a\nb\n")
STRANGE = Answer("clip", ODD, ODD, "hangs", ODD, ODD, ODD, ODD)


@pytest.fixture
def folder(tmp_path):
    """Two sets as TOML files, one of them in the folder itself."""
    for place, each in ((tmp_path, PLAIN), (tmp_path / "later", STRANGE)):
        place.mkdir(exist_ok=True)
        (place / "clip.toml").write_text(answers.write_entry(each), "utf-8", newline="\n")
    return tmp_path


def with_set(name, answer):
    fields = [getattr(answer, field) for field in answer.__struct_fields__[:-1]]
    return Answer(*fields, name)


def test_the_archive_has_each_answer_once_with_all_that_is_read_of_it():
    every = answers.read_archive()

    assert len(every) >= 3304
    assert all(one.set and one.code and one.mistake and one.names for one in every)
    assert {one.ends for one in every} == {"exception", "values", "hangs", "syntax"}
    assert {one.function for one in every} == {"clip", "sample", "optimize", "model"}


def test_the_archive_is_what_packing_its_sets_gives(tmp_path):
    for name in ("first", "fresh"):
        answers.unpack(name, tmp_path)
    archive = tmp_path / "again.xz"
    archive.write_bytes(ARCHIVE.read_bytes())

    packed = answers.pack(tmp_path, archive)

    assert packed == answers.read_archive(archive) == answers.read_archive()


def test_each_text_comes_back_from_a_toml_file_and_from_the_archive(folder):
    packed = answers.pack(folder, folder / "archive.xz")

    assert packed == [with_set("first", PLAIN), with_set("later", STRANGE)]
    assert answers.read_archive(folder / "archive.xz") == packed


def test_a_set_is_put_in_the_place_of_the_one_of_its_name(folder):
    archive = folder / "archive.xz"
    answers.pack(folder, archive)
    (folder / "later" / "clip.toml").write_text(answers.write_entry(PLAIN), "utf-8")

    packed = answers.pack(folder, archive)

    assert packed == [with_set("first", PLAIN), with_set("later", PLAIN)]


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: b"",
        lambda raw: raw[: len(raw) // 2],
        lambda raw: raw[:1000] + b"????" + raw[1004:],
        lambda raw: b"version https://git-lfs.github.com/spec/v1\n",
        lambda raw: lzma.compress(b'{"function": "clip"}\n'),
        lambda raw: lzma.compress(b"not JSON"),
    ],
    ids=["empty", "cut off", "flipped", "a pointer", "a field missing", "no JSON"],
)
def test_a_damaged_archive_is_one_sentence_that_says_what_to_do(
    tmp_path, monkeypatch, capsys, damage
):
    archive = tmp_path / "beginners.jsonl.xz"
    archive.write_bytes(damage(ARCHIVE.read_bytes()))
    monkeypatch.setattr(answers, "ARCHIVE", archive)

    assert answers.main(["list"]) == 2
    said = capsys.readouterr().err
    assert "beginners.jsonl.xz can't be read (" in said
    assert "Take the file again from git: `git checkout -- " in said
    assert "Traceback" not in said


def test_a_set_is_read_by_its_name_or_from_a_folder(folder):
    assert {one.set for one in answers.read_set("fresh")} == {"fresh"}
    assert answers.read_set(str(folder)) == [with_set("first", PLAIN)]
    with pytest.raises(
        Unreadable, match=r"no set of answers called 'stale'\. There are: first,"
    ):
        answers.read_set("stale")


@pytest.mark.parametrize("text", ["answer = 1", "[[answer]]\nname = 'a'\n", "a = = b", ""])
def test_a_file_that_holds_no_answers_is_named(folder, text):
    (folder / "clip.toml").write_text(text)

    with pytest.raises(Unreadable, match=r"clip\.toml is no file of answers"):
        answers.pack(folder, folder / "archive.xz")


@pytest.mark.parametrize(
    ("name", "paths"),
    [
        ("sign_lost", ["first/clip/sign_lost", "later/model/sign_lost"]),
        ("later/model", ["later/model/sign_lost"]),
        ("first/model", []),
        ("sign", []),
    ],
)
def test_an_answer_is_found_by_any_parts_of_its_path(name, paths):
    other = Answer("model", "sign_lost", "", "values", "", "", "")
    every = [with_set("first", PLAIN), with_set("later", other)]

    assert [one.path for one in answers.find_answers(name, every)] == paths


def test_the_command_shows_an_answer_and_says_where_there_is_none(capsys):
    assert answers.main(["show", "callers/clip/sign_lost"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("## callers/clip/sign_lost (values)\n")
    assert "def clip(gradients, maxValue):" in shown
    assert answers.main(["show", "never_written"]) == 1
    assert "No answer is called 'never_written'" in capsys.readouterr().err
