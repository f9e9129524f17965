"""Where a held-out set may come from: arrays, idx files, HDF5, folders of images, a scanned sheet."""
