"""Zips and folders of hand-ins: what can't be read costs only itself."""

import random

import pytest

from dinosaur_grader.desk.lms import archive
from dinosaur_grader.desk.lms.collect import collect
from dinosaur_grader.exit_codes import Refused
from tests.dinosaur_grader.desk.lms.test_collect import NAME, inner_zip, students, zipped
from tests.dinosaur_grader.stored import url


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ([], "no notebook"),
        ([("a.ipynb", "1"), ("b.ipynb", "2")], "2 notebooks"),
        ([(f"{number}/", "") for number in range(101)], "more than 100 files"),
    ],
)
def test_a_zip_without_one_notebook_is_left_out_and_of_many_names_not_opened(
    tmp_path, monkeypatch, files, why
):
    content = inner_zip(tmp_path, *files)
    if len(files) > 100:
        monkeypatch.setattr(archive.zipfile, "ZipFile", None)
    assert why in archive.one_notebook(archive.Member("a.zip", content)).reason


def damaged(content):
    content[45] ^= 0xFF


def encrypted(content):
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1


@pytest.mark.parametrize(
    ("change", "size", "why"),
    [(damaged, 500, "damaged"), (encrypted, 500, "encrypted"), (None, 5000, "larger than")],
)
def test_a_member_that_cannot_be_read_costs_only_itself(
    tmp_path, monkeypatch, change, size, why
):
    monkeypatch.setattr(archive, "MAX_BYTES", 1000)
    files = [("a_1_2_x.ipynb", "a" * size), ("b_2_3_x.ipynb", "b" * 500)]
    source = zipped(tmp_path / "s.zip", files)
    content = bytearray(source.read_bytes())
    (change or bytes)(content)
    source.write_bytes(content)
    done = collect(source, tmp_path / "submitted", NAME, url(tmp_path))
    assert students(done) == ["2"]
    assert why in done.left_out[0][1]


WHOLE = [(f"{name}.ipynb", name * 40) for name in ("a_1_2_x", "b_2_3_x", "c_LATE_3_4_é")]


@pytest.mark.parametrize("seed", range(20))
def test_a_damaged_zip_is_refused_with_a_word_or_costs_only_what_is_damaged(tmp_path, seed):
    rng, source = random.Random(seed), zipped(tmp_path / "s.zip", WHOLE)
    content = bytearray(source.read_bytes())
    for _ in range(rng.randint(1, 4)):
        content[rng.randrange(len(content))] = rng.randrange(256)
    cut = rng.choice([len(content), len(content), rng.randrange(len(content))])
    source.write_bytes(content[:cut])
    try:
        done = collect(source, tmp_path / "submitted", NAME, url(tmp_path), "canvas")
    except Refused as error:
        assert "download it again" in str(error)
        return
    assert {member for member, _ in done.left_out} | {row.member for row in done.rows}
    assert {path.name.split(".")[0] for path in tmp_path.iterdir()} <= {
        "s",
        "submitted",
        "gradebook",
    }
