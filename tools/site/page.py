"""What our pages add to JupyterLite's: a worker that says what it loads, the lesson's
first words meanwhile, a button that stops a run, and a cache for the next visit.

JupyterLite's own files stay as they are: the kernel is given another address for
Pyodide, the pages a script and a style, and the service worker ours before its own.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import mimetypes
import re
import shutil
import struct
import zipfile
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import NamedTuple

import numpy as np
from markdown_it import MarkdownIt

from tools.site.pyodide import CORE, LEFT_OUT, LOCK

TEMPLATES = Path(__file__).with_name("templates") / "website" / "page"
NETWORK = Path(__file__).resolve().parents[2] / "data" / "network.npy"
EXTENSION = Path("extensions/@jupyterlite/pyodide-kernel-extension/static")
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
KERNELS_OWN = ("micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython")
"""What JupyterLite's kernel would seek one by one; our worker has loaded it, or has none."""
WHEELS = ("piplite", "ipykernel", "pyodide_kernel", "comm")
PYODIDE = Path("static/pyodide")
CDN = re.compile(r"https://cdn\.jsdelivr\.net/pyodide/v[\d.]+/full/(?=pyodide\.mjs)")
FRAMES = ("notebooks", "lab", "tree", "edit")
WORDS_UNTIL = "## 1."
PACKED = {".whl", ".zip", ".png", ".npz", ".woff2", ".bin"}
NOT_KEPT = re.compile(
    r"(\.map|\.svg|third-party-licenses\.json|LICENSE.*|rspack.*|schema.*\.json)$"
)


UNUSED = ("jupyterlab_pygments",)
"""Extensions that come with the build's own tools; no notebook here needs them."""
OURS = (
    *("page/*", "notebooks/index.html", "static/python/python.mjs"),
    *("static/python/dinosaur_island.zip", "files/dinosaur_island/dinosaur_island.ipynb"),
)
"""What a first visit asks for beside Python's own files."""
FIRST_VISIT = Path(__file__).with_name("templates") / "first_visit.txt"
IN_THE_FRAME = {
    "<html>": '<html lang="en">',
    'rel="preload"': 'rel="main"',  # from the pack, not before it
    '<link rel="manifest" href="../manifest.webmanifest">': "",
    "await import(": "await window.islandWorker;\n        await import(",
}
"""What is changed in JupyterLite's pages, once in each."""


class Step(NamedTuple):
    """One line of what the page shows while Python comes: its name, what it loads, and
    how its files' names begin."""

    name: str
    packages: tuple[str, ...]
    files: tuple[str, ...]


STEPS = (
    Step("Python itself", (), CORE),
    Step("NumPy", ("numpy",), ("numpy-",)),
    Step("IPython", ("ipython", "micropip"), ()),
    Step("the notebook's tools", (), ()),
)


def dress(site: Path) -> None:
    """Add to the site that JupyterLite built in `site` what makes it ours."""
    python = site / PYODIDE
    local = python.is_dir()
    came_from = f"../{PYODIDE.name}/" if local else _cdn(site)
    folder = site / "static" / "python"
    folder.mkdir(parents=True)
    for kit in sorted((site / "files").glob("*/utils")):
        _zip(kit, folder / f"{kit.parent.name}.zip")
    (folder / "python.mjs").write_text(_python(site, came_from, local), encoding="utf-8")
    _settings(site)
    (site / "page").mkdir()
    for name in ("page.js", "page.css", "front.js", "inventor.mjs"):
        (site / "page" / name).write_bytes((TEMPLATES / name).read_bytes())
    with (site / "page" / "page.css").open("ab") as style:
        style.write((TEMPLATES / "inventor.css").read_bytes())
    shutil.copyfile(NETWORK, site / "page" / NETWORK.name)
    words = "".join(_words(site / "files"))
    for frame in FRAMES:
        _frame(site / frame / "index.html", words if frame == "notebooks" else "")
    (site / "page" / "pack.bin").write_bytes(_pack(site))


def _zip(kit: Path, to: Path) -> None:
    """Pack the folder `utils` of a kit, with the same bytes each time."""
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(path for path in kit.rglob("*") if path.is_file()):
            name = path.relative_to(kit.parent).as_posix()
            packed.writestr(zipfile.ZipInfo(name), path.read_bytes(), zipfile.ZIP_DEFLATED)


def inventor() -> str:
    """The place in a page where the trained network invents names; inventor.mjs fills it."""
    numbers = np.load(NETWORK).size
    text = (TEMPLATES / "inventor.htm").read_text(encoding="utf-8")
    return text.replace("{{ numbers }}", f"{numbers:,}")


def keep(site: Path) -> None:
    """Put our service worker before JupyterLite's own; the last thing to do, since its
    cache goes by what the site holds."""
    own = site / "service-worker.js"
    own.rename(site / "service-worker-jupyterlite.js")
    digest, rest = hashlib.sha256(), []
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        name = path.relative_to(site).as_posix()
        digest.update(name.encode() + path.read_bytes())
        if not NOT_KEPT.search(name):
            rest.append(name)
    local = (site / PYODIDE).is_dir()
    text = (TEMPLATES / "service-worker.js").read_text(encoding="utf-8")
    text = text.replace("{{ build }}", digest.hexdigest()[:12])
    text = text.replace("{{ python }}", f"{PYODIDE.as_posix()}/" if local else _cdn(site))
    own.write_text(text.replace("{{ rest }}", json.dumps(rest)), encoding="utf-8")


def _pack(site: Path) -> bytes:
    """The files of `FIRST_VISIT` in one, as service-worker.js unpacks them."""
    lines = FIRST_VISIT.read_text(encoding="utf-8").splitlines()
    wanted = [line for line in lines if line and not line.startswith("#")]
    paths = [path for line in wanted for path in sorted(site.glob(line))]
    files = [(path.relative_to(site).as_posix(), path.read_bytes()) for path in paths]
    names = [(name, mimetypes.guess_type(name)[0] or "", len(what)) for name, what in files]
    head = json.dumps(names).encode()
    parts = [struct.pack(">I", len(head)), head, *(what for _, what in files)]
    return gzip.compress(b"".join(parts), 9, mtime=0)


def weights(site: Path) -> tuple[int, int]:
    """Bytes that a first visit to the graded notebook asks this site for, as a host with
    gzip sends them: up to the first check, and for figures by matplotlib later."""
    ours = [path for pattern in OURS for path in site.glob(pattern)]
    first = _first_files(site) if (site / PYODIDE).is_dir() else []
    wheels = [path for path in (site / PYODIDE).glob("*.whl") if path not in first]
    return sum(map(_sent, [*ours, *first])), sum(map(_sent, wheels))


def _sent(path: Path) -> int:
    if path.suffix in PACKED:
        return path.stat().st_size
    return len(gzip.compress(path.read_bytes(), 6))


def _first_files(site: Path) -> list[Path]:
    """Pyodide's files that come before the first cell runs."""
    names = [name for step in _with_files(site) for name in step.files]
    return [site / PYODIDE / name for name in names]


def _with_files(site: Path) -> list[Step]:
    """The steps with the names of their files, by the site's own lock."""
    lock = json.loads((site / PYODIDE / LOCK).read_text(encoding="utf-8"))["packages"]
    seen: set[str] = set()
    steps = []
    for step in STEPS:
        files = step.files if not step.packages else tuple(_files(lock, step.packages, seen))
        steps.append(step._replace(files=files))
    return steps


def _files(lock: dict, names: Iterable[str], seen: set[str]) -> Iterable[str]:
    for name in names:
        package = next(v for k, v in lock.items() if k.lower().replace("_", "-") == name)
        if package["file_name"] not in seen:
            seen.add(package["file_name"])
            yield package["file_name"]
            depends = (each.lower().replace("_", "-") for each in package["depends"])
            yield from _files(lock, depends, seen)


def _python(site: Path, came_from: str, local: bool) -> str:
    steps = _with_files(site) if local else STEPS
    first = _first_files(site) if local else []
    sizes = {path.name: (path.stat().st_size, _sent(path)) for path in first}
    settings = {
        "from": came_from,
        "leaveOut": LEFT_OUT,
        "kit": (TEMPLATES / "kit.py").read_text(encoding="utf-8"),
        "sizes": sizes,
        "total": sum(sent for _, sent in sizes.values()),
        "steps": [
            {"name": step.name, "files": step.files}
            | ({"packages": step.packages} if step.packages else {})
            for step in steps
        ],
        "wheels": [_wheel(site, name) for name in WHEELS],
    }
    text = (TEMPLATES / "python.mjs").read_text(encoding="utf-8")
    return text.replace("{{ settings }}", json.dumps(settings))


def _wheel(site: Path, name: str) -> str:
    """The address of a wheel of the kernel's, from the folder of our script."""
    for folder in (site / EXTENSION / "pypi", site / "pypi"):
        for path in folder.glob(f"{name}-*.whl"):
            return f"../../{path.relative_to(site).as_posix()}"
    raise FileNotFoundError(f"JupyterLite's build holds no wheel {name}")


def _cdn(site: Path) -> str:
    """Pyodide's public address, as JupyterLite's own kernel names it."""
    for path in sorted((site / EXTENSION).glob("*.js")):
        if found := CDN.search(path.read_text(encoding="utf-8")):
            return found.group()
    raise FileNotFoundError("JupyterLite's kernel names no address of Pyodide")


def _settings(site: Path) -> None:
    path = site / "jupyter-lite.json"
    settings = json.loads(path.read_text(encoding="utf-8"))
    data = settings["jupyter-config-data"]
    data["federated_extensions"] = [
        each for each in data["federated_extensions"] if each["name"] not in UNUSED
    ]
    for name in UNUSED:
        shutil.rmtree(site / "extensions" / name, ignore_errors=True)
    data["exposeAppInBrowser"] = True  # page.js stops a run and saves
    kernel = data["litePluginSettings"][KERNEL]
    kernel["pyodideUrl"] = "./static/python/python.mjs"
    kernel["loadPyodideOptions"] = {"packages": list(KERNELS_OWN)}
    path.write_text(json.dumps(settings, indent=2), encoding="utf-8")


def _frame(path: Path, words: str) -> None:
    """Put our script and style into one of JupyterLite's pages, before its own."""
    text = path.read_text(encoding="utf-8")
    head = (
        '<link rel="stylesheet" href="../page/page.css">\n<script src="../page/page.js"></script>\n'
        '<script src="../page/inventor.mjs" type="module"></script>\n'
    )
    config = '<script id="jupyter-config-data"'
    for old, new in (IN_THE_FRAME | {config: head + config}).items():
        if old not in text:
            raise LookupError(f"{path} has no {old} any more: JupyterLite has changed its page")
        text = text.replace(old, new, 1)
    if words:
        body = text.index("<body")
        end = text.index(">", body) + 1
        text = f"{text[:end]}\n{words}{text[end:]}"
    path.write_text(text, encoding="utf-8")


def _words(files: Path) -> Iterable[str]:
    """The first words of each notebook; page.css hides them, page.js shows those of the
    notebook that is opened."""
    for path in sorted(files.glob("*/*.ipynb")):
        name = escape(path.relative_to(files).as_posix())
        words = lesson(path).replace("</h1>", f"</h1>\n{inventor()}", 1)
        yield (
            f'<main class="island-lesson" data-notebook="{name}"><div>{words}</div></main>\n'
        )


def lesson(notebook: Path) -> str:
    """The first words of the notebook as HTML: what a student reads until the notebook is
    there."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    said = []
    for cell in cells:
        text = "".join(cell["source"])
        if cell["cell_type"] != "markdown" or text.startswith(WORDS_UNTIL):
            break
        said.append(text)
    html = MarkdownIt("commonmark", {"html": False}).enable("table").render("\n\n".join(said))
    return html.replace('href="../', 'href="index.html?path=')  # to the notebook beside
