"""The play of a match in feed time, which may be halted for a while."""

from touchline.simulator.desk import NEVER
from touchline.simulator.forecast import Game
from touchline.simulator.match import MatchTime, Moment


class Progress:
    """Plays a game; times are feed time in unix ms, NEVER for none.

    What would have happened happens as much later as halts last, and the match clock stands.
    """

    def __init__(self, game: Game) -> None:
        """Take a game; nothing of it happens before `begin`."""
        self.due = NEVER
        """When the next moment comes, if nothing halts play before."""
        self._state = game.state
        self._moments = game.play()
        self._halts = 0
        self._halted_at = 0
        self._time: MatchTime | None = None

    @property
    def is_halted(self) -> bool:
        """Tell whether play stands still."""
        return self._halts > 0

    def begin(self, now: int) -> None:
        """Let the first moment come."""
        self.due = now

    def play_on(self, now: int) -> Moment | None:
        """Return the moment that is due, None where none is, as before a moment that was put off.

        The state is that of the moment afterwards.
        """
        if self.is_halted or now < self.due:
            return None
        self._state.now = now
        self._state.check = None
        moment = next(self._moments, None)
        self.due = NEVER if moment is None else now + moment.wait
        return moment

    def halt(self, now: int) -> None:
        """Let play stand still, until as many halts are over as began."""
        self._halts += 1
        if self._halts == 1:
            self._state.now = self._halted_at = now
            self._time = self._state.time
            self._state.stop()

    def resume(self, now: int) -> None:
        """End a halt; after the last one play goes on."""
        self._halts -= 1
        if self._halts:
            return
        self._state.now = now
        time, stopped = self._time, self._state.time
        if time is not None and stopped is not None:
            self._state.run(stopped.seconds, time.step, time.limit)
        if self.due < NEVER:
            self.due += now - self._halted_at

    def give_up(self) -> None:
        """Play no more."""
        self._moments = iter(())
        self.due = NEVER


def winner_of(game: Game) -> int | None:
    """Play a game to its end; return the side that won it, None for nobody."""
    progress = Progress(game)
    progress.begin(0)
    while progress.due < NEVER:
        progress.play_on(progress.due)
    return game.state.winner
