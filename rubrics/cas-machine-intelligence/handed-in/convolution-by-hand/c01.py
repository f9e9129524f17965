# %% locked imports
import numpy as np
# %% answer toeplitz
def toeplitz(kernel, height, width):
    a, b = kernel.shape
    m, n = height - a + 1, width - b + 1
    T = np.zeros((m * n, height * width))
    for r in range(m):
        for c in range(n):
            for i in range(a):
                start = (r + i) * width + c
                T[r * n + c, start:start + b] = kernel[i]
    return T
# %% answer convolve
def convolve(image, kernel, padding=0, stride=1):
    p = np.pad(image, ((padding, padding), (padding, padding)))
    windows = np.lib.stride_tricks.sliding_window_view(p, kernel.shape)[::stride, ::stride]
    return np.einsum("rcij,ij->rc", windows, kernel)
# %% answer counting
def output_size(size, kernel, padding=0, stride=1):
    return int(np.floor((size - kernel + 2 * padding) / stride)) + 1
def parameters(channels_in, channels_out, kernel):
    return kernel * kernel * channels_in * channels_out + channels_out
