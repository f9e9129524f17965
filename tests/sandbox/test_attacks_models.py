# ruff: noqa: E501 - a notebook's cell or a hostile message reads best in one piece
from __future__ import annotations

import base64
import io
import json
import marshal
import pickle
import types
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("unharmed")]

_MARKER = "/tmp/model-ran-code"


def _written(make: Callable[[h5py.File], object], **options: Any) -> bytes:
    body = io.BytesIO()
    with h5py.File(body, "w", **options) as file:
        make(file)
    return body.getvalue()


def _changed(honest: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """Return the honest model with another architecture: `change` edits the list of layers."""
    body = io.BytesIO(honest)
    with h5py.File(body, "r+") as file:
        config = json.loads(file.attrs["model_config"])
        change(config["config"]["layers"])
        del file.attrs["model_config"]
        file.attrs["model_config"] = json.dumps(config)
    return body.getvalue()


def _edited(honest: bytes, change: Callable[[h5py.File], object]) -> bytes:
    body = io.BytesIO(honest)
    with h5py.File(body, "r+") as file:
        change(file)
    return body.getvalue()


def _kernel_path(file: h5py.File) -> str:
    found: list[str] = []
    file.visititems(lambda name, item: found.append(name) if isinstance(item, h5py.Dataset) and item.ndim == 2 else None)
    return found[0]


def _replaced(file: h5py.File, put: Callable[[h5py.File, str], object]) -> None:
    path = _kernel_path(file)
    del file[path]
    put(file, path)


def _bytecode() -> list[Any]:
    code: types.CodeType = compile(f"lambda x: open({_MARKER!r}, 'w') and x", "x", "eval").co_consts[0]
    return [base64.b64encode(marshal.dumps(code)).decode(), None, None]


class _Runs:
    def __reduce__(self) -> tuple[Any, ...]:
        return exec, (f"open({_MARKER!r}, 'w')",)


def _layer(name: str, **config: Any) -> dict[str, Any]:
    return {"module": "keras.layers", "class_name": name, "config": {"name": "added", **config}, "registered_name": None}


def _function(module: str, name: str) -> dict[str, Any]:
    return {"module": module, "class_name": "function", "config": name, "registered_name": name}


def _activation(value: Any) -> Callable[[list[dict[str, Any]]], object]:
    return lambda layers: layers[-1]["config"].update(activation=value)


def _setting(name: str, value: Any) -> Callable[[list[dict[str, Any]]], object]:
    return lambda layers: layers[-1]["config"].update({name: value})


def _insert(layer: dict[str, Any]) -> Callable[[list[dict[str, Any]]], object]:
    return lambda layers: layers.insert(1, layer)


def _archive(honest: bytes, config: str) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("config.json", config)
        archive.writestr("metadata.json", '{"keras_version": "3.9.0"}')
        archive.writestr("model.weights.h5", honest)
    return body.getvalue()


def _bomb() -> bytes:
    with io.BytesIO() as body:
        with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("config.json", b"0" * (300 << 20))
            archive.writestr("model.weights.h5", b"")
        return body.getvalue()


def _virtual(file: h5py.File, path: str) -> None:
    layout = h5py.VirtualLayout((784, 10), "f4")
    layout[:] = h5py.VirtualSource("/etc/passwd", "x", (784, 10))
    file.create_virtual_dataset(path, layout)


@pytest.fixture(scope="module")
def hostile(honest: bytes, models: dict[str, bytes]) -> dict[str, bytes]:
    lambdas = {"class_name": "Lambda", "config": {"name": "l", "function": _bytecode(), "function_type": "lambda"}}
    big = {"shape": (10**12,), "dtype": "f4", "chunks": (1 << 20,), "compression": "gzip"}
    return {
        "lambda": models["lambda.h5"],
        "lambda-archive": models["lambda-archive.keras"],
        "lambda-bytecode": _changed(honest, _insert(lambdas)),
        "lambda-hidden": _changed(honest, _insert(_layer("TimeDistributed", layer=lambdas))),
        "pickle": pickle.dumps(_Runs()),
        "pickle-after-signature": b"\x89HDF\r\n\x1a\n" + pickle.dumps(_Runs()),
        "os-system": _changed(honest, _activation(_function("os", "system"))),
        "exec": _changed(honest, _activation(_function("builtins", "exec"))),
        "get-file": _changed(honest, _activation(_function("keras.utils", "get_file"))),
        "load-model": _changed(honest, _activation(_function("keras.src.saving.saving_api", "load_model"))),
        "string-lookup": _changed(honest, _insert(_layer("StringLookup", vocabulary="/etc/passwd"))),
        "string-lookup-hidden": _changed(honest, _insert(_layer("TimeDistributed", layer=_layer("StringLookup", vocabulary="/etc/passwd")))),
        "tfsm": _changed(honest, _insert(_layer("TFSMLayer", filepath="/tmp", call_endpoint="serve"))),
        "own-layer": _changed(honest, _insert({"module": "builtins", "class_name": "Mine", "config": {}, "registered_name": "P>Mine"})),
        "unsafe-first": _changed(honest, _activation(_function("keras.config", "enable_unsafe_deserialization"))),
        "external-link": _edited(honest, lambda f: _replaced(f, lambda g, p: g.__setitem__(p, h5py.ExternalLink("/etc/passwd", "/x")))),
        "soft-link": _edited(honest, lambda f: _replaced(f, lambda g, p: g.__setitem__(p, h5py.SoftLink("/nowhere")))),
        "external-storage": _edited(honest, lambda f: _replaced(f, lambda g, p: g.create_dataset(p, (784, 10), "u1", external=[("/etc/passwd", 0, 7840)]))),
        "virtual": _edited(honest, lambda f: _replaced(f, _virtual)),
        "cyclic": _edited(honest, lambda f: f.__setitem__("model_weights/again", f["model_weights"])),
        "declared-4-tib": _edited(honest, lambda f: _replaced(f, lambda g, p: g.create_dataset(p, **big))),
        "gzip": _written(lambda f: f.create_dataset("x", data=np.zeros(64 << 20, "u1"), compression="gzip", chunks=(1 << 20,))),
        "long-attribute": _written(lambda f: f.attrs.__setitem__("model_config", "[" * (5 << 20)), libver="latest"),
        "quotes": _written(lambda f: f.attrs.__setitem__("model_config", '\\"' * 20_000 + '"'), libver="latest"),
        "deep": _written(lambda f: f.attrs.__setitem__("model_config", "[" * 60_000), libver="latest"),
        "many-objects": _written(lambda f: [f.create_group(str(n)) for n in range(6000)]),
        "truncated": honest[: len(honest) // 2],
        "empty": b"",
        "zip": _archive(honest, "{}"),
        "zip-bomb": _bomb(),
        "three-thousand-layers": _changed(honest, lambda ls: ls.extend([_layer("Activation", activation="relu")] * 3000)),
        "dense-12-million": _changed(honest, lambda ls: ls[-1]["config"].update(units=12_000_000)),
        "dense-float": _changed(honest, lambda ls: ls[-1]["config"].update(units=12_000_000.0)),
        "dense-hidden": _changed(honest, _insert(_layer("TimeDistributed", layer=_layer("Dense", units=2_000_000_000)))),
        "batch-of-a-billion": _changed(honest, lambda ls: ls[0]["config"].update(batch_shape=[10**9, 28, 28])),
        "upsampling": models["upsampling.h5"],
        "two-outputs": models["two.h5"],
        "two-inputs": models["inputs.h5"],
        "five-classes": models["five.h5"],
        "eleven-classes": models["eleven.h5"],
        "feature-map": models["map.h5"],
        "nan": models["nan-all.h5"],
    }  # fmt: skip


_NAMES = (
    "lambda", "lambda-archive", "lambda-bytecode", "lambda-hidden", "pickle", "pickle-after-signature", "os-system", "exec", "get-file",
    "load-model", "string-lookup", "string-lookup-hidden", "tfsm", "own-layer", "unsafe-first", "external-link", "soft-link",
    "external-storage", "virtual", "cyclic", "declared-4-tib", "gzip", "long-attribute", "quotes", "deep", "many-objects", "truncated", "empty",
    "zip", "zip-bomb", "three-thousand-layers", "dense-12-million", "dense-float", "dense-hidden", "batch-of-a-billion", "upsampling",
    "two-outputs", "two-inputs", "five-classes", "eleven-classes", "feature-map", "nan",
)  # fmt: skip
_EXPENSIVE = {"dense-float", "dense-hidden", "batch-of-a-billion", "upsampling", "quotes"}


@pytest.fixture(scope="module")
def scored(hostile: dict[str, bytes], score: Callable[..., Any]) -> dict[str, Any]:
    assert set(hostile) == set(_NAMES)
    with ThreadPoolExecutor(2) as two:
        suffix = {"lambda-archive": ".keras", "zip-bomb": ".keras"}
        running = {
            name: two.submit(score, body, f"model{suffix.get(name, '.h5')}", memory_bytes=1200 << 20)
            for name, body in hostile.items()
        }
        return {name: future.result().evaluation for name, future in running.items()}


@pytest.mark.parametrize("name", _NAMES)
def test_a_model_that_cannot_be_scored_is_refused_with_a_reason(scored: dict[str, Any], name: str) -> None:
    found = scored[name]
    allowed = {"INVALID", "MEMORY", "TIMEOUT", "KERNEL_DIED"} if name in _EXPENSIVE else {"INVALID"}
    assert found.status in allowed, found.message
    assert found.message
    assert found.correct == 0
    assert not Path(_MARKER).exists()
    assert "/srv/" not in found.message


@pytest.mark.parametrize("setting", ["kernel_initializer", "kernel_regularizer", "bias_constraint"])
def test_a_function_where_only_training_looks_is_left_out_and_never_called(
    models: dict[str, bytes], score: Callable[..., Any], setting: str
) -> None:
    for named in (_function("subprocess", "call"), _function("keras.config", "enable_unsafe_deserialization")):
        body = _changed(models["honest.h5"], _setting(setting, named))
        found = score(body, "model.h5", memory_bytes=1200 << 20).evaluation
        assert found.status == "OK", found.message


@pytest.mark.parametrize(
    "name", ["lambda-bytecode", "pickle", "os-system", "external-link", "virtual", "external-storage", "declared-4-tib", "gzip"]
)
def test_a_dangerous_file_is_refused_before_keras_sees_it(scored: dict[str, Any], name: str) -> None:
    assert "Keras 3" not in scored[name].message


def test_odd_but_honest_outputs_are_scored(score: Callable[..., Any], models: dict[str, bytes]) -> None:
    ties = score(models["ties.h5"])
    assert ties.evaluation.status == "OK"
    assert set(ties.classes) == {0}
    half = score(models["half.h5"])
    assert half.evaluation.status == "OK"
    some = score(models["inf-some.h5"])
    assert some.evaluation.status == "OK"
    assert -1 in some.classes
    assert 0 in some.classes
    assert "NaN or infinity" in some.evaluation.message
    assert score(models["named.h5"]).evaluation.status == "OK"
    for name in ("int.h5", "bool.h5"):
        odd = score(models[name]).evaluation
        assert odd.status in {"OK", "INVALID"}, odd.message


def test_no_damaged_file_is_the_machines_fault(score: Callable[..., Any], honest: bytes) -> None:
    dice = np.random.default_rng(5)
    bodies = []
    for number in range(16):
        damaged = bytearray(honest)
        where = dice.integers(0, 4096 if number % 2 else len(damaged), 12)
        for place in where:
            damaged[place] = int(dice.integers(0, 256))
        bodies.append(bytes(damaged))
    with ThreadPoolExecutor(2) as two:
        found = [future.result().evaluation for future in [two.submit(score, body) for body in bodies]]
    assert [one.message for one in found if one.status == "INTERNAL_ERROR"] == []


def test_a_model_scores_the_same_in_a_fresh_sandbox(
    score: Callable[..., Any], honest: bytes, fresh: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.sandbox.predictions._SECONDS", 60.0)
    assert score(honest, sandbox=fresh).classes.tobytes() == score(honest).classes.tobytes()
