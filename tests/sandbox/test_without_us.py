from __future__ import annotations

from pathlib import Path

from grader.sandbox.bubblewrap import Wall, bubblewrap_arguments
from grader.sandbox.without_us import without_us

OURS = (
    "grader", "grader.exe", "grader.pth", "grader.egg-link", "grader-0.1.0.dist-info", "grader-1.0.egg-info",
    "_editable_impl_grader.pth", "__editable__.grader-0.1.0.pth", "__editable___grader_0_1_0_finder.py",
)  # fmt: skip
OTHERS = ("nbgrader", "nbgrader-0.9.5.dist-info", "otter_grader-6.1.dist-info", "numpy", "six.py", "grader_tools", "gradera.pth")


def test_all_that_is_ours_is_left_out_and_nothing_else(tmp_path: Path) -> None:
    for name in (*OURS, *OTHERS):
        (tmp_path / name).mkdir()
    assert {folder: {one.name for one in kept} for folder, kept in without_us([tmp_path]).items()} == {tmp_path: set(OTHERS)}


def test_a_folder_without_us_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "numpy").mkdir()
    assert without_us([tmp_path, tmp_path / "missing"]) == {}


def test_a_folder_is_covered_once_however_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "lib" / "grader").mkdir(parents=True)
    (tmp_path / "lib64").symlink_to("lib")
    assert list(without_us([tmp_path / "lib", tmp_path / "lib64"])) == [tmp_path / "lib"]


def test_what_is_left_is_bound_into_an_empty_folder_from_where_it_was_staged(tmp_path: Path) -> None:
    packages = tmp_path / "packages"
    (packages / "numpy").mkdir(parents=True)
    (packages / "link").symlink_to("numpy")
    wall = Wall({f"{{{tmp_path}}}": str(tmp_path)}, only={packages: (packages / "link", packages / "numpy")})
    words = bubblewrap_arguments(wall, {}, seccomp_fd=3, passwd_fd=4, group_fd=5)
    place = words.index(str(packages))
    assert words[place - 1 : place + 9] == [
        "--tmpfs", str(packages), "--symlink", "numpy", str(packages / "link"),
        "--ro-bind", f"{{{tmp_path}}}/packages/numpy", str(packages / "numpy"), "--remount-ro", str(packages),
    ]  # fmt: skip
