import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.core.errors import InputError
from grader.gradebook.lock import lock

HOLDER = """
import sys, time
from pathlib import Path
from grader.gradebook.lock import lock
with lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_run_is_told_who_holds_the_folder_until_that_one_dies(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(InputError, match=rf"another grade-all is running here \(pid {holder.pid}\)"), lock(tmp_path):
            pass
        holder.kill()
    with lock(tmp_path):
        assert (tmp_path / ".grader" / "lock").read_text() == f"{os.getpid()}\n"


def test_the_folder_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), lock(tmp_path):
        raise RuntimeError
    with lock(tmp_path):
        pass


def test_two_course_folders_do_not_wait_for_each_other(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
    with lock(tmp_path / "a"), lock(tmp_path / "b"):
        pass


def test_even_one_process_holds_a_folder_only_once(tmp_path: Path) -> None:
    with lock(tmp_path), pytest.raises(InputError, match="another grade-all"), lock(tmp_path):
        pass


def test_one_who_holds_it_for_a_moment_is_waited_for(tmp_path: Path) -> None:
    brief = HOLDER.replace("lock(Path(sys.argv[1]))", "lock(Path(sys.argv[1]), brief=True)").replace("sleep(60)", "sleep(1)")
    with subprocess.Popen([sys.executable, "-c", brief, str(tmp_path)], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with lock(tmp_path):
            assert (tmp_path / ".grader" / "lock").read_text() == f"{os.getpid()}\n"


def test_another_thing_that_may_run_once_has_a_lock_of_its_own(tmp_path: Path) -> None:
    refused = pytest.raises(InputError, match="another watch is running")
    with lock(tmp_path), lock(tmp_path, "watch"), refused, lock(tmp_path, "watch"):
        pass
