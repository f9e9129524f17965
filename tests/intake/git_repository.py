"""Build real Git repositories, honest and hostile, for the tests of this folder."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "HOME": "/nonexistent",
    "LC_ALL": "C",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_AUTHOR_EMAIL": "ana@example.org",
    "GIT_COMMITTER_NAME": "Ana",
    "GIT_COMMITTER_EMAIL": "ana@example.org",
}


class GitRepository:
    """A repository in `folder`, made by the real git program."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str, stdin: bytes = b"", date: str = "2026-12-01T12:00:00+08:00", author: str = "Ana") -> str:
        dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date, "GIT_AUTHOR_NAME": author}
        done = subprocess.run(
            ["git", "-C", str(self.folder), *arguments],
            env=_ENVIRONMENT | dates,
            input=stdin,
            capture_output=True,
            check=True,
        )
        return done.stdout.decode().strip()

    def write(self, path: str, content: str | bytes = "text\n") -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)

    def commit(self, message: str = "work", *, date: str = "2026-12-01T12:00:00+08:00", author: str = "Ana") -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message, date=date, author=author)
        return self.git("rev-parse", "HEAD")

    def blob(self, content: bytes) -> str:
        return self.git("hash-object", "-w", "--stdin", stdin=content)

    def tree(self, *entries: tuple[str, str, str]) -> str:
        """Make a tree of (mode, object, name) without the checks that `git add` does."""
        listing = b"".join(
            f"{mode} {'tree' if mode == '40000' else 'commit' if mode == '160000' else 'blob'} {sha}\t{name}".encode() + b"\0"
            for mode, sha, name in entries
        )
        return self.git("mktree", "-z", "--missing", stdin=listing)

    def raw_tree(self, *entries: tuple[str, str, bytes]) -> str:
        """Make a tree from bytes, names included that `git mktree` itself refuses."""
        data = b"".join(mode.encode() + b" " + name + b"\0" + bytes.fromhex(sha) for mode, sha, name in entries)
        return self.git("hash-object", "-w", "-t", "tree", "--literally", "--stdin", stdin=data)

    def commit_tree(self, tree: str) -> str:
        sha = self.git("commit-tree", tree, "-m", "made by hand")
        self.git("update-ref", "refs/heads/main", sha)
        return sha
