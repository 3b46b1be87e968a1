"""The desk's addresses: an empty page, its screens as pieces of HTML, files of the folder
of marks, and the buttons."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from dinosaur_grader.desk.browser import commands, downloads, screens
from dinosaur_grader.desk.browser.commands import Course
from dinosaur_grader.desk.browser.verb_runs import VerbRuns
from dinosaur_grader.exit_codes import ExitCode, Refused, is_full
from dinosaur_grader.printable import clean
from dinosaur_grader.printable.pages import template

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
# pages of ours that stand alone: they may style themselves and go on to another, no more
SHOWN = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'; sandbox allow-same-origin allow-downloads"
)
MAX_FIELDS = 50
AGREED = ("", "--yes", "--accept-changes", "--keep-marks")
"""Words that a person may add to the last command."""


class Desk:
    """The page of one course. `token` is what the addresses of its files hold."""

    def __init__(self, course: Course, token: str):
        self.course = course
        self.token = token
        self.runs = VerbRuns(course.home, course.out)

    def app(self) -> Starlette:
        """Return the application, which answers anybody: `guard` stands before it."""
        routes = [
            Route("/", self.shell),
            Mount("/static", StaticFiles(directory=HERE / "static")),
            Route("/screen/{name}", self.screen),
            Route("/file/{token}/upload.zip", self.upload),
            Route("/file/{token}/{path:path}", self.file),
            Route("/files", self.bring, methods=["POST"]),
            Route("/start/{name}", self.start, methods=["POST"]),
            Route("/again", self.again, methods=["POST"]),
            Route("/stop", self.stop, methods=["POST"]),
        ]
        app = Starlette(routes=routes)
        app.router.redirect_slashes = False
        return app

    def shell(self, _: Request) -> Response:
        """Answer with the page that says nothing of the course: its script asks for a
        screen."""
        return HTMLResponse(template(TEMPLATES / "shell.html").render())

    async def screen(self, request: Request) -> Response:
        """Answer with a screen, or the sentence why there is none."""
        show = SCREENS.get(request.path_params["name"])
        if show is None:
            return self._sorry("There is no such screen.", HTTPStatus.NOT_FOUND)
        return await run_in_threadpool(self._shown, show, dict(request.query_params))

    def _shown(self, show: Show, query: dict[str, str]) -> Response:
        try:
            return show(self, query)
        except (Refused, OSError) as error:
            return self._sorry(str(error))

    def render(
        self, name: str, status: HTTPStatus = HTTPStatus.OK, **values: object
    ) -> Response:
        """Render a screen below the head that all have."""
        chosen = values.pop("assignment", "")
        common = dict(
            course=self.course,
            names=self.course.names,
            assignment=chosen or self._assignment({}),
            at=name,
            going=self.runs.going(),
            waits=self._waits(),
            files=f"file/{self.token}",
        )
        page = template(TEMPLATES / f"{name}.html").render(**common, **values)
        return HTMLResponse(page, status)

    def _assignment(self, query: dict[str, str]) -> str:
        name = query.get("assignment", "")
        return name if name in self.course.names else self.course.first

    def _sorry(self, why: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
        return self.render("sorry", status, why=why)

    def _waits(self) -> bool:
        """Tell whether the last run waits for a person to agree."""
        last = self.runs.last()
        return last is not None and last.code == ExitCode.DECLINED

    def home(self, query: dict[str, str]) -> Response:
        return self.render(
            "home", home=screens.home(self.course, query), assignment=self._assignment(query)
        )

    def run(self, query: dict[str, str]) -> Response:
        last = self.runs.last()
        if last is None:
            return self._sorry("Nothing was started here yet.")
        shown = screens.run(self.course, last, _number(query), query.get("q", ""))
        return self.render("run", shown=shown, live="live" in query)

    def look(self, query: dict[str, str]) -> Response:
        name, kind = self._assignment(query), query.get("kind", "")
        kind = kind if kind in screens.LOOKS else next(iter(screens.LOOKS))
        found = screens.look(self.course, name, kind, query.get("q", ""), _number(query))
        return self.render("look", **found, assignment=name)

    def people(self, query: dict[str, str]) -> Response:
        name = self._assignment(query)
        page = screens.everybody(self.course, name, query.get("q", ""), _number(query))
        lists = [one for one in downloads.there(self.course.home) if one.kind != "submissions"]
        buttons = [
            commands.button(
                self.course,
                f"Compare the register with {Path(one.path).name}",
                "people",
                people=one.path,
            )
            for one in lists
        ]
        return self.render("people", page=page, buttons=buttons, assignment=name)

    def student(self, query: dict[str, str]) -> Response:
        name = self._assignment(query)
        found = screens.student(self.course, name, query.get("id", ""))
        return self.render("student", **found, assignment=name)

    def requests(self, query: dict[str, str]) -> Response:
        name, code = self._assignment(query), query.get("code", "").strip()
        found, trouble = None, ""
        try:
            found = screens.request(self.course, code) if code else None
        except Refused as error:
            trouble = str(error)
        page = screens.answers(self.course, name, query.get("q", ""), _number(query))
        return self.render(
            "requests", found=found, trouble=trouble, page=page, code=code, assignment=name
        )

    def report(self, query: dict[str, str]) -> Response:
        name = self._assignment(query)
        there = (self.course.out / "report.html").is_file()
        make = commands.button(self.course, "Write the report", "report", assignment=name)
        part = "#similar" if query.get("part") == "similar" else ""
        return self.render("report", there=there, make=make, part=part, assignment=name)

    def marks(self, query: dict[str, str]) -> Response:
        name = self._assignment(query)
        return self.render(
            "marks",
            folders=screens.uploads(self.course, name),
            make=screens.evening(self.course, name),
            assignment=name,
        )

    async def bring(self, request: Request) -> Response:
        """Keep the files that were dropped, and show what they are."""
        async with request.form(max_files=MAX_FIELDS, max_fields=MAX_FIELDS) as form:
            for file in form.getlist("files"):
                if isinstance(file, UploadFile) and file.filename:
                    try:
                        await run_in_threadpool(
                            downloads.take, file.filename, file.file, self.course.home
                        )
                    except (Refused, OSError) as error:
                        return _refused(error)
        return await run_in_threadpool(self._shown, Desk.home, {})

    async def start(self, request: Request) -> Response:
        """Start the verb of a button, and show its run."""
        fields = await _fields(request)
        return await run_in_threadpool(self._start, request.path_params["name"], fields)

    def _start(self, name: str, fields: dict[str, str]) -> Response:
        try:
            self.runs.start(commands.words(self.course, name, fields))
        except (Refused, OSError) as error:
            return _refused(error)
        return self.run({})

    async def again(self, request: Request) -> Response:
        """Start the last verb again, with what the person has agreed to."""
        fields = await _fields(request)
        return await run_in_threadpool(
            self._again, fields.get("more", ""), fields.get("of", "")
        )

    def _again(self, more: str, shown: str) -> Response:
        last = self.runs.last()
        if last is None or more not in AGREED:
            return _refused(Refused("there is nothing to start again."))
        if last.command != shown:  # another tab has started something since
            return _refused(
                Refused("another command has run since this was shown: load the page again.")
            )
        try:
            added = (more,) if more else ()
            self.runs.start(commands.again(self.course, last.words, *added))
        except (Refused, OSError) as error:
            return _refused(error)
        return self.run({})

    def stop(self, _: Request) -> Response:
        """End the run that goes on."""
        self.runs.stop()
        return self.run({})

    def file(self, request: Request) -> Response:
        """Answer with a page of the folder of marks: the report, or a student's."""
        room = self.course.out.resolve()
        path = (room / request.path_params["path"]).resolve()
        shown = path.suffix == ".html" and path.is_relative_to(room) and path.is_file()
        if not shown:
            return PlainTextResponse("There is no such page.", HTTPStatus.NOT_FOUND)
        return FileResponse(path, headers={"content-security-policy": SHOWN})

    def upload(self, request: Request) -> Response:
        """Answer with the files for upload of one evening, in a zip."""
        name, known = request.query_params.get("of", ""), self.course.names
        if not any(name in screens.uploads(self.course, each) for each in known):
            return PlainTextResponse("There are no such files.", HTTPStatus.NOT_FOUND)
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted((self.course.home / commands.UPLOAD / name).iterdir()):
                archive.write(path, f"{name}/{path.name}")
        headers = {"content-disposition": f'attachment; filename="{name}.zip"'}
        return Response(made.getvalue(), media_type="application/zip", headers=headers)


Show = Callable[[Desk, dict[str, str]], Response]
SCREENS: dict[str, Show] = {
    "home": Desk.home,
    "run": Desk.run,
    "look": Desk.look,
    "people": Desk.people,
    "student": Desk.student,
    "requests": Desk.requests,
    "report": Desk.report,
    "marks": Desk.marks,
}


async def _fields(request: Request) -> dict[str, str]:
    async with request.form(max_files=0, max_fields=MAX_FIELDS) as form:
        return {key: value for key, value in form.items() if isinstance(value, str)}


def _number(query: dict[str, str]) -> int:
    text = query.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _refused(error: Exception) -> Response:
    """Say why a button did nothing: the page shows it above what was typed, and keeps
    that."""
    full = "the disk is full, make room and try again: " if is_full(error) else ""
    return PlainTextResponse(
        f"Not done: {full}{clean(str(error))}", HTTPStatus.UNPROCESSABLE_ENTITY
    )
