# %% [markdown]
# # A first look at the digits

# %%
import keras
import numpy as np

# %%
(images, labels), _ = keras.datasets.mnist.load_data()
print("images of each digit:", np.bincount(labels))

# %%
print("mean ink of each digit:", [round(float(images[labels == digit].mean()), 1) for digit in range(10)])
