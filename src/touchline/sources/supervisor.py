"""The supervisor of a source: whether it is there, whether it speaks, and whether we keep up.

A pure state machine. It is told what happens, with the time; it says in which state the source is
and what is to be done. The table of its transitions is in ARCHITECTURE.md.
"""

from enum import StrEnum
from typing import Final, NamedTuple

from touchline.base import limits

_WINDOW_MS: Final = 500
"""Two of these are how long old messages alone are applied until they are believed."""


class State(StrEnum):
    """How a source stands. Its bets can be placed while it is up or late."""

    STARTING = "starting"
    RECOVERING = "recovering"
    UP = "up"
    LATE = "late"
    DOWN = "down"


class Cause(StrEnum):
    """Why a source is not simply up."""

    START = "start"
    NOT_CONNECTED = "not-connected"
    SILENT = "heartbeat-silent"
    BEHIND = "behind"
    RECONNECTED = "reconnected"
    SPEAKS_AGAIN = "speaks-again"
    LATE = "late"


class Task(StrEnum):
    """What the shell is to do now."""

    RECOVER = "recover"
    """Bring in what was missed, then say `recovered`; what is under way begins again."""
    REBUILD = "rebuild"
    """Give the connection up, which is open and silent, and make another."""


class Patience(NamedTuple):
    """How long what may last, in ms.

    `silence` is that of heartbeats, or of all messages for a source without them; `rebuild` how
    long an open connection may bring nothing at all.
    """

    silence: int = limits.HEARTBEAT_SILENCE_MS.default
    message_silence: int = limits.MESSAGE_SILENCE_MS.default
    late: int = limits.FEED_LATE_MS.default
    behind: int = limits.FEED_BEHIND_MS.default
    rebuild: int = limits.FEED_REBUILD_MS.default


class Supervisor:
    """Follows one source. Every `now` is ms of one clock that never goes back.

    `received` tells that the feed is alive; that we keep up is told by `applied`, how old what it
    said was when it was in the picture, and by `tick`, how long it has waited to get there.
    `is_connected`, `cause` and `since` are for those who look.
    """

    def __init__(self, now: int, patience: Patience | None = None) -> None:
        """Start with a source that nothing is known of."""
        self.state = State.STARTING
        self.cause: Cause | None = Cause.START
        self.since = now
        self.is_connected = False
        self.patience = patience or Patience()
        self._heard_at = now
        self._heartbeat_at: int | None = None
        self._window_at = now
        self._freshest: list[int] = []
        self._waiting_ms = 0

    @property
    def lag_ms(self) -> int:
        """How far the feed as a whole is behind.

        One message that comes late says nothing of the others: what counts is the freshest of the
        messages of this window and of the last one that had any.
        """
        return max(min(self._freshest, default=0), self._waiting_ms)

    @property
    def is_held(self) -> bool:
        """Tell whether no bet of the source is to be available."""
        return self.state not in (State.UP, State.LATE)

    def connected(self, now: int) -> Task | None:
        """Hear that the source's queue is being consumed."""
        self.is_connected = True
        self._heard_at = now
        self._heartbeat_at = None
        # How far it was behind before says nothing of what this connection brings.
        self._freshest = []
        return self._recover(
            Cause.START if self.state is State.STARTING else Cause.RECONNECTED, now
        )

    def lost(self, now: int) -> None:
        """Hear that the connection is gone, or the queue."""
        self.is_connected = False
        if self.state is not State.STARTING:
            self._become(State.DOWN, Cause.NOT_CONNECTED, now)

    def received(self, now: int, *, is_heartbeat: bool) -> Task | None:
        """Hear that a message arrived."""
        self._heard_at = now
        if is_heartbeat:
            self._heartbeat_at = now
        if self.state is State.DOWN and self.cause is Cause.SILENT and self._silent_for(now) == 0:
            return self._recover(Cause.SPEAKS_AGAIN, now)
        return None

    def applied(self, now: int, lag_ms: int) -> None:
        """Hear how old a message was when it was in the picture."""
        if not self._freshest or now - self._window_at >= _WINDOW_MS:
            self._window_at = now
            self._freshest = [*self._freshest[-1:], lag_ms]
        else:
            self._freshest[-1] = min(self._freshest[-1], lag_ms)
        self._judge(now)

    def recovered(self, now: int) -> None:
        """Hear that what was missed is in the picture."""
        if self.state is State.RECOVERING:
            self._become(State.UP, None, now)
            self._judge(now)

    def tick(self, now: int, waiting_ms: int = 0) -> Task | None:
        """Let time pass; `waiting_ms` is how long the oldest message waits that is not applied."""
        patience = self.patience
        self._waiting_ms = waiting_ms
        self._judge(now)
        is_behind = self.state is State.DOWN and self.cause is Cause.BEHIND
        if (self.state is not State.DOWN or is_behind) and self._silent_for(
            now
        ) >= self._allowed_silence():
            cause = Cause.SILENT if self.is_connected else Cause.NOT_CONNECTED
            self._become(State.DOWN, cause, now)
        if self.is_connected and now - self._heard_at >= patience.rebuild:
            # Once for each silence: the next is due as long after this one.
            self._heard_at = now
            return Task.REBUILD
        return None

    def _judge(self, now: int) -> None:
        """Move between up, late and behind; none of that takes a recovery."""
        late, behind, lag = self.patience.late, self.patience.behind, self.lag_ms
        is_behind = self.state is State.DOWN and self.cause is Cause.BEHIND
        if self.state not in (State.UP, State.LATE) and not is_behind:
            return
        # Back only when well within what is allowed, so that it does not flicker.
        if lag >= behind:
            self._become(State.DOWN, Cause.BEHIND, now)
        elif lag < late // 2:
            self._become(State.UP, None, now)
        elif lag >= late and not is_behind:
            self._become(State.LATE, Cause.LATE, now)

    def _recover(self, cause: Cause, now: int) -> Task:
        self._become(State.RECOVERING, cause, now)
        return Task.RECOVER

    def _become(self, state: State, cause: Cause | None, now: int) -> None:
        if (state, cause) != (self.state, self.cause):
            self.state, self.cause, self.since = state, cause, now

    def _silent_for(self, now: int) -> int:
        heard = self._heard_at if self._heartbeat_at is None else self._heartbeat_at
        return now - heard

    def _allowed_silence(self) -> int:
        if self._heartbeat_at is None:
            return self.patience.message_silence
        return self.patience.silence
