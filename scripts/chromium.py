"""Make sure that the browser tests have a Chromium, and say which one.

In this order: one that is there (or named by DATELINE_CHROMIUM); Debian's or Ubuntu's package,
when run as root; Playwright's own download.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def works(command: str) -> bool:
    """Tell whether `command` starts; Ubuntu's chromium-browser may be a mere stub."""
    try:
        done = subprocess.run([command, "--version"], capture_output=True, timeout=60, check=False)  # noqa: S603 - a browser by a fixed name
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def present() -> str | None:
    """Return a working Chromium of this machine, or None."""
    named = os.environ.get("DATELINE_CHROMIUM")
    candidates = [named] if named else [shutil.which(name) for name in NAMES]
    return next((c for c in candidates if c and works(c)), None)


def install_debian() -> None:
    """Install Debian's package; what fails here is told by apt-get itself."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (
        ["update", "-qq"],
        ["install", "-y", "-qq", "--no-install-recommends", "chromium"],
    ):
        subprocess.run(["apt-get", *arguments], env=environment, check=False)  # noqa: S603, S607 - apt-get by name


def main() -> int:
    """Find or install a browser; 0 when there is one."""
    found = present()
    if found is None and shutil.which("apt-get") and os.geteuid() == 0:
        install_debian()
        found = present()
    if found is None and not os.environ.get("DATELINE_CHROMIUM"):
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
        if subprocess.run(command, check=False).returncode == 0:  # noqa: S603 - our own interpreter
            found = "Playwright's own"
    if found is None:
        print(
            "No Chromium was found and none could be installed. Install Chromium or Chrome, "
            "or name one: DATELINE_CHROMIUM=/path/to/chromium make test",
            file=sys.stderr,
        )
        return 1
    print(f"browser tests use: {found}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
