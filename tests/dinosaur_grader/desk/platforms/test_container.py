"""The folder that `docker build` makes an image from, with the seed in it."""

from dinosaur_grader.desk.platforms import bundle
from tests.dinosaur_grader.desk.platforms import doors


def test_the_folder_is_its_owner_s_alone_and_has_all_that_the_image_copies(tmp_path):
    bundle.build("container", doors.order(), tmp_path / "image")
    made = {path.name for path in (tmp_path / "image").iterdir()}
    assert (tmp_path / "image").stat().st_mode & 0o777 == 0o700
    assert {"Dockerfile", ".devcontainer", "kit", "install.sh", "course.seed"} <= made
