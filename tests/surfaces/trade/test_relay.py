"""A picture that is told on as a feed arises again at whoever reads that feed."""

import itertools
from pathlib import Path
from typing import Any

import pytest

from tests.recordings.playing import folder, truth_of
from tests.recordings.test_truth import bets_of, final_of
from touchline.archive.recordings import read_recording
from touchline.base.errors import WireError
from touchline.board.board import Board
from touchline.board.picture import Picture
from touchline.surfaces.trade.envelopes import Envelopes
from touchline.surfaces.trade.outgoing import Conversation
from touchline.surfaces.trade.package import OddsMode, Package
from touchline.surfaces.trade.turns import Turns
from touchline.wire import Form, decode


class Relay:
    """A board that reads a feed, a package of it, and a board that reads the package."""

    def __init__(self, form: Form, odds: OddsMode = OddsMode.PROVIDER) -> None:
        self.first = Board("first")
        self.second = Board("second")
        turns = Turns(Picture(self.first, lambda: 0))
        self.conversation = Conversation(Package(7, form, odds), turns, self.first)
        count = itertools.count()
        self.envelopes = Envelopes(form, lambda: f"guid-{next(count)}")
        self.sent = 0

    def read(self, body: bytes, at: int) -> None:
        try:
            message = decode(body).message
        except WireError:
            return
        self.tell(self.first.apply(message, at), at)

    def tell(self, changes: Any, at: int) -> None:
        for outgoing in self.conversation.about(changes, self.first):
            self.sent += 1
            written = self.envelopes.write(outgoing, at)
            self.second.apply(decode(written.body).message, at)


@pytest.mark.parametrize("form", [Form.JSON, Form.LEGACY_JSON, Form.XML])
def test_a_matchday_told_on_equals_the_truth(shared: Path, form: Form) -> None:
    name = "nfl-2016-09-11"
    relay = Relay(form)
    for recorded in read_recording(folder(shared) / f"{name}.jsonl.gz"):
        relay.read(recorded.body, recorded.at)
    for number, said in truth_of(shared, name)["fixtures"].items():
        event = relay.second.events[int(number)]
        assert final_of(event) == said["final"]
        assert bets_of(event) == said["bets"]
    assert relay.sent > 3_000
