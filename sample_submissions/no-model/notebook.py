# %% [markdown]
# # Digits
#
# We train, we predict, and we forget to save.

# %%
import keras

keras.utils.set_random_seed(23)

# %%
(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
x_train, y_train = x_train[:6000].astype("float32") / 255, y_train[:6000]
x_test, y_test = x_test[:1000].astype("float32") / 255, y_test[:1000]

# %%
model = keras.Sequential(
    [
        keras.Input(shape=(28, 28)),
        keras.layers.Flatten(),
        keras.layers.Dense(64, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
model.summary()

# %%
model.compile(optimizer=keras.optimizers.Adam(0.003), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=64, epochs=12, verbose=0)

# %%
answers = model.predict(x_test, verbose=0).argmax(axis=1)
print("right on the public test set:", (answers == y_test).mean())
