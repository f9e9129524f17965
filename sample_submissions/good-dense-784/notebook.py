# %% [markdown]
# # Digits with a dense network
#
# The functional interface of `tf.keras`, pictures flattened by hand, labels one-hot.

# %%
import tensorflow as tf
from tensorflow.keras import Input, Model
from tensorflow.keras.datasets import mnist
from tensorflow.keras.layers import Dense
from tensorflow.keras.utils import to_categorical

tf.keras.utils.set_random_seed(12)

# %%
(x_train, y_train), (x_test, y_test) = mnist.load_data()
x_train = x_train[:6000].reshape(-1, 784).astype("float32") / 255
x_test = x_test[:1000].reshape(-1, 784).astype("float32") / 255
t_train, t_test = to_categorical(y_train[:6000], 10), to_categorical(y_test[:1000], 10)

# %%
pixels = Input(shape=(784,))
hidden = Dense(128, activation="relu")(pixels)
digit = Dense(10, activation="softmax")(hidden)
model = Model(pixels, digit)
model.summary()

# %%
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, t_train, batch_size=32, epochs=12, verbose=0)

# %%
print("loss and accuracy:", model.evaluate(x_test, t_test, verbose=0))
print("first ten answers:", model.predict(x_test[:10], verbose=0).argmax(axis=1))

# %%
model.save("model.h5")
