"""The one law of who may talk to the desk, tried in every combination."""

import itertools

import pytest

from dinosaur_grader.desk.browser.commands import Course
from dinosaur_grader.desk.browser.guard import HEADER, Guard, Keys, is_public, token_in
from dinosaur_grader.desk.browser.routes import Desk
from dinosaur_grader.desk.browser.screens import SCREENS
from tests.dinosaur_grader.desk.browser.asking import HOST, ORIGIN, ask, own

SECRET = "Ada Lovelace's marks"
PATHS = [
    *(("GET", f"/screen/{name}") for name in SCREENS),
    ("GET", "/screen/none"),
    ("GET", "/file/{token}/report.html"),
    ("GET", "/file/{token}/upload.zip"),
    ("POST", "/files"),
    ("POST", "/start/grade"),
    ("POST", "/again"),
    ("POST", "/stop"),
]


@pytest.fixture
def guard(tmp_path):
    keys = Keys()
    desk = Desk(Course(tmp_path / SECRET, ("dinosaur_island",)), keys.token)
    return Guard(desk.app(), keys, {HOST}, {ORIGIN})


def wrong(guard):
    """For each part of the law what breaks it, as headers; None takes the header away."""
    return {
        "cookie": [None, f"{guard.cookie}=other", f"{guard.cookie}-2={guard.keys.cookie}"],
        HEADER: [None, "other", guard.keys.cookie, guard.keys.once],
        "sec-fetch-site": [None, "same-site", "cross-site", "none"],
        "origin": [None, "null", "http://127.0.0.1:4712", "http://localhost:4711.example.org"],
        "host": ["127.0.0.1:4712", "evil.example.org", "127.0.0.1"],
    }


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_whatever_says_something_is_for_the_desk_s_own_page_alone(guard, method, path):
    broken = {key: [*values] for key, values in wrong(guard).items()}
    if method == "GET":
        del broken["origin"]  # browsers send none with it
    for key, values in broken.items():
        for value in values:
            headers = {**own(guard), key: value}
            token = headers[HEADER] or "none"
            if "{token}" in path:
                headers.pop(HEADER)  # it stands in the address
            headers = {name: text for name, text in headers.items() if text is not None}
            answer = ask(guard, method, path.format(token=token), headers)
            assert answer.status_code == 403, (key, value)
            assert SECRET not in answer.text


def test_every_route_of_the_desk_is_tried_here(guard):
    routes = {route.path.split("/")[1] for route in guard.app.routes}
    assert routes - {"", "static"} == {path.split("/")[1] for _, path in PATHS}


def test_the_desk_s_own_page_is_answered(guard):
    answer = ask(guard, "GET", "/screen/home", own(guard))
    assert (answer.status_code, SECRET in answer.text.replace("&#39;", "'")) == (200, True)


@pytest.mark.parametrize("path", ["/", "/static/desk.js", "/static/desk.css", "/?at=people"])
def test_what_is_public_says_nothing_of_the_course(guard, path):
    answer = ask(guard, "GET", path, {"host": HOST})
    secrets = (SECRET, guard.keys.once, guard.keys.cookie, guard.keys.token)
    assert answer.status_code == 200
    assert not any(secret in f"{answer.text}{answer.headers}" for secret in secrets)


@pytest.mark.parametrize(
    "path", ["/static/../screen/home", "/static/%2e%2e/screen/home", "//screen/home"]
)
def test_no_spelling_of_a_path_makes_it_public(guard, path):
    answer = ask(guard, "GET", path, {"host": HOST})
    assert SECRET not in answer.text
    assert answer.status_code in (403, 404)


def test_the_address_opens_once_and_gives_a_cookie_that_scripts_cannot_read(guard):
    first = ask(guard, "GET", f"/?once={guard.keys.once}", {"host": HOST})
    second = ask(guard, "GET", f"/?once={guard.keys.once}", {"host": HOST})

    cookie = first.headers["set-cookie"].lower()
    assert (first.status_code, first.headers["location"]) == (303, f"./#{guard.keys.token}")
    assert "httponly" in cookie and "samesite=strict" in cookie and "path=" not in cookie
    assert (second.status_code, "set-cookie" in second.headers) == (403, False)
    assert guard.keys.token not in str(second.headers)


def test_a_wrong_word_opens_nothing_and_does_not_use_the_right_one_up(guard):
    assert ask(guard, "GET", "/?once=wrong", {"host": HOST}).status_code == 403
    assert ask(guard, "GET", f"/?once={guard.keys.once}", {"host": HOST}).status_code == 303


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "HEAD"])
def test_other_methods_are_refused(guard, method):
    assert ask(guard, method, "/screen/home", own(guard)).status_code == 405


def test_nothing_is_started_by_get(guard):
    for path in ("/start/grade", "/again", "/stop", "/files"):
        assert ask(guard, "GET", path, own(guard)).status_code == 405


def test_every_answer_forbids_scripts_that_are_not_a_file_of_ours(guard):
    for path, headers in itertools.product(("/", "/screen/home"), ({"host": HOST}, own(guard))):
        policy = ask(guard, "GET", path, headers).headers["content-security-policy"]
        assert "default-src 'none'; script-src 'self'; style-src 'self';" in policy
        assert "unsafe" not in policy and "frame-ancestors 'none'" in policy


def test_two_desks_have_cookies_of_their_own(guard):
    other = Guard(guard.app, Keys(), {HOST}, {ORIGIN})
    assert other.cookie != guard.cookie


def test_a_token_is_read_from_addresses_of_files_only():
    assert token_in("/file/abc/report.html") == "abc"
    assert token_in("/files/abc/report.html") == token_in("/file/abc") == ""
    assert is_public("/") and not is_public("/screen/home") and not is_public("//")
