"""What the fork server imports before it serves, so that no run pays for it.

Besides the packages that notebooks import, it lists what the kernel, the driver and the scorer import late; found by
comparing `sys.modules` before and after a run.
"""

from __future__ import annotations

_FRAMEWORK = ("tensorflow", "keras", "h5py", "numpy", "pandas", "encodings.ascii")
_PLOTS = ("matplotlib", "matplotlib.pyplot", "matplotlib_inline.backend_inline", "PIL.JpegImagePlugin")
_KERNEL = (
    "ipykernel.kernelapp", "ipykernel.ipkernel", "ipykernel.debugger", "IPython.core.completerlib", "IPython.core.debugger",
    "IPython.core.oinspect", "IPython.core.logger", "IPython.extensions.storemagic", "faulthandler",
    "tornado.platform.asyncio", "tornado.queues",
)  # fmt: skip
_TRACEBACKS = (
    "stack_data", "pygments.lexers.python", "pygments.formatters.terminal256", "pygments.formatters.html", "pygments.console",
    "pygments.styles.default",
)  # fmt: skip
_JUPYTER = ("nbformat", "nbclient", "jupyter_client")
_OURS = (*_JUPYTER, "notebook", "survey", "predict", "fit_record", "assignment")

# Without the frameworks, for what does not need them: starting takes a second instead of five.
LIGHT = ("numpy", "pandas", "encodings.ascii", *_PLOTS, *_KERNEL, *_TRACEBACKS, *_JUPYTER, "assignment")
WARM = (*_FRAMEWORK, *_PLOTS, *_KERNEL, *_TRACEBACKS, *_OURS)

# For one submission at home: what its few runs share. A run of its own imports the rest, if it needs it, and pays the same.
LOOKING = ("lean_keras", "h5py", "survey")
PREDICTING = (*LOOKING, "tensorflow", "keras", "predict")
AT_HOME = (*PREDICTING, "encodings.ascii", *_KERNEL, *_TRACEBACKS, "nbclient", "jupyter_client", "fit_record")
