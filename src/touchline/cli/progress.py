"""A progress bar on stderr, for people only."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from touchline.archive.recordings import Progress


@contextmanager
def progress_bar(title: str, *, in_bytes: bool = True) -> Iterator[Progress | None]:
    """Give what shows how much is done of how much there is; None where nobody looks."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich import progress
    from rich.console import Console

    bar = progress.Progress(
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.DownloadColumn() if in_bytes else progress.TaskProgressColumn(),
        progress.TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        task = bar.add_task(title, total=None)
        yield lambda read, total: bar.update(task, completed=read, total=total)
