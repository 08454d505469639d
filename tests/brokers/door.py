"""What stands where a broker is looked for, and is none."""

import socket
import struct
import threading
from collections.abc import Callable

_NO_LINGER = struct.pack("ii", 1, 0)


class Door:
    """Listens on a port, in a thread, and does something to each connection before it ends it."""

    def __init__(
        self, do: Callable[[socket.socket], object] = lambda _: None, *, is_reset: bool = False
    ) -> None:
        """End connections by FIN, or by RST where it `is_reset`."""
        self._do = do
        self._is_reset = is_reset
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"amqp://127.0.0.1:{self._listener.getsockname()[1]}/"
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                self._do(connection)
                if self._is_reset:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)

    def close(self) -> None:
        """Listen no more."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
