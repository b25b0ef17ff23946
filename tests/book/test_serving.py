"""Who gets an answer from `lucid-edu serve`, and what is left of it."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psutil
import pytest
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

from book.living import COMMAND, Served, running

FOREIGN = "http://127.0.0.1:1"
CLOSED = [
    "api",
    "api/config/x",
    "api/contents",
    "api/kernelspecs",
    "api/sessions",
    "api/shutdown",
    "api/status",
    "api/terminals",
    "files/data/README.md",
    "lab",
    "login",
    "metrics",
    "terminals/1",
    "tree",
]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of one page: the server does not mind what it serves."""
    made = tmp_path_factory.mktemp("pages")
    (made / "index.html").write_text("<title>book</title>", "utf-8")
    (made.parent / "secret.txt").write_text("not the book's", "utf-8")
    return made


@pytest.fixture(scope="module")
def served(pages: Path) -> Iterator[Served]:
    with running(pages) as started:
        yield started


def status(
    served: Served,
    path: str,
    token: str | None,
    method: str = "GET",
    **headers: str,
) -> int:
    """Return the status of an answer."""
    if token is not None:
        headers["Authorization"] = f"token {token}"
    request = Request(served.base + path, method=method, headers=headers)
    try:
        with urlopen(request) as answer:
            return int(answer.status)
    except HTTPError as error:
        error.close()
        return error.code


def kernel(served: Served) -> str:
    """Start a kernel; return its id."""
    headers = {"Authorization": f"token {served.token}"}
    address = served.base + "api/kernels"
    with urlopen(Request(address, method="POST", headers=headers)) as answer:
        return str(json.load(answer)["id"])


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("token", [None, "", "wrong"])
def test_a_wrong_or_missing_token_gets_no_kernel(served, method, token):
    assert status(served, "api/kernels", token, method) == 403


def test_a_foreign_page_gets_no_kernel_even_with_the_token(served):
    for origin in (FOREIGN, "http://example.org", "null"):
        got = status(served, "api/kernels", served.token, Origin=origin)
        assert got in (403, 404)
        sent = status(
            served, "api/kernels", served.token, "POST", Origin=origin
        )
        assert sent in (403, 404)


def test_a_name_that_only_leads_here_gets_nothing_not_even_the_book(served):
    assert status(served, "", None) == 200
    for path in ("", "api/kernels"):
        assert status(served, path, served.token, Host="example.org") == 403


def test_the_websocket_opens_to_the_token_and_the_own_origin_only(served):
    path = f"api/kernels/{kernel(served)}/channels"
    address = served.base.replace("http", "ws") + path
    own = served.base.rstrip("/")

    async def opened(token: str, origin: str) -> bool:
        request = HTTPRequest(f"{address}?token={token}")
        request.headers["Origin"] = origin
        try:
            connection = await websocket_connect(request)
        except HTTPClientError as error:
            assert error.code == 403
            return False
        connection.close()
        while await connection.read_message() is not None:
            pass  # what was on its way when it closed
        return True

    tries = [(served.token, own), ("wrong", own), ("", own)]
    tries.append((served.token, FOREIGN))
    # In a thread: a browser of other tests has a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        found = [thread.submit(asyncio.run, opened(*one)) for one in tries]
        assert [one.result() for one in found] == [True, False, False, False]


@pytest.mark.parametrize("path", CLOSED)
def test_nothing_else_of_jupyter_answers_even_with_the_token(served, path):
    assert status(served, path, served.token) == 404


def test_no_path_leads_out_of_the_book(served):
    for path in ("../secret.txt", "%2e%2e/secret.txt", "..%2fsecret.txt"):
        assert status(served, path, served.token) in (403, 404)


def test_only_this_machine_is_listened_to(served):
    listening = [
        connection.laddr.ip
        for connection in psutil.Process(served.process.pid).net_connections()
        if connection.status == psutil.CONN_LISTEN
    ]
    assert set(listening) == {"127.0.0.1"}


def test_ctrl_c_ends_the_kernels_and_their_folder(pages):
    with running(pages) as served:
        kernel(served)
        kernel(served)
        own = psutil.Process(served.process.pid)
        kernels = [
            child
            for child in own.children(recursive=True)
            if "ipykernel_launcher" in child.cmdline()
        ]
        assert len(kernels) == 2
        folder = Path(kernels[0].cwd())
        assert folder.is_dir() and folder.stat().st_uid == own.uids().real
        assert folder.parent.stat().st_mode & 0o077 == 0
        served.process.send_signal(signal.SIGINT)
        assert served.process.wait(20) == 0
    for _ in range(50):  # the process table may lag behind
        if not any(child.is_running() for child in kernels):
            break
        time.sleep(0.1)
    assert [child for child in kernels if child.is_running()] == []
    assert not folder.parent.exists()


def refused(*arguments: str, code: str | None = None) -> str:
    """Return the one sentence of a command that ends with 2."""
    command = [sys.executable, "-c", code, "serve"] if code else COMMAND
    done = subprocess.run(
        [*command, "--no-browser", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2, done
    assert "Traceback" not in done.stderr
    return done.stderr.strip().splitlines()[-1]


def test_without_a_built_book_a_sentence_says_how_to_build_it(tmp_path):
    said = refused("--book", str(tmp_path))
    assert "no built book in" in said and "make book" in said


def test_a_port_in_use_is_said_in_a_sentence(pages):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        said = refused("--book", str(pages), "--port", port)
    assert said.startswith(f"Error: port {port} cannot be used")


def test_without_jupyter_server_a_sentence_says_what_to_install(pages):
    code = (
        "import sys; sys.modules['jupyter_server'] = None; "
        "from lucid_edu.grading.cli import main; main()"
    )
    said = refused("--book", str(pages), code=code)
    assert "lucid-edu[notebook]" in said
