"""Show a built site and have the browser load a page again when the site was made anew.

What does that is put into pages as they are sent, and stands in no file: a published site knows nothing of it.
"""

from __future__ import annotations

import io
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

SCRIPT = b"""let known;
setInterval(async () => {
  const now = await fetch("/live").then((answer) => answer.text(), () => known);
  if (known && now !== known) location.reload();
  known = now;
}, 1000);
"""
TAG = b'<script src="/live.js"></script></body>'


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files and says nothing of it: a page asks for a dozen."""

    def log_message(self, *_: object) -> None:
        """Leave the terminal to whoever reads it."""


class LiveHandler(QuietHandler):
    """Serves files, pages with a script that asks once a second whether the site is still the same."""

    def send_head(self) -> Any:
        """Answer what is not a file of the site, and complete pages; all else goes out as it is."""
        home = Path(self.directory) / "index.html"
        if self.path == "/live.js":
            return self._answer("text/javascript", SCRIPT)
        if self.path == "/live":  # every build writes the home page, and last
            return self._answer("text/plain", str(home.stat().st_mtime_ns if home.exists() else 0).encode())
        path = Path(self.translate_path(self.path))
        if path.is_dir() and self.path.partition("?")[0].endswith("/"):
            path /= "index.html"
        if path.suffix == ".html" and path.is_file():
            return self._answer("text/html", path.read_bytes().replace(b"</body>", TAG))
        return super().send_head()

    def _answer(self, kind: str, data: bytes) -> io.BytesIO:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        return io.BytesIO(data)
