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
from dinosaur_grader.desk.browser.commands import Course, words
from dinosaur_grader.desk.browser.screens import SCREENS, View
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

    def screen(self, request: Request) -> Response:
        """Answer with a screen, or the sentence why there is none."""
        return self.show(request.path_params["name"], dict(request.query_params))

    def show(self, name: str, query: dict[str, str]) -> Response:
        """Render a screen below the head that all have."""
        view = View(self.course, query, self.runs.last())
        try:
            if name not in SCREENS:
                raise Refused("There is no such screen.")
            found, shown = HTTPStatus.OK, SCREENS[name](view)
        except (Refused, OSError) as error:
            found = HTTPStatus.OK if name in SCREENS else HTTPStatus.NOT_FOUND
            name, shown = "sorry", dict(why=str(error), assignment=self.course.first)
        common = dict(
            course=self.course,
            names=self.course.names,
            assignment=view.assignment,
            at=name,
            going=view.last is not None and view.last.going,
            # for a person to agree
            waits=view.last is not None and view.last.code == ExitCode.DECLINED,
            files=f"file/{self.token}",
        )
        page = template(TEMPLATES / f"{name}.html").render(**common | shown)
        return HTMLResponse(page, found)

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
        return await run_in_threadpool(self.show, "home", {})

    async def start(self, request: Request) -> Response:
        """Start the verb of a button, and show its run."""
        name = request.path_params["name"]
        return await self._run(request, lambda fields: words(self.course, name, fields))

    async def again(self, request: Request) -> Response:
        """Start the last verb again, with what the person has agreed to."""
        return await self._run(request, self._again)

    def _again(self, fields: dict[str, str]) -> list[str]:
        last, more = self.runs.last(), fields.get("more", "")
        if last is None or more not in AGREED:
            raise Refused("there is nothing to start again.")
        if last.command != fields.get("of", ""):  # another tab has started something since
            raise Refused("another command has run since this was shown: load the page again.")
        return commands.again(self.course, last.words, *filter(None, (more,)))

    async def _run(
        self, request: Request, words_of: Callable[[dict[str, str]], list[str]]
    ) -> Response:
        """Run the words that a form's fields make, and show that."""
        async with request.form(max_files=0, max_fields=MAX_FIELDS) as form:
            fields = {key: value for key, value in form.items() if isinstance(value, str)}

        def start() -> Response:
            self.runs.start(words_of(fields))
            return self.show("run", {})

        try:
            return await run_in_threadpool(start)
        except (Refused, OSError) as error:
            return _refused(error)

    def stop(self, _: Request) -> Response:
        """End the run that goes on."""
        self.runs.stop()
        return self.show("run", {})

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


def _refused(error: Exception) -> Response:
    """Say why a button did nothing: the page shows it above what was typed, and keeps
    that."""
    full = "the disk is full, make room and try again: " if is_full(error) else ""
    return PlainTextResponse(
        f"Not done: {full}{clean(str(error))}", HTTPStatus.UNPROCESSABLE_ENTITY
    )
