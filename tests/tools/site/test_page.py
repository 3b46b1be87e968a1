"""What is added to JupyterLite's pages: the pack of a first visit, the kits, the number on
the first page, and frames that wait for the page's worker."""

import gzip
import json
import struct
import zipfile

from tools.site import page

FRAME = """<!DOCTYPE html>
<html>
<head><link rel="manifest" href="../manifest.webmanifest">
<link id="jupyter-lite-main" rel="preload" href="../build/notebooks/bundle.js">
<script id="jupyter-config-data">{}</script>
<script>await import('../config-utils.js')</script></head><body class="x"></body></html>"""


def put(folder, name: str, what: bytes) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(what)


def unpacked(what: bytes) -> dict[str, tuple[str, bytes]]:
    """Name, type and bytes of each file, read as service-worker.js reads them."""
    what = gzip.decompress(what)
    at = 4 + struct.unpack(">I", what[:4])[0]
    files = {}
    for name, kind, size in json.loads(what[4:at]):
        files[name] = (kind, what[at : at + size])
        at += size
    assert at == len(what)
    return files


def test_the_pack_holds_what_the_list_names_and_no_more(tmp_path):
    put(tmp_path, "build/jlab_core.0a1b2c3.js", b"core")
    put(tmp_path, "build/not_in_the_list.js", b"no")
    put(tmp_path, "api/translations/en.json", b"{}")

    files = unpacked(page._pack(tmp_path))
    assert {name: what for name, (_, what) in files.items()} == {
        "build/jlab_core.0a1b2c3.js": b"core",
        "api/translations/en.json": b"{}",
    }
    assert files["api/translations/en.json"][0] == "application/json"
    assert files["build/jlab_core.0a1b2c3.js"][0].endswith("/javascript")


def test_a_kits_zip_holds_its_utils_and_is_the_same_each_time(tmp_path):
    put(tmp_path, "lesson/utils/__init__.py", b"one = 1")
    put(tmp_path, "lesson/utils/checks/words.toml", b"")
    put(tmp_path, "lesson/data/dinos.txt", b"not this")

    for name in ("one.zip", "two.zip"):
        page._zip(tmp_path / "lesson" / "utils", tmp_path / name)

    with zipfile.ZipFile(tmp_path / "one.zip") as packed:
        assert packed.namelist() == ["utils/__init__.py", "utils/checks/words.toml"]
        assert packed.read("utils/__init__.py") == b"one = 1"
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_a_frame_waits_for_the_pages_worker_and_shows_words_first(tmp_path):
    put(tmp_path, "index.html", FRAME.encode())

    page._frame(tmp_path / "index.html", "<main>words</main>")

    text = (tmp_path / "index.html").read_text()
    assert text.index("await window.islandWorker;") < text.index("await import(")
    assert 'rel="preload"' not in text and "manifest" not in text
    assert text.index("page/page.js") < text.index("jupyter-config-data")
    assert '<body class="x">\n<main>words</main>' in text
