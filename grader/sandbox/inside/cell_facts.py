"""Say what one notebook cell does, from its syntax tree: nothing of it is run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_FIT = {"fit", "fit_generator", "train_on_batch", "partial_fit", "train_step", "minimize", "backward", "GradientTape"}
_PREDICT = {
    "predict",
    "predict_classes",
    "predict_proba",
    "predict_on_batch",
    "predict_generator",
    "evaluate",
    "evaluate_generator",
}
_PREPARES = re.compile(
    r"scal|encod|pca|binari|token|vectori|imput|datagen|transform|normali|adapt|^(le|lb|ohe|ss|curve|popt)$", re.IGNORECASE
)
_NETWORK = re.compile(r"model|net|cnn|mlp|lenet|classifier|clf|autoencoder", re.IGNORECASE)
_LAYERS = {"Dense", "Conv2D", "Convolution2D", "Linear", "LazyLinear", "LSTM", "GRU", "SimpleRNN"}
_BUILDS = {"Sequential", "Functional", "model_from_json", "MLPClassifier", "ResNet50", "MobileNetV2", "VGG16"} | _LAYERS
_BASES = {"Module", "Model", "LightningModule", "Layer"}
_SAVES = {"save", "save_model", "save_weights", "ModelCheckpoint", "export"}
_LOADS = {"load_model", "load_weights", "load"}
_NOT_MODELS = {"np", "numpy", "plt", "joblib", "pickle", "json", "wandb", "yaml", "sns", "im", "img", "image", "Image"}
_MODEL_ENDING = re.compile(r"\.(h5|hdf5|keras|pt|pth|tf|pb|tflite|onnx|pkl|joblib)$|^[^.]+$", re.IGNORECASE)
_ABSOLUTE = re.compile(r"^(?:/(?:content|home|Users|mnt|root|kaggle|tmp|data|opt|var|media|gdrive)\b|[A-Za-z]:[\\/]|~[\\/]|\\\\)")
_DIGITS = re.compile(r"mnist|load_digits|handwritten|digit", re.IGNORECASE)


@dataclass
class CellFacts:
    """What a cell does, each a list of short texts in source order; `saves` and `loads` are paths."""

    imports: list[str] = field(default_factory=list)
    training: list[str] = field(default_factory=list)
    prediction: list[str] = field(default_factory=list)
    specification: list[str] = field(default_factory=list)
    saves: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    digits: list[str] = field(default_factory=list)
    absolute: list[str] = field(default_factory=list)
    colab: list[str] = field(default_factory=list)


def cell_facts(tree: ast.Module, constants: dict[str, str]) -> CellFacts:
    """Return the facts of a cell; `constants` holds the texts that names stand for so far, and is added to."""
    facts = CellFacts()
    nodes = sorted(ast.walk(tree), key=_position)
    answers = set(_names_of_answers(nodes))
    for node in nodes:
        if isinstance(node, ast.Assign):
            _remember(node, constants)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            _imports(node, facts)
        elif isinstance(node, ast.Call):
            _call(node, constants, answers, facts)
        elif isinstance(node, ast.ClassDef):
            bases = [_dotted(base) for base in node.bases]
            facts.specification += [f"class {node.name}({base})" for base in bases if base.split(".")[-1] in _BASES]
        elif isinstance(node, ast.FunctionDef) and node.name in _PREDICT and node.args.args:
            facts.prediction.append(f"def {node.name}({node.args.args[0].arg})")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            _text(node.value, facts)
        elif isinstance(node, ast.Name | ast.Attribute) and _DIGITS.search(_last(node)):
            facts.digits.append(_dotted(node))
    return facts


def _position(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def _remember(node: ast.Assign, constants: dict[str, str]) -> None:
    value = _path(node.value, constants)
    for target in node.targets:
        if isinstance(target, ast.Name):
            if value:
                constants[target.id] = value
            else:
                constants.pop(target.id, None)


def _names_of_answers(nodes: list[ast.AST]) -> Iterator[str]:
    """Yield names that are given what a network returns, as in `outputs = model(images)`."""
    for node in nodes:
        if isinstance(node, ast.Assign) and _is_network_call(node.value):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _is_network_call(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and bool(_NETWORK.search(node.func.id)) and bool(node.args)
    )


def _imports(node: ast.Import | ast.ImportFrom, facts: CellFacts) -> None:
    full = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""] * (not node.level)
    facts.imports += [name.split(".")[0] for name in full]
    facts.colab += [name for name in full if name.startswith("google.colab")]
    facts.digits += [name for name in (*full, *(alias.name for alias in node.names)) if _DIGITS.search(name)]


def _call(node: ast.Call, constants: dict[str, str], answers: set[str], facts: CellFacts) -> None:
    name = _dotted(node.func)
    root, last = name.split(".")[0], name.split(".")[-1]
    if last in _FIT and not any(_PREPARES.search(part) and not _NETWORK.search(part) for part in name.split(".")[:-1]):
        facts.training.append(name)
    if last in _PREDICT or (last in {"argmax", "max"} and _reads_answers(node, answers, last)):
        facts.prediction.append(name)
    if last in _BUILDS or (last == "Model" and (node.args or node.keywords)):
        facts.specification.append(name)
    if path := _saved_or_loaded(node, constants):
        if root not in _NOT_MODELS and last in _SAVES:
            facts.saves.append(path)
        elif root not in _NOT_MODELS and last in _LOADS:
            facts.loads.append(path)
        elif last == "File" and root in {"h5py", "File"}:
            (facts.saves if _mode(node, constants)[:1] in {"w", "a", "x"} else facts.loads).append(path)


def _reads_answers(node: ast.Call, answers: set[str], last: str) -> bool:
    parts = [*node.args, *([node.func.value] if isinstance(node.func, ast.Attribute) else [])]
    inside = [inner for part in parts for inner in ast.walk(part)]
    if any(isinstance(inner, ast.Name) and inner.id in answers for inner in inside):
        return True
    return last == "argmax" and any(_is_network_call(inner) for inner in inside)


def _saved_or_loaded(node: ast.Call, constants: dict[str, str]) -> str:
    """Return the path that a call names, in whichever of its first two places or by keyword, or ''."""
    named = [keyword.value for keyword in node.keywords if keyword.arg in {"filepath", "path", "f", "name"}]
    for argument in (*named, *node.args[:2]):
        path = _path(argument, constants)
        if path and _MODEL_ENDING.search(path):
            return path
    return ""


def _mode(node: ast.Call, constants: dict[str, str]) -> str:
    modes = [keyword.value for keyword in node.keywords if keyword.arg == "mode"] or node.args[1:2]
    return _path(modes[0], constants) if modes else "r"


def _path(node: ast.AST, constants: dict[str, str]) -> str:
    """Return the text that an expression is sure to be: a literal, a name of one, or a join of such; else ''."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.Name):
        return constants.get(node.id, "")
    if isinstance(node, ast.Call) and _last(node.func) in {"join", "Path", "str"} and not node.keywords:
        parts = [constants.get(a.id, "") if isinstance(a, ast.Name) else getattr(a, "value", "") for a in node.args]
        return "/".join(parts) if parts and all(isinstance(part, str) and part for part in parts) else ""
    return ""


def _text(value: str, facts: CellFacts) -> None:
    if _ABSOLUTE.match(value) and len(value) <= 1000 and "\n" not in value:
        facts.absolute.append(value)
    if _DIGITS.search(value[:10_000]):
        facts.digits.append(f"'{value.strip()[:40]}'")


def _last(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _dotted(node: ast.AST) -> str:
    """Return `a.b.c` for a chain of names; what is not a name stands as `…`."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute) and len(parts) < 10:
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        parts.append(node.id)
    elif isinstance(node, ast.Call):
        parts.append(f"{_last(node.func)}()")
    else:
        parts.append("…")
    return ".".join(reversed(parts))[:100]
