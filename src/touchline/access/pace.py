"""How credits are lent and written, in the numbers that settings give."""

from typing import NamedTuple

from touchline.base import limits


class Pace(NamedTuple):
    """The limits of `base/limits.py` that servers and their store go by."""

    lease_ms: int = limits.CREDIT_LEASE_MS.default
    least_block: int = limits.CREDIT_BLOCK.default
    round_ms: int = limits.STORE_ROUND_MS.default
    store_timeout_ms: int = limits.STORE_TIMEOUT_MS.default
    usage_rows: int = limits.USAGE_ROWS.default
