from __future__ import annotations

import csv
import itertools
from pathlib import Path

import pytest

from grader.core.limits import MIB, Limits
from grader.sandbox.bubblewrap import Wall
from grader.sandbox.containers.container_options import Account, container_options

_LIMITS = Limits(memory_bytes=300 * MIB, disk_bytes=100 * MIB, processes=50, open_files=64)


def _options(wall: Wall, folder: Path, engine: str = "podman", *, keep: bool = False) -> list[str]:
    account = Account(1234, 99, folder / "passwd", folder / "group", keep)
    return container_options(engine, wall, _LIMITS, account, name="grader-1", control=folder / "control")


def _values(options: list[str], name: str) -> list[str]:
    return [value for option, value in itertools.pairwise(options) if option == name]


def _mounts(options: list[str]) -> list[list[str]]:
    return [next(csv.reader([value])) for value in _values(options, "--mount")]


def test_everything_of_the_host_is_read_only(tmp_path: Path) -> None:
    for mount in _mounts(_options(Wall({"/opt/python": "/opt/python"}), tmp_path)):
        assert mount[0] == "type=bind"
        assert mount[-1] == "readonly"


def test_a_path_with_a_comma_and_quotes_is_one_path(tmp_path: Path) -> None:
    odd = '/home/x/a,"b",readonly=false'
    assert ["type=bind", f"source={odd}", "target=/srv/data", "readonly"] in _mounts(_options(Wall({odd: "/srv/data"}), tmp_path))


def test_the_bounds_are_the_runs(tmp_path: Path) -> None:
    options = _options(Wall({}), tmp_path)
    assert _values(options, "--memory") == _values(options, "--memory-swap") == [str(400 * MIB)]
    assert _values(options, "--pids-limit") == ["50"]
    assert "nofile=64:64" in _values(options, "--ulimit")
    assert next(iter(_values(options, "--tmpfs"))).startswith("/tmp:rw,nosuid,nodev,notmpcopyup,exec,size=104857600,")
    assert _values(options, "--user") == ["1234:99"]


def test_docker_is_not_told_what_only_podman_knows(tmp_path: Path) -> None:
    docker = str(_options(Wall({}), tmp_path, "docker"))
    assert [word for word in ("notmpcopyup", "proxy", "no-hosts", "read-only-tmpfs") if word in docker] == []


def test_podman_hands_on_no_proxy_and_no_hosts_and_no_folder_without_bounds(tmp_path: Path) -> None:
    assert {"--http-proxy=false", "--no-hosts", "--read-only-tmpfs=false"} <= {*_options(Wall({}), tmp_path, "podman")}


@pytest.mark.parametrize("engine", ["podman", "docker"])
def test_no_variable_is_an_option(tmp_path: Path, engine: str) -> None:
    assert "--env" not in _options(Wall({}), tmp_path, engine)


@pytest.mark.parametrize("keep", [False, True])
def test_an_ordinary_users_podman_maps_that_user_to_itself(tmp_path: Path, keep: bool) -> None:
    assert _values(_options(Wall({}), tmp_path, keep=keep), "--userns") == (["keep-id"] if keep else [])


def test_of_a_covered_folder_only_its_entries_are_seen(tmp_path: Path) -> None:
    packages = tmp_path / "packages"
    (packages / "numpy").mkdir(parents=True)
    options = _options(Wall({}, only={packages: (packages / "numpy", packages / "gone")}), tmp_path)
    assert _values(options, "--tmpfs")[-1].startswith(f"{packages}:rw,")
    assert [mount[2] for mount in _mounts(options) if str(packages) in mount[2]] == [f"target={packages / 'numpy'}"]


def test_only_devices_that_are_there_are_lent(tmp_path: Path) -> None:
    assert _values(_options(Wall({}, devices=("/dev/null", "/dev/nvidia77")), tmp_path), "--device") == ["/dev/null"]
