"""`touchline convert`: a recording in another form, with nothing lost on the way."""

import json
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from touchline.archive.recordings import Kind, Recorded, RecordingWriter, read_recording
from touchline.cli.main import run
from touchline.model.market import Bet
from touchline.model.message import Message
from touchline.wire import Form, decode, encode

START = 1_768_057_200_000
BET = 743634282222500091


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def cli(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TOUCHLINE_CONFIG", raising=False)
    handler = signal.getsignal(signal.SIGTERM)

    def call(*arguments: object) -> Ended:
        monkeypatch.setattr("sys.argv", ["touchline", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            run()
        out, err = capfd.readouterr()
        return Ended(int(ended.value.code or 0), out, err)

    yield call
    signal.signal(signal.SIGTERM, handler)


def event(fixture_id: int, *bets: dict[str, Any], provider: int | None = 8) -> dict[str, Any]:
    market: dict[str, Any] = {"Id": 1, "Name": "1X2"}
    if provider is None:
        market["Bets"] = list(bets)
    else:
        market["ProviderMarkets"] = [{"Id": provider, "Bets": list(bets)}]
    return {"FixtureId": fixture_id, "Markets": [market]}


def bet(price: str | None, start: str | None = "1.0", bet_id: int = BET) -> dict[str, Any]:
    said = {"Id": bet_id, "Name": "1", "Status": 1, "StartPrice": start, "Price": price}
    return {name: value for name, value in said.items() if value is not None}


def today(number: int, *events: dict[str, Any]) -> Recorded:
    body = {
        "Header": {"Type": 3, "MsgSeq": 1, "ServerTimestamp": START + number},
        "Body": {"Events": list(events)},
    }
    return Recorded(START + number, {"FixtureId": "1"}, json.dumps(body).encode(), Kind.BODY)


def legacy(number: int, *events: dict[str, Any]) -> Recorded:
    body = {
        "Header": {"Type": 3, "MsgId": number, "ServerTimestamp": START // 1000},
        "Body": {"Events": list(events)},
    }
    return Recorded(START + number, {}, json.dumps(body).encode(), Kind.BODY)


HEARTBEAT = Recorded(START, {"MessageType": "32"}, b'{"Header":{"Type":32}}', Kind.BODY)


def written(path: Path, *messages: Recorded) -> Path:
    with RecordingWriter(path) as writer:
        for message in messages:
            writer.write(message)
    return path


def decoded(path: Path) -> list[Message]:
    return [decode(recorded.body).message for recorded in read_recording(path)]


def bets(message: Message) -> list[Bet]:
    events = message.body.events if message.body is not None else None
    return [
        bet
        for event in events or ()
        for market in event.markets or ()
        for bets in [market.bets, *[book.bets for book in market.provider_markets or ()]]
        for bet in bets or ()
    ]


def start_prices(path: Path) -> list[str | None]:
    return [bet.start_price for message in decoded(path) for bet in bets(message)]


every_form = pytest.mark.parametrize("form", ["json", "legacy-json", "xml"])


@every_form
def test_messages_stay_with_their_times_and_headers(cli: Run, tmp_path: Path, form: str) -> None:
    source = written(tmp_path / "a.jsonl", HEARTBEAT, today(5, event(1, bet("2.5"))))
    ended = cli("convert", source, tmp_path / "b.jsonl.zst", "--to", form)
    assert ended == (
        0,
        f"2 messages written to {tmp_path / 'b.jsonl.zst'} as {form}, 0 of them raw\n",
        "",
    )
    before, after = list(read_recording(source)), list(read_recording(tmp_path / "b.jsonl.zst"))
    assert [(said.at, said.headers) for said in after] == [
        (said.at, said.headers) for said in before
    ]
    assert {said.kind for said in after} == {Kind.XML if form == "xml" else Kind.BODY}
    (said,) = bets(decode(after[1].body).message)
    assert (said.id, said.price) == (BET, "2.5")


def test_todays_first_price_goes_out_as_start_price(cli: Run, tmp_path: Path) -> None:
    source = written(
        tmp_path / "a.jsonl",
        today(1, event(1, bet("2.5"))),
        today(2, event(1, bet("3.5"))),
        today(3, event(1, bet(None))),
        today(4, event(1, bet("4.5", start=""))),
        today(5, event(2, bet("9.5"))),
        today(6, event(1, bet("7.5"), provider=31)),
        today(7, event(1, bet("6.5"), provider=None)),
        today(8, event(1, bet("5.5", bet_id=2))),
        today(9, event(1, bet("1.5"))),
        today(10, event(3, bet(None))),
    )
    assert cli("convert", source, tmp_path / "b", "--to", "xml").code == 0
    assert start_prices(tmp_path / "b") == [
        "2.5", "2.5", "2.5", "2.5", "9.5", "7.5", "6.5", "5.5", "2.5", None,
    ]  # fmt: skip


@every_form
def test_a_legacy_start_price_already_is_the_first(cli: Run, tmp_path: Path, form: str) -> None:
    source = written(
        tmp_path / "a.jsonl",
        HEARTBEAT,
        legacy(1, event(1, bet("3.5", start="2.2"))),
        legacy(2, event(1, bet("4.5", start=None))),
        legacy(3, event(1, bet("5.5", start="2.2"))),
    )
    assert cli("convert", source, tmp_path / "b", "--to", form).code == 0
    assert start_prices(tmp_path / "b") == ["2.2", "2.2", "2.2"]


def test_xml_is_legacy_too(cli: Run, tmp_path: Path) -> None:
    said = decode(legacy(1, event(1, bet("3.5", start="2.2"))).body).message
    source = written(tmp_path / "a", Recorded(1, {}, encode(said, Form.XML), Kind.XML))
    assert cli("convert", source, tmp_path / "b", "--to", "json").code == 0
    assert start_prices(tmp_path / "b") == ["2.2"]


@pytest.mark.parametrize("form", ["legacy-json", "xml"])
def test_the_legacy_counter_counts_over_the_whole_file(cli: Run, tmp_path: Path, form: str) -> None:
    source = written(
        tmp_path / "a",
        HEARTBEAT,
        today(1, event(1)),
        today(2, event(2)),
        HEARTBEAT,
        today(3, event(1)),
    )
    assert cli("convert", source, tmp_path / "b", "--to", form).code == 0
    headers = [message.header for message in decoded(tmp_path / "b")]
    assert [header.msg_id for header in headers] == [None, 1, 2, None, 3]
    assert [header.msg_seq for header in headers] == [None] * 5


def test_there_and_back_is_the_same_but_for_what_legacy_lacks(cli: Run, tmp_path: Path) -> None:
    source = written(tmp_path / "a", today(1, event(1, bet("2.5"))), today(2, event(1, bet("2.6"))))
    for before, after, form in (
        ("a", "b", "xml"),
        ("b", "c", "legacy-json"),
        ("c", "d", "json"),
        ("d", "e", "json"),
    ):
        assert cli("convert", tmp_path / before, tmp_path / after, "--to", form).code == 0
    assert (tmp_path / "d").read_bytes() == (tmp_path / "e").read_bytes()
    assert [bets(message)[0].price for message in decoded(tmp_path / "e")] == ["2.5", "2.6"]
    assert [message.header.msg_seq for message in decoded(tmp_path / "e")] == [1, 2]
    assert source.exists()


@every_form
def test_what_does_not_decode_stays_as_it_is_and_is_counted(
    cli: Run, tmp_path: Path, form: str
) -> None:
    raw = [
        Recorded(1, {"a": "b"}, b'{"Header":{"Ty', Kind.RAW),
        Recorded(2, {}, b"\xff\xfe\x00", Kind.RAW),
        Recorded(3, {}, b'{"Header":{"Type":"x"}}', Kind.BODY),
        Recorded(4, {}, b"<Message><Header>", Kind.XML),
        Recorded(5, {}, b'{"Header":{"Type":32}}', Kind.RAW),
    ]
    source = written(tmp_path / "a", *raw, HEARTBEAT)
    ended = cli("convert", source, tmp_path / "b", "--to", form)
    assert ended.code == 0
    assert ended.out.endswith("5 of them raw\n")
    found = list(read_recording(tmp_path / "b"))
    assert [(said.at, said.headers, said.body) for said in found[:5]] == [
        (said.at, said.headers, said.body) for said in raw
    ]
    assert {said.kind for said in found[:5]} == {Kind.RAW}


# How it ends


def test_a_file_that_is_there_is_only_written_over_by_force(cli: Run, tmp_path: Path) -> None:
    source = written(tmp_path / "a", HEARTBEAT)
    (tmp_path / "b").write_text("mine", encoding="utf-8")
    ended = cli("convert", source, tmp_path / "b", "--to", "xml")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.endswith("expected another name, or --force [output-exists]\n")
    assert (tmp_path / "b").read_text(encoding="utf-8") == "mine"
    assert cli("convert", source, tmp_path / "b", "--to", "xml", "--force").code == 0
    assert len(decoded(tmp_path / "b")) == 1


def test_a_recording_can_take_its_own_place(cli: Run, tmp_path: Path) -> None:
    source = written(tmp_path / "a.gz", HEARTBEAT, today(1, event(1)))
    assert cli("convert", source, source, "--to", "xml", "--force").code == 0
    assert [said.kind for said in read_recording(source)] == [Kind.XML, Kind.XML]


def test_a_malformed_line_is_named_and_leaves_nothing(cli: Run, tmp_path: Path) -> None:
    source = written(tmp_path / "a", HEARTBEAT)
    with source.open("a", encoding="utf-8") as file:
        file.write("nothing\n")
    ended = cli("convert", source, tmp_path / "b", "--to", "xml")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith(f"{source}:2: ")
    assert list(tmp_path.iterdir()) == [source]


def test_an_interrupt_leaves_nothing_half_written(
    cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = written(tmp_path / "a", HEARTBEAT, HEARTBEAT)

    def interrupt(*_: object) -> Recorded:
        raise KeyboardInterrupt

    monkeypatch.setattr("touchline.cli.convert.Conversion.convert", interrupt)
    ended = cli("convert", source, tmp_path / "b", "--to", "xml")
    assert (ended.code, ended.out) == (130, "")
    assert list(tmp_path.iterdir()) == [source]


@pytest.mark.skipif(not hasattr(signal, "raise_signal"), reason="needs signals")
def test_being_terminated_leaves_nothing_half_written(
    cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = written(tmp_path / "a", HEARTBEAT, HEARTBEAT)

    def terminate(_self: object, recorded: Recorded) -> Recorded:
        signal.raise_signal(signal.SIGTERM)
        return recorded

    monkeypatch.setattr("touchline.cli.convert.Conversion.convert", terminate)
    ended = cli("convert", source, tmp_path / "b", "--to", "xml")
    assert (ended.code, ended.out, ended.err) == (143, "", "")
    assert list(tmp_path.iterdir()) == [source]


def test_a_torn_tail_is_told_and_the_rest_is_converted(cli: Run, tmp_path: Path) -> None:
    source = written(tmp_path / "a.gz", *[today(number, event(number)) for number in range(50)])
    source.write_bytes(source.read_bytes()[:-8])
    ended = cli("convert", source, tmp_path / "b", "--to", "json")
    assert ended.code == 0
    assert "cut off" in ended.err
    assert len(decoded(tmp_path / "b")) == 50


def test_a_form_that_is_none_is_wrong_usage(cli: Run, tmp_path: Path) -> None:
    assert cli("convert", tmp_path / "a", tmp_path / "b", "--to", "csv").code == 2


# Real recordings


def test_a_shared_recording_in_xml_is_its_twin(cli: Run, tmp_path: Path, shared: Path) -> None:
    folder = shared / "recordings"
    ended = cli("convert", folder / "epl-2018-05-13.jsonl.gz", tmp_path / "b", "--to", "xml")
    assert ended.out.startswith("22341 messages")
    twin = read_recording(folder / "epl-2018-05-13-xml.jsonl.gz")
    for ours, theirs in zip(read_recording(tmp_path / "b"), twin, strict=True):
        assert (ours.at, ours.headers) == (theirs.at, theirs.headers)
        if b"<Markets>" in theirs.body:
            # Livescores of the twin lack the fixture that today's form carries in them.
            assert _without_counter(ours.body) == _without_counter(theirs.body)


def _without_counter(body: bytes) -> Message:
    message = decode(body).message
    message.header.msg_id = None
    return message
