# ruff: noqa: E501 - a notebook's cell reads best in one piece
from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pytest

from grader.core.limits import MIB, Limits
from grader.core.training_data import TrainingData
from grader.sandbox.architecture import Architectures, find_architectures
from grader.sandbox.execution import run_notebook
from grader.sandbox.fork_server import ForkServer
from grader.sandbox.predictions import ModelFile, predict
from grader.sandbox.tree_of import tree_of

pytestmark = pytest.mark.slow

_LIMITS = Limits(seconds=100, memory_bytes=1500 * MIB, disk_bytes=256 * MIB)
Find = Callable[..., Architectures]


@pytest.fixture(scope="module")
def find(server: ForkServer, notebook: Callable[..., bytes]) -> Find:
    def run(*cells: str, **files: bytes) -> Architectures:
        tree = tree_of({"work.ipynb": notebook(cells), **{name.replace("_py", ".py"): body for name, body in files.items()}})
        return find_architectures(server, "work.ipynb", tree, _LIMITS, 1)

    return run


def layers(found: Architectures, which: int = 0) -> list[str]:
    config = json.loads(found.models[which].json)["config"]
    return [layer["class_name"] for layer in config["layers"]]


_STACK = "model = Sequential([Input((28, 28)), Flatten(), Dense(32, activation='relu'), Dense(10, activation='softmax')])"


def test_a_model_is_found_without_being_trained(find: Find) -> None:
    found = find("from keras import Sequential, Input\nfrom keras.layers import Dense, Flatten", _STACK, "model.fit(None, None)")
    assert layers(found) == ["InputLayer", "Flatten", "Dense", "Dense"]
    assert found.models[0].place == "cell 2"


def test_a_failing_cell_does_not_hide_the_model(find: Find) -> None:
    found = find(
        "!pip install something\n%matplotlib inline",
        "from google.colab import drive\ndrive.mount('/content/drive')",
        "import pandas as pd\ntrain = pd.read_csv('/content/drive/train.csv')\nx = train.drop('label', axis=1).values / 255",
        "raise RuntimeError('no')",
        "import tensorflow as tf\nfrom tensorflow.keras.models import Sequential\nfrom tensorflow.keras.layers import Dense\n"
        "model = Sequential()\nmodel.add(Dense(64, activation='relu'))\nmodel.add(Dense(10))",
        "h = model.fit(x, train['label'], epochs=900)\nprint(h.history['accuracy'][-1])",
    )
    assert layers(found)[-2:] == ["Dense", "Dense"]


def test_removed_modules_and_old_arguments_are_stood_in_for(find: Find) -> None:
    found = find(
        "from keras.models import Sequential\nfrom keras.layers.core import Dense, Dropout, Flatten, Activation\n"
        "from keras.layers.convolutional import Convolution2D, MaxPooling2D\nfrom keras.utils import np_utils\n"
        "from keras.optimizers import SGD",
        "y = np_utils.to_categorical([1, 2], 10)",
        "model = Sequential()\nmodel.add(Convolution2D(8, 3, 3, border_mode='same', input_shape=(28, 28, 1)))\n"
        "model.add(Flatten())\nmodel.add(Dense(output_dim=10))\nmodel.add(Activation('softmax'))\n"
        "model.compile(optimizer=SGD(lr=0.1, decay=1e-6), loss='categorical_crossentropy')",
    )
    assert layers(found) == ["InputLayer", "Conv2D", "Flatten", "Dense", "Activation"]
    conv = json.loads(found.models[0].json)["config"]["layers"][1]["config"]
    assert (conv["kernel_size"], conv["padding"]) == ([3, 3], "same")


def test_functions_that_build_a_model_are_called(find: Find) -> None:
    found = find(
        "import keras\ndef build_model(num_classes):\n    return keras.Sequential([keras.Input((784,)), keras.layers.Dense(num_classes)])"
    )
    assert layers(found) == ["InputLayer", "Dense"]


def test_a_class_with_a_build_method_is_tried_with_the_usual_sizes(find: Find) -> None:
    found = find(
        "from keras.models import Sequential\nfrom keras.layers import Conv2D, Flatten, Dense",
        "class LeNet:\n    @staticmethod\n    def build(width, height, depth, classes, weightsPath=None):\n"
        "        model = Sequential()\n        model.add(Conv2D(4, 5, input_shape=(height, width, depth)))\n"
        "        model.add(Flatten())\n        model.add(Dense(classes))\n        return model",
    )
    assert (layers(found)[-1], found.models[0].place) == ("Dense", "LeNet.build()")


def test_a_functional_model_and_modules_of_the_repository_are_found(find: Find) -> None:
    found = find(
        "from net import make\nmodel = make()",
        net_py=b"import keras, cv2\ndef make():\n    x = keras.Input((28, 28, 1))\n"
        b"    return keras.Model(x, keras.layers.Dense(10)(keras.layers.Flatten()(x)))\n",
    )
    assert layers(found) == ["InputLayer", "Flatten", "Dense"]


def test_an_architecture_that_lies_beside_the_weights_is_found(find: Find) -> None:
    written = b'{"class_name": "Sequential", "config": [], "keras_version": "1.2.2"}'
    found = find("x = 1", **{"model.json": written, "other.json": b"[1]"})
    assert [(one.place, json.loads(one.json)["keras_version"]) for one in found.models] == [("model.json", "1.2.2")]


def test_a_network_as_long_as_densenet121_is_found(find: Find) -> None:
    written = json.dumps({"class_name": "Sequential", "config": [], "of_the_length_of_densenet121": "x" * 402_000})
    assert [one.place for one in find("x = 1", **{"model.json": written.encode()}).models] == ["model.json"]


def test_files_of_the_project_that_define_a_network_come_last(find: Find) -> None:
    found = find(
        f"from keras import *\nfrom keras.layers import *\n{_STACK}",
        train_py=b"import keras\nif __name__ == '__main__':\n    print 'Python 2'\n    keras.Sequential([keras.Input(784), keras.layers.Dense(10)])",
    )
    assert [one.place for one in found.models] == ["cell 1", "train.py"]


def test_a_name_that_a_failed_cell_owes_has_its_usual_value(find: Find) -> None:
    found = find(
        "import nowhere, keras\nprint 'Python 2'\nraise ValueError\nnum_classes = 10",
        "model = keras.Sequential([keras.layers.Flatten(input_shape=input_shape), keras.layers.Dense(num_classes)])",
    )
    assert json.loads(found.models[0].json)["config"]["build_input_shape"] == [None, 28, 28, 1]


def test_channels_that_come_first_are_flattened_in_both_ways_of_keras(find: Find) -> None:
    found = find(
        "from keras import *\nfrom keras.layers import *\nfrom keras import backend as K\nK.set_image_dim_ordering('th')",
        "m = Sequential([Conv2D(2, 3, 3, input_shape=(1, 28, 28)), Flatten(), Dense(10)])",
    )
    configs = [json.loads(one.json)["config"]["layers"] for one in found.models]
    assert [config[1]["config"]["kernel_size"] for config in configs] == [[3, 3]] * 2
    assert [config[2]["config"]["data_format"] for config in configs] == ["channels_first", "channels_last"]


def test_a_table_of_digits_that_is_not_there_has_the_form_it_had(find: Find) -> None:
    found = find(
        "import keras, pandas as pd\ntest = pd.read_csv(r'D:\\data\\test.csv').values.reshape(28000, 28, 28, 1)",
        "model = keras.Sequential([keras.layers.Conv2D(4, 3, input_shape=test.shape[1:]), keras.layers.Flatten(), keras.layers.Dense(10)])",
    )
    assert layers(found) == ["InputLayer", "Conv2D", "Flatten", "Dense"]


def test_functions_of_tensorflow_stand_by_their_names(find: Find) -> None:
    found = find(
        "import tensorflow as tf",
        "model = tf.keras.models.Sequential()\nmodel.add(tf.keras.layers.Flatten())\n"
        "model.add(tf.keras.layers.Dense(10, activation=tf.nn.softmax))",
        "model.compile(optimizer=tf.keras.optimizers.legacy.Adam(lr=1, decay=2), loss='mse')",
    )
    assert json.loads(found.models[0].json)["config"]["layers"][1]["config"]["activation"] == "softmax"


def test_a_training_loop_of_its_own_is_cut_off(find: Find) -> None:
    found = find(
        "import tensorflow as tf, tf_keras\n(x, y), _ = tf_keras.datasets.mnist.load_data()",
        "net = tf_keras.Sequential([tf_keras.layers.Flatten(input_shape=(28, 28)), tf_keras.layers.Dense(10)])",
        "opt = tf.keras.optimizers.SGD(0.1)\nwhile True:\n    with tf.GradientTape() as tape:\n"
        "        loss = tf.reduce_mean(net(x / 255.0))\n"
        "    opt.apply_gradients(zip(tape.gradient(loss, net.trainable_variables), net.trainable_variables))",
    )
    assert (layers(found), found.models[0].place) == (["InputLayer", "Flatten", "Dense"], "cell 2")


def test_an_endless_cell_is_cut_off_and_what_follows_is_seen(find: Find) -> None:
    found = find(
        "while True:\n    try:\n        pass\n    except BaseException:\n        pass",
        f"import keras\nfrom keras import *\nfrom keras.layers import *\n{_STACK}",
    )
    assert layers(found)[-1] == "Dense"


def test_code_that_ends_the_search_leaves_what_was_found_before(find: Find) -> None:
    found = find(f"from keras import *\nfrom keras.layers import *\n{_STACK}", "import os\nos._exit(0)", "x = 1")
    assert layers(found)[-1] == "Dense"
    assert found.notes[-1].startswith("looking for the notebook's networks: ")


def test_a_model_with_code_of_its_own_is_named(find: Find) -> None:
    found = find(
        "import keras\nclass Net(keras.Model):\n    def __init__(self):\n        super().__init__()\n"
        "        self.d = keras.layers.Dense(10)\n    def call(self, x):\n        return self.d(x)\nnet = Net()"
    )
    assert found == Architectures((), ("net is a model with code of its own (Net): only Python can build it",))


def test_a_class_made_from_sequential_is_a_sequential(find: Find) -> None:
    found = find(
        "import keras\nclass Net(keras.Sequential):\n    def __init__(self):\n        super().__init__()\n"
        "        self.add(keras.layers.Input((784,)))\n        self.add(keras.layers.Dense(10))\nnet = Net()"
    )
    document = json.loads(found.models[0].json)
    assert (document["class_name"], document["module"], layers(found)) == ("Sequential", "keras", ["InputLayer", "Dense"])


def test_of_many_networks_the_last_come_first_and_each_once(find: Find) -> None:
    found = find(
        "import keras\nfor n in [*range(1, 61), 60]:\n    keras.Sequential([keras.Input((784,)), keras.layers.Dense(n)])\n"
    )
    units = [json.loads(one.json)["config"]["layers"][1]["config"]["units"] for one in found.models]
    assert units == list(range(60, 40, -1))


def test_other_learners_are_kept_short(find: Find) -> None:
    found = find(
        "import numpy as np\nfrom sklearn.svm import SVC\nfrom sklearn.preprocessing import StandardScaler",
        "x = np.random.rand(40000, 784)\ny = np.arange(40000) % 10\nSVC().fit(x, y)",
        "import keras\nm = keras.Sequential([keras.layers.Dense(10)])\nm.fit(StandardScaler().fit(x[:900]).transform(x[:900]), y[:900])",
    )
    assert json.loads(found.models[0].json)["config"]["build_input_shape"] == [None, 784]


def test_nothing_is_found_where_nothing_is_defined(find: Find) -> None:
    assert find("x = 1").models == ()


@pytest.fixture(scope="module")
def weights(server: ForkServer, notebook: Callable[..., bytes]) -> tuple[str, dict[str, bytes]]:
    cell = (
        "import keras, numpy as np\n"
        "(x, y), _ = keras.datasets.mnist.load_data()\n"
        "keras.utils.set_random_seed(1)\n"
        "decoy = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(32, 'tanh'), keras.layers.Dense(10, 'softmax')])\n"
        "model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(32, 'relu'), keras.layers.Dense(10, 'softmax')])\n"
        "model.compile('adam', 'sparse_categorical_crossentropy')\n"
        "model.fit(x / 255, y, epochs=150, verbose=0)\n"
        "model.save_weights('new.weights.h5')\n"
        "from keras.src.legacy.saving import legacy_h5_format\nimport h5py\n"
        "with h5py.File('old.h5', 'w') as file:\n    legacy_h5_format.save_weights_to_hdf5_group(file, model)\n"
    )
    ran = run_notebook(server, "work.ipynb", tree_of({"work.ipynb": notebook([cell])}), _LIMITS, 1)
    assert ran.execution.status == "OK", ran.execution.message
    return cell, dict(ran.models)


@pytest.mark.parametrize("name", ["new.weights.h5", "old.h5"])
def test_weights_alone_are_scored_in_the_network_that_the_notebook_defines(
    server: ForkServer,
    training: TrainingData,
    weights: tuple[str, dict[str, bytes]],
    notebook: Callable[..., bytes],
    name: str,
) -> None:
    cell, models = weights
    tree = tree_of({"work.ipynb": notebook([cell])})
    found = find_architectures(server, "work.ipynb", tree, _LIMITS, 1)
    known = json.dumps([{"json": one.json, "place": one.place} for one in found.models]).encode()
    given = predict(server, ModelFile(name, models[name], known), training.x_train, training, _LIMITS, 1)
    assert given.status == "OK", given.message
    assert given.scores is not None
    assert (given.scores.argmax(axis=1) == training.y_train).mean() > 0.9
    assert given.loading[-1] == "loaded its weights into the network of cell 1"
    without = predict(server, ModelFile(name, models[name]), training.x_train, training, _LIMITS, 1)
    assert "which no notebook says but the digits bear out" in without.loading[-1]
    assert np.isclose(given.sanity or 0, (given.scores.argmax(axis=1) == training.y_train).mean(), atol=0.1)
