from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Survey = Callable[..., dict[str, Any]]


def write_notebook(path: Path, *cells: str, **metadata: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    listed = [{"cell_type": "code", "source": cell.splitlines(keepends=True), "metadata": {}, "outputs": []} for cell in cells]
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": listed}))


def facts_of(survey: Survey, tmp_path: Path, *cells: str) -> dict[str, Any]:
    write_notebook(tmp_path / "n.ipynb", *cells)
    facts: dict[str, Any] = survey()["notebooks"][0]
    return facts


def places(mentions: list[dict[str, Any]]) -> list[tuple[int, str]]:
    return [(mention["cell"], mention["text"]) for mention in mentions]


def test_a_function_that_predicts_is_prediction(survey: Survey, tmp_path: Path) -> None:
    facts = facts_of(survey, tmp_path, "def predict(images):\n    return net(images).numpy()", "def predict():\n    pass")
    assert places(facts["prediction"]) == [(0, "def predict(images)")]


def test_what_a_keras_notebook_does_is_told_with_its_places(survey: Survey, tmp_path: Path) -> None:
    facts = facts_of(
        survey,
        tmp_path,
        "import tensorflow as tf\nfrom tensorflow.keras.datasets import mnist\nimport numpy as np, os.path\n",
        "model = tf.keras.Sequential([tf.keras.layers.Dense(10)])\n",
        "h = model.fit(x, y, epochs=1)\nPATH = 'out/model.h5'\nmodel.save(PATH)\nmodel.save_weights('w.weights.h5')",
        "m = tf.keras.models.load_model(os.path.join('out', 'model.h5'))\nprint(m.evaluate(a, b), m.predict(a).argmax(1))\n",
    )
    assert facts["readable"]
    assert facts["language"] == "python"
    assert facts["code_cells"] == 4
    assert facts["imports"] == ["tensorflow", "numpy", "os"]
    assert places(facts["training"]) == [(2, "model.fit")]
    assert places(facts["prediction"]) == [(3, "m.evaluate"), (3, "m.predict")]
    assert places(facts["specification"])[0] == (1, "tf.keras.Sequential")
    assert places(facts["saves"]) == [(2, "out/model.h5"), (2, "w.weights.h5")]
    assert places(facts["loads"]) == [(3, "out/model.h5")]
    assert facts["digits"][0]["cell"] == 0


def test_a_pytorch_notebook_is_understood(survey: Survey, tmp_path: Path) -> None:
    facts = facts_of(
        survey,
        tmp_path,
        "class Net(nn.Module):\n    pass\nnet = Net()",
        "loss.backward()\noptimizer.step()",
        "outputs = net(images)\n_, guess = torch.max(outputs, 1)\ntorch.save(net.state_dict(), 'net.pth')",
    )
    assert places(facts["specification"]) == [(0, "class Net(nn.Module)")]
    assert places(facts["training"]) == [(1, "loss.backward")]
    assert places(facts["prediction"]) == [(2, "torch.max")]
    assert places(facts["saves"]) == [(2, "net.pth")]


def test_a_custom_loop_with_h5py_is_understood(survey: Survey, tmp_path: Path) -> None:
    facts = facts_of(survey, tmp_path, "with tf.GradientTape() as t:\n  pass", "f = h5py.File('m.h5', 'w')", "h5py.File('m.h5')")
    assert places(facts["training"]) == [(0, "tf.GradientTape")]
    assert places(facts["saves"]) == [(1, "m.h5")]
    assert places(facts["loads"]) == [(2, "m.h5")]


def test_preparing_data_is_not_training_and_words_in_texts_are_not_code(survey: Survey, tmp_path: Path) -> None:
    facts = facts_of(
        survey,
        tmp_path,
        "scaler.fit(x); LabelEncoder().fit(y); train_datagen.fit(x)",
        "s = 'model.fit(x)'  # model.fit(x)\nprint('model.predict')",
        "np.save('m.h5', x); plt.figure().savefig('a.png'); max(1, 2)",
    )
    assert (facts["training"], facts["prediction"], facts["saves"]) == ([], [], [])
    assert places(facts_of(survey, tmp_path, "autoencoder.fit(x)")["training"]) == [(0, "autoencoder.fit")]


def test_lines_that_only_ipython_understands_are_left_out(survey: Survey, tmp_path: Path) -> None:
    facts = facts_of(
        survey,
        tmp_path,
        "%matplotlib inline\n!pip install keras\nfiles = !ls\nmodel.fit?\nif x:\n    !ls\nmodel.fit(x)",
        "%%time\nmodel.fit(x)",
        "%time model.fit(x)\nh = %time model.fit(x)",
        "%%bash\nmodel.fit(x) (((",
        "def broken(:\n",
        "x = '''\n%time not a command\n'''",
    )
    assert places(facts["training"]) == [(0, "model.fit"), (1, "model.fit"), (2, "model.fit")]
    assert places(facts["unparsed"]) == [(4, "is not valid Python (line 1)")]


def test_paths_of_another_machine_are_listed(survey: Survey, tmp_path: Path) -> None:
    facts = facts_of(
        survey,
        tmp_path,
        "from google.colab import drive\ndrive.mount('/content/drive')",
        r"pd.read_csv('C:\\Users\\ana\\train.csv'); open('data/x'); open('/home/ana/x'); s = '/ divided by'",
    )
    assert places(facts["colab"]) == [(0, "google.colab")]
    assert places(facts["absolute"]) == [(0, "/content/drive"), (1, "C:\\Users\\ana\\train.csv"), (1, "/home/ana/x")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not valid JSON"),
        (b"\x89PNG\xff", "not valid JSON"),
        (b"[" * 200_000, "not valid JSON"),
        (b'{"cells": ' + b"9" * 5000 + b"}", "not valid JSON"),
        (b"[1]", "not a notebook"),
        (b'{"nbformat": 4, "cells": {}}', "not a notebook"),
        (b'{"nbformat": 3, "worksheets": []}', "old notebook format 3"),
        (b" " * 20_000_001, "larger than 20 MB"),
    ],
)
def test_what_is_no_notebook_is_said(survey: Survey, tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "n.ipynb").write_bytes(content)
    facts = survey()["notebooks"][0]
    assert not facts["readable"]
    assert words in facts["reason"]


def test_cells_of_every_wrong_type_do_no_harm(survey: Survey, tmp_path: Path) -> None:
    cells: list[Any] = [None, 1, [], {}, {"cell_type": 1, "source": {}}, {"cell_type": "code", "source": [1, "model.fit(x)"]}]
    content = {"nbformat": 4, "metadata": [], "cells": cells}
    (tmp_path / "n.ipynb").write_text(json.dumps(content))
    assert places(survey()["notebooks"][0]["training"]) == [(5, "model.fit")]


@pytest.mark.parametrize(
    "source",
    ["(" * 100_000, "x" + ".a" * 100_000, "-" * 100_000 + "1", "a\0b", "'\ud800'", "x = " + "1+" * 50_000 + "1", "#" * 600_000],
)
def test_code_made_to_break_a_parser_is_noted(survey: Survey, tmp_path: Path, source: str) -> None:
    facts = facts_of(survey, tmp_path, source, "model.fit(x)")
    assert places(facts["training"]) == [(1, "model.fit")]


def test_long_lists_are_cut_and_the_last_save_is_kept(survey: Survey, tmp_path: Path) -> None:
    source = "\n".join(f"import m{i}\nmodel.save('m{i}.h5')" for i in range(500))
    facts = facts_of(survey, tmp_path, source)
    assert len(facts["saves"]) == 50
    assert facts["saves"][-1]["text"] == "m499.h5"
    assert len(facts["imports"]) == 200


def test_another_language_is_named_and_not_parsed(survey: Survey, tmp_path: Path) -> None:
    write_notebook(tmp_path / "n.ipynb", "model.fit(x)", kernelspec={"language": "R", "name": "ir"})
    facts = survey()["notebooks"][0]
    assert (facts["language"], facts["training"]) == ("R", [])


def test_only_so_many_files_are_looked_at_and_links_never(survey: Survey, tmp_path: Path) -> None:
    for index in range(53):
        write_notebook(tmp_path / f"d/{index:02}.ipynb", "1")
    write_notebook(tmp_path / "top.ipynb", "1")
    (tmp_path / "link.ipynb").symlink_to("top.ipynb")
    os.mkfifo(tmp_path / "pipe.h5")
    (tmp_path / "dir.h5").mkdir()
    document = survey()
    assert [n["path"] for n in document["notebooks"]][:2] == ["top.ipynb", "d/00.ipynb"]
    assert len(document["notebooks"]) == 50
    assert document["models"] == []
    assert document["problems"] == ["only 50 of 54 notebooks were looked at"]


def test_of_many_models_those_that_somebody_names_are_looked_at(survey: Survey, tmp_path: Path) -> None:
    for name in (*(f"checkpoint-{index:02}.h5" for index in range(60)), "model.h5", "saved.h5", "z/asked.h5"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    write_notebook(tmp_path / "a.ipynb", "model.save('saved.h5')")
    (tmp_path / "submission.yaml").write_text("model: model.h5\n")
    document = survey(notebook_patterns=[], model_patterns=["asked*.h5"])
    looked = [model["path"] for model in document["models"]]
    assert (len(looked), looked[0], looked[46:]) == (
        50,
        "checkpoint-00.h5",
        ["checkpoint-46.h5", "model.h5", "saved.h5", "z/asked.h5"],
    )
    assert document["problems"] == ["only 50 of 63 models were looked at"]


def test_a_declared_notebook_is_looked_at_however_many_there_are(survey: Survey, tmp_path: Path) -> None:
    for index in range(60):
        write_notebook(tmp_path / f"{index:02}.ipynb", "1")
    (tmp_path / "submission.yaml").write_text("notebook: 59.ipynb\n")
    assert [notebook["path"] for notebook in survey()["notebooks"]][-2:] == ["48.ipynb", "59.ipynb"]


def test_what_a_group_declares_is_read(survey: Survey, tmp_path: Path) -> None:
    (tmp_path / "submission.yaml").write_text("notebook: ./final.ipynb\nmodel: out/m.h5\npredict: predict\n")
    document = survey()
    assert document["declared"] == {"notebook": "final.ipynb", "model": "out/m.h5", "predict": "predict"}
    assert document["problems"] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("notebook: ../x.ipynb", "without '..'"),
        ("model: /etc/passwd", "inside the repository"),
        ("model: [1]", "must be a text"),
        ("model: 'a\x1bb'", "was not used"),
        ("points: 100", "the key 'points' is not known"),
        ("? [1, 2]\n: x", "the key that is no text"),
        ("- a", "must hold keys"),
        ("a: &a [*a]", "not known"),
        ("a: !!python/object/apply:os.system [ls]", "was not used"),
        ("a: 1\na: 2", "was not used"),
        ("[" * 30_000, "was not used"),
        ("#" * 70_000, "larger than 64 kB"),
    ],
)
def test_a_declaration_that_does_not_count_is_said(survey: Survey, tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "submission.yaml").write_text(text)
    document = survey()
    assert document["declared"] == {}
    assert words in document["problems"][0]
