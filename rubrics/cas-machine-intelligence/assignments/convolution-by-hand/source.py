# %% [markdown] locked intro
# # A convolution is a matrix product
# %% locked imports
import numpy as np
# %% answer toeplitz
def toeplitz(kernel, height, width):
    """Return the matrix T for which T @ image.ravel() is the valid cross-correlation, row by row."""
    ### BEGIN SOLUTION
    a, b = kernel.shape
    rows = []
    for r in range(height - a + 1):
        for c in range(width - b + 1):
            row = np.zeros((height, width))
            row[r : r + a, c : c + b] = kernel
            rows.append(row.ravel())
    return np.array(rows)
    ### END SOLUTION
# %% answer convolve
def convolve(image, kernel, padding=0, stride=1):
    """Return the cross-correlation of a padded image at every stride-th place."""
    ### BEGIN SOLUTION
    padded = np.pad(image, padding)
    shape = padded.shape[0] - kernel.shape[0] + 1, padded.shape[1] - kernel.shape[1] + 1
    return (toeplitz(kernel, *padded.shape) @ padded.ravel()).reshape(shape)[::stride, ::stride]
    ### END SOLUTION
# %% answer counting
def output_size(size, kernel, padding=0, stride=1):
    """Return the side of the output."""
    ### BEGIN SOLUTION
    return (size + 2 * padding - kernel) // stride + 1
    ### END SOLUTION
def parameters(channels_in, channels_out, kernel):
    """Return the parameters of a layer with square kernels and biases."""
    ### BEGIN SOLUTION
    return channels_out * (channels_in * kernel**2 + 1)
    ### END SOLUTION
