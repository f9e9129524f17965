import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from grader.gradebook.write_file import write_file

FULL_DISK = """
import resource, sys
from pathlib import Path
from grader.core.errors import MachineError
from grader.gradebook.write_file import write_file
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_file(Path(sys.argv[1]), b"n" * 2000)
except MachineError as error:
    print(error)
"""


def test_a_full_disk_is_told_and_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    path = tmp_path / "model.bin"
    write_file(path, b"old")
    told = subprocess.run([sys.executable, "-c", FULL_DISK, str(path)], capture_output=True, text=True, check=True).stdout
    assert "model.bin: cannot be written: File too large" in told
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_has_the_permissions_that_the_umask_gives(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        assert stat.S_IMODE(write_file(tmp_path / "a" / "b.csv", b"x").stat().st_mode) == 0o640
    finally:
        os.umask(old)


def test_a_link_is_replaced_not_followed(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"precious")
    (tmp_path / "link").symlink_to("target")
    write_file(tmp_path / "link", b"new")
    assert (tmp_path / "target").read_bytes() == b"precious"
    assert (tmp_path / "link").read_bytes() == b"new"


def test_many_writers_of_one_file_leave_one_whole_version(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: write_file(tmp_path / "f", bytes([number]) * 50_000), range(40)))
    content = (tmp_path / "f").read_bytes()
    assert len(content) == 50_000
    assert len(set(content)) == 1
    assert list(tmp_path.iterdir()) == [tmp_path / "f"]
