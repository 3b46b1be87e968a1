import os
import stat

import pytest

from dinosaur_grader.assignments import course_seed


def test_a_new_seed_is_its_owner_s_only_and_is_drawn_once_for_a_course(tmp_path):
    first, new = course_seed.load_or_create(tmp_path / "course.seed")
    again, newer = course_seed.load_or_create(tmp_path / "course.seed")
    assert (new, newer, first) == (True, False, again)
    assert stat.S_IMODE(os.stat(tmp_path / "course.seed").st_mode) == 0o600
    assert course_seed.create(tmp_path / "two").value != first.value


def test_a_seed_is_never_overwritten(tmp_path):
    before = course_seed.create(tmp_path / "course.seed")
    with pytest.raises(course_seed.SeedError, match="File exists"):
        course_seed.create(tmp_path / "course.seed")
    assert course_seed.load(tmp_path / "course.seed") == before


def test_a_file_that_others_can_read_or_that_is_no_seed_is_refused_with_the_mend(tmp_path):
    path = tmp_path / "course.seed"
    path.write_text("hunter2\n")
    path.chmod(0o644)
    with pytest.raises(course_seed.SeedError, match="chmod 600"):
        course_seed.load(path)
    path.chmod(0o600)
    with pytest.raises(course_seed.SeedError, match="64 hex digits"):
        course_seed.load(path)


def test_the_fingerprint_does_not_tell_the_seed():
    made = course_seed.Seed(b"\x07" * 32)
    assert made.fingerprint not in made.value.hex()
    assert made.fingerprint != course_seed.Seed(b"\x08" * 32).fingerprint


def test_of_a_file_without_an_end_only_the_beginning_is_read(tmp_path):
    path = tmp_path / "course.seed"
    path.write_text(f"{'#' * course_seed.MOST}\n{'0' * 2 * course_seed.BYTES}\n")
    path.chmod(0o600)
    with pytest.raises(course_seed.SeedError, match="is not a seed file"):
        course_seed.load(path)
    (tmp_path / "zeros").symlink_to("/dev/zero")
    with pytest.raises(course_seed.SeedError, match="others can read"):
        course_seed.load(tmp_path / "zeros")
