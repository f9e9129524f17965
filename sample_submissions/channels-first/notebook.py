# %% [markdown]
# # Digits, channels first

# %%
import keras

keras.utils.set_random_seed(15)

# %%
(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
x_train, y_train = x_train[:6000, None].astype("float32") / 255, y_train[:6000]
x_test, y_test = x_test[:1000, None].astype("float32") / 255, y_test[:1000]
print(x_train.shape)

# %%
model = keras.Sequential(
    [
        keras.Input(shape=(1, 28, 28)),
        keras.layers.Permute((2, 3, 1)),  # a CPU convolves channels last only
        keras.layers.Conv2D(8, 5, strides=2, padding="same", activation="relu"),
        keras.layers.Conv2D(16, 3, strides=2, padding="same", activation="relu"),
        keras.layers.Flatten(),
        keras.layers.Dense(48, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)

# %%
model.compile(optimizer=keras.optimizers.Adam(0.003), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=64, epochs=12, verbose=0)

# %%
answers = model.predict(x_test, verbose=0).argmax(axis=1)
print("right on the public test set:", (answers == y_test).mean())

# %%
model.save("model.h5")
