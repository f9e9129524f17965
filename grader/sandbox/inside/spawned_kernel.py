"""The student's kernel as a process of its own, for systems that cannot fork: python spawned_kernel.py CONNECTION SEED FITS."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from jupyter_client.connect import write_connection_file
from kernel import ForkedKernel, be_kernel


class SpawnedKernel(ForkedKernel):
    """As a forked kernel is to the driver, but started anew, and reached over the loopback: other systems lack the rest."""

    def connect(self, folder: Path) -> str:
        """Write the connection's file; return its path."""
        path, _ = write_connection_file(str(folder / "connection.json"), transport="tcp", ip="127.0.0.1")
        return str(path)

    def start(self, seed: int) -> int:
        """Start the kernel; return its process."""
        command = [sys.executable, __file__, self.connection_file, str(seed), str(self.fits)]
        null = subprocess.DEVNULL
        self.child = subprocess.Popen(command, stdin=null, stdout=null, stderr=null)
        return self.child.pid

    def poll(self) -> int | None:
        """Return the kernel's exit code (negative: the signal that ended it), None while it lives."""
        self.code = self.child.poll()
        return self.code

    def kill(self) -> None:
        """End the kernel at once."""
        if self.poll() is None:
            self.child.kill()
            self.code = self.child.wait()


if __name__ == "__main__":
    be_kernel(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
