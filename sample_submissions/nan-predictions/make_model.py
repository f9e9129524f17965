import keras
import numpy as np

model = keras.Sequential(
    [keras.Input(shape=(28, 28)), keras.layers.Flatten(), keras.layers.Dense(10, activation="softmax")]
)
model.set_weights([np.full(weight.shape, np.nan) for weight in model.get_weights()])
model.save("model.h5")
