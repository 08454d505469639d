"""`touchline convert`: a recording in another form of the feed."""

import os
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from touchline.archive.recordings import (
    Kind,
    Recorded,
    RecordingWriter,
    read_recording,
    recorded_translations,
)
from touchline.base import limits
from touchline.base.errors import RecordingError, WireError
from touchline.base.settings import load_settings
from touchline.cli.config import ConfigPath
from touchline.cli.limited import limited_decode
from touchline.cli.progress import progress_bar
from touchline.model.market import Bet
from touchline.model.message import EventUpdate, Message
from touchline.model.translations import Translations
from touchline.wire import Decoded, Form, decode, encode


class Target(StrEnum):
    """The forms that a recording can be written in."""

    JSON = "json"
    LEGACY_JSON = "legacy-json"
    XML = "xml"


def convert(
    source: Annotated[
        Path, typer.Argument(metavar="IN", help="The recording to read, in any form.")
    ],
    target: Annotated[
        Path,
        typer.Argument(
            metavar="OUT", help="The recording to write; .gz and .zst pack it by gzip and zstd."
        ),
    ],
    to: Annotated[
        Target,
        typer.Option(
            help="json: today's form (MsgSeq, milliseconds). legacy-json: the generation before "
            "(MsgId over the whole feed, seconds). xml: the same as XML."
        ),
    ],
    force: Annotated[
        bool, typer.Option("--force", help="Write OUT although it is already there.")
    ] = False,
    config: ConfigPath = None,
) -> None:
    """Rewrite a recording in another form of the feed.

    Times of receipt and headers stay. What cannot be decoded is kept as it is, as raw. Legacy
    forms have no venue, subscription, clock and probability, and no milliseconds in headers.

    For example: touchline convert demo.jsonl.gz demo-xml.jsonl.zst --to xml
    """
    settings = load_settings(config, os.environ)
    conversion = Conversion(Form(to.value), limited_decode(settings))
    line_bytes = settings.limit(limits.LINE_BYTES)
    translations = recorded_translations(source, line_bytes)
    with (
        new_recording(target, overwrite=force, translations=translations) as writer,
        progress_bar("Converting") as progress,
    ):
        recording = read_recording(
            source,
            progress=progress,
            torn=_tell,
            line_bytes=line_bytes,
        )
        for recorded in recording:
            writer.write(conversion.convert(recorded))
    typer.echo(
        f"{writer.count} messages written to {target} as {to.value}, "
        f"{conversion.kept_raw} of them raw"
    )


def new_recording(path: Path, *, overwrite: bool, translations: Translations) -> RecordingWriter:
    """Return the writer of a recording; raise RecordingError, with what to do, for a taken path."""
    try:
        return RecordingWriter(path, overwrite=overwrite, translations=translations)
    except RecordingError as error:
        if error.code != "output-exists":
            raise
        raise RecordingError(
            error.code, error.reason, where=error.where, expected="another name, or --force"
        ) from None


def _tell(reason: str) -> None:
    typer.echo(f"warning: {reason}", err=True)


BetKey = tuple[int, int, int | None, int]
"""Fixture, market, provider (None for calculated odds) and bet."""


class Conversion:
    """Rewrites messages one by one in a form, in the order received.

    StartPrice becomes the first price: what a legacy message says of it, and the first price
    received in today's form (DECISIONS 6). In a legacy form MsgId counts the messages that have a
    counter.
    """

    def __init__(self, form: Form, decode: Callable[[bytes], Decoded] = decode) -> None:
        """Begin at the start of a recording."""
        self.kept_raw = 0
        self._form = form
        self._is_to_legacy = form in (Form.LEGACY_JSON, Form.XML)
        self._is_from_legacy = False
        self._decode = decode
        self._counter = 0
        self._first_prices: dict[BetKey, str] = {}

    def convert(self, recorded: Recorded) -> Recorded:
        """Return the message in the other form; what does not decode comes back raw."""
        if recorded.kind is Kind.RAW:
            return self._raw(recorded)
        try:
            message = self._decode(recorded.body).message
            self._note_generation(recorded, message)
            for update in _events(message):
                for key, bet in _bets(update):
                    self._price(key, bet)
            self._recount(message)
            body = encode(message, self._form)
        except WireError:
            return self._raw(recorded)
        kind = Kind.XML if self._form is Form.XML else Kind.BODY
        return msgspec.structs.replace(recorded, body=body, kind=kind)

    def _raw(self, recorded: Recorded) -> Recorded:
        self.kept_raw += 1
        return msgspec.structs.replace(recorded, kind=Kind.RAW)

    def _note_generation(self, recorded: Recorded, message: Message) -> None:
        """Note which generation speaks; a message without a counter does not tell it."""
        header = message.header
        if header.msg_seq is not None:
            self._is_from_legacy = False
        elif header.msg_id is not None or recorded.kind is Kind.XML:
            self._is_from_legacy = True

    def _price(self, key: BetKey, bet: Bet) -> None:
        said = bet.start_price if self._is_from_legacy else None
        first = self._first_prices.get(key)
        if first is None:
            first = said or bet.price or None
            if first is not None:
                self._first_prices[key] = first
        bet.start_price = said or first

    def _recount(self, message: Message) -> None:
        header = message.header
        if not self._is_to_legacy or (header.msg_seq is None and header.msg_id is None):
            return
        self._counter += 1
        header.msg_id = self._counter
        header.msg_seq = None


def _events(message: Message) -> Iterator[EventUpdate]:
    if message.body is not None:
        yield from message.body.events or ()
    trees = list(message.competition_trees())
    while trees:
        tree = trees.pop()
        yield from tree.events or ()
        trees.extend(tree.competitions or ())


def _bets(update: EventUpdate) -> Iterator[tuple[BetKey, Bet]]:
    for market in update.markets or ():
        for bet in market.bets or ():
            yield (update.fixture_id, market.id, None, bet.id), bet
        for provider in market.provider_markets or ():
            for bet in provider.bets or ():
                yield (update.fixture_id, market.id, provider.id, bet.id), bet
