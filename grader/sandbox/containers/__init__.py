"""The third wall: a container of podman or Docker around every run, for machines where bubblewrap cannot make one."""
