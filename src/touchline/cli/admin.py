"""The operator's API of a running server, where no other machine reaches it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from touchline.base import limits
from touchline.base.clock import wall_clock
from touchline.base.settings import Settings
from touchline.cli.http_protocol import HttpConfig, HttpLimits
from touchline.cli.keyed import Keyed
from touchline.cli.server import Beside, listening
from touchline.surfaces.admin.surface import admin_surface
from touchline.surfaces.documents import Documents
from touchline.surfaces.http import Application
from touchline.surfaces.negotiation import Packer
from touchline.surfaces.ops.surface import Ops

_HOST: Final = "127.0.0.1"


@contextmanager
def admin_beside(
    settings: Settings, keys: Keyed, http_limits: HttpLimits, ops: Ops
) -> Iterator[Beside]:
    """Give the operator's API with a socket of its own, nothing where no setting asks for it.

    Its own socket, since one that others reach cannot tell who they are: behind a proxy everyone
    comes from this machine. Raises TouchlineError: port-in-use.
    """
    port = settings.server.admin_port
    if not port:
        yield []
        return
    with listening(_HOST, port, is_open=True, option="server.admin_port") as listener:
        yield [(HttpConfig(_application(settings, keys, ops), http_limits), listener)]


def _application(settings: Settings, keys: Keyed, ops: Ops) -> Application:
    admin = admin_surface(
        keys.store,
        keys.ledger,
        keys.tariff,
        max_body_bytes=settings.limit(limits.HTTP_BODY_BYTES),
    )
    return Application(
        [admin, ops, Documents([admin.documented()], Packer())],
        wall_clock,
        max_header_bytes=settings.limit(limits.HTTP_HEADER_BYTES),
    )
