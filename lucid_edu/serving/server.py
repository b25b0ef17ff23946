"""A Jupyter Server that also serves the book's pages, for one reader.

Of Jupyter only the kernels answer, only on this machine, and only to the
reader's token sent by the book's own pages.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.auth.identity import IdentityProvider, User
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.serverapp import ServerApp
from tornado.web import RequestHandler, StaticFileHandler
from traitlets.config import Config

LOOPBACK = "127.0.0.1"
PORT = 8765
IDLE_SECONDS = 1200
KERNEL_CONFIG = """\
c.InteractiveShellApp.extensions = ["lucid_edu.serving.markdown"]
c.HistoryManager.enabled = False
c.IPKernelApp.log_level = "ERROR"
"""


class ServingError(Exception):
    """The book cannot be served; the text says what to do."""


def serve_book(
    pages: Path,
    port: int | None,
    open_browser: bool,
    announce: Callable[[str], None],
) -> None:
    """Serve the folder `pages` until Ctrl-C, and end with every kernel.

    `announce` is called with the address, token included, as soon as the
    server answers.  `port` None means 8765 or another free one.  Raises
    `ServingError` where the port cannot be had.
    """
    token = secrets.token_urlsafe(24)
    with _private_folder(pages) as work:
        server = BookServer(config=_config(work, token, port))
        server.pages = pages
        try:
            server.initialize(argv=[], find_extensions=False)
        except SystemExit:
            raise ServingError(
                f"port {PORT if port is None else port} cannot be used; name "
                f"a free one with --port, or let one be found with --port 0"
            ) from None
        start = "book/index.html"
        start = start if (pages / start).is_file() else "index.html"
        address = f"http://{LOOPBACK}:{server.port}/{start}#live={token}"
        server.io_loop.add_callback(announce, address)  # the port is bound
        if open_browser:
            server.io_loop.add_callback(_open_browser, address)
        server.start()


class BookServer(ServerApp):
    """Jupyter Server without files, terminals, extensions and cookies."""

    default_services: Any = ("kernels",)
    pages: Path

    def load_config_file(self, *given: Any, **named: Any) -> None:
        """Read nobody's settings: they could open what is closed here."""

    def init_webapp(self) -> None:
        """Give every address outside /api/ to the book."""
        super().init_webapp()
        book = {"path": str(self.pages), "default_filename": "index.html"}
        self.web_app.add_handlers(".*", [(r"/(?!api/)(.*)", BookPage, book)])

    def init_signal(self) -> None:
        """End at the first signal, without a question."""
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), self._end)

    def _end(self, number: int, frame: Any) -> None:
        self.stop(from_signal=True)


class TokenOnly(IdentityProvider):
    """Knows the reader by the token, and only from the book's own pages."""

    async def get_user(self, handler: RequestHandler) -> User | None:
        """Return the reader, or None to be refused."""
        origin = handler.request.headers.get("Origin")
        if origin not in (None, f"http://{handler.request.host}"):
            return None
        given = self.get_token(handler) or ""
        known = secrets.compare_digest(given.encode(), self.token.encode())
        return User("reader") if known else None

    def is_token_authenticated(self, handler: RequestHandler) -> bool:
        """Return whether a user is known: there is no other way here."""
        return handler.current_user is not None

    def should_check_origin(self, handler: RequestHandler) -> bool:
        """Let Jupyter look at the origin as well, token or not."""
        return True


class BookPage(JupyterHandler, StaticFileHandler):
    """A page or file of the book; it is public, so it needs no token."""

    @allow_unauthenticated
    async def get(self, path: str, include_body: bool = True) -> None:
        """Send the file."""
        await StaticFileHandler.get(self, path, include_body)

    @allow_unauthenticated
    async def head(self, path: str) -> None:
        """Send what is known about the file."""
        await StaticFileHandler.get(self, path, include_body=False)

    def set_extra_headers(self, path: str) -> None:
        """Let the browser ask each time: the book may be built again."""
        self.set_header("Cache-Control", "no-cache")


def _config(work: Path, token: str, port: int | None) -> Config:
    return Config(
        ServerApp={
            "allow_root": True,  # what runs is the reader's own code
            "identity_provider_class": TokenOnly,
            "ip": LOOPBACK,
            "log_level": "ERROR",
            "no_browser_open_file": True,
            "open_browser": False,
            "port": PORT if port is None else port,
            "port_retries": 50 if port is None else 0,
            "root_dir": str(work),
            "terminals_enabled": False,
        },
        IdentityProvider={"token": token},
        KernelSpecManager={"kernel_dirs": []},  # this Python, no other
        MappingKernelManager={
            # A page ends its kernel; a browser that crashed does not.
            "cull_idle_timeout": IDLE_SECONDS,
            "cull_interval": 60,
        },
    )


def _open_browser(address: str) -> None:
    # In a thread: some browsers return only when they are closed.
    Thread(target=webbrowser.open, args=[address], daemon=True).start()


@contextmanager
def _private_folder(pages: Path) -> Iterator[Path]:
    """Yield the kernels' working folder; nothing of it stays behind."""
    with TemporaryDirectory(prefix="lucid-serve-") as made:
        private = Path(made)
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR"):
            os.environ[name] = str(private / name.lower())
        # Jupyter and IPython learn by these names where to keep their files.
        os.environ["IPYTHONDIR"] = str(private / "ipython")
        # From a page's feedback into a chapter: both lie in one folder.
        os.environ["LUCID_EDU_BOOK"] = "../book"
        profile = private / "ipython" / "profile_default"
        profile.mkdir(parents=True)
        (profile / "ipython_config.py").write_text(KERNEL_CONFIG, "utf-8")
        work = private / "work"
        work.mkdir()
        data = pages / "_static" / "live" / "data"
        if data.is_dir():
            shutil.copytree(data, work / "data")
        with chdir(work):  # kernels start where their server is
            yield work
