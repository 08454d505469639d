"""The disk itself: what survives a loss of power."""

import os
from pathlib import Path


def sync(path: Path) -> None:
    """Bring a file to the disk, or which files a folder has. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
