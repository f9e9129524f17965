# %% [markdown]
# # Handwritten digits
#
# A small convolutional network. Training takes less than a minute.

# %%
import keras

keras.utils.set_random_seed(11)

# %% [markdown]
# ## Data

# %%
(x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
x_train, y_train = x_train[:4000, :, :, None].astype("float32") / 255, y_train[:4000]
x_test, y_test = x_test[:1000, :, :, None].astype("float32") / 255, y_test[:1000]
print(x_train.shape, x_test.shape)

# %% [markdown]
# ## Model

# %%
model = keras.Sequential(
    [
        keras.Input(shape=(28, 28, 1)),
        keras.layers.Conv2D(12, 5, padding="same", activation="relu"),
        keras.layers.MaxPooling2D(),
        keras.layers.Conv2D(24, 3, padding="same", activation="relu"),
        keras.layers.MaxPooling2D(),
        keras.layers.Flatten(),
        keras.layers.Dropout(0.5),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
model.summary()

# %% [markdown]
# ## Training

# %%
model.compile(optimizer=keras.optimizers.Adam(0.002), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(x_train, y_train, batch_size=32, epochs=12, verbose=0)
print("last training accuracy:", history.history["accuracy"][-1])

# %% [markdown]
# ## Prediction

# %%
answers = model.predict(x_test, verbose=0).argmax(axis=1)
print("right on the public test set:", (answers == y_test).mean())

# %% [markdown]
# ## The final model

# %%
model.save("model.h5")
