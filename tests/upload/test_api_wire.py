"""What real sockets do to a batch: each break at its own point, and what it means."""

import gzip
import socket
import struct
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress

import pytest

from wolkvox_cli.campaign import Campaign, CampaignStatus, CampaignType
from wolkvox_cli.tokens import Token
from wolkvox_cli.upload.api import POSTING, WolkvoxApi
from wolkvox_cli.upload.lookup_replies import LookUpFailed
from wolkvox_cli.upload.outcomes import Accepted, InDoubt, NotSent, Outcome, RefusalReason, Refused
from wolkvox_cli.upload.wire import TimeLimits

Conversation = Callable[[socket.socket], None]
Serve = Callable[[Conversation], int]

MADE_UP_TOKEN = "7b69645f-invented-5f64697d"
SHORT = TimeLimits(write=0.2, read=0.2)
YES = b'{"code":"201","error":null,"msg":"added","data":[{"total_registers":" "}]}'
BEHIND_A_PROXY = Campaign(
    "https://wv0012.wolkvox.com", "0012", "4521", CampaignType.PREDICTIVE, CampaignStatus.START
)
LARGE_BODY = b"[" + b" " * 30_000_000 + b"]"


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Listens on a loopback port and has one conversation per connection, in a thread."""
    with ExitStack() as stack:

        def start(conversation: Conversation) -> int:
            listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            port = int(listener.getsockname()[1])
            over = threading.Event()
            thread = threading.Thread(target=_converse, args=(listener, conversation, over), daemon=True)
            thread.start()
            stack.callback(thread.join, 5)
            stack.callback(_wake, port)
            stack.callback(over.set)
            return port

        yield start


def _converse(listener: socket.socket, conversation: Conversation, over: threading.Event) -> None:
    while True:
        connection, _address = listener.accept()
        with connection, suppress(OSError):
            if over.is_set():
                return
            connection.settimeout(5)
            conversation(connection)


def _wake(port: int) -> None:
    socket.create_connection(("127.0.0.1", port)).close()


def read_request(connection: socket.socket) -> bytes:
    """The whole request, its body included."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65_536)
    head, _, body = received.partition(b"\r\n\r\n")
    wanted = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0] or b"0")
    while len(body) < wanted:
        body += connection.recv(1_000_000)
    return head + b"\r\n\r\n" + body


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def answer(body: bytes, status: str = "201 Created", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def post(port: int, body: bytes = b"[{}]", records: int = 1, limits: TimeLimits = POSTING) -> Outcome:
    base = f"http://127.0.0.1:{port}"
    api = WolkvoxApi(
        base, Token(MADE_UP_TOKEN, "test"), count_request=lambda: None, posting=limits, looking_up=limits
    )
    campaign = Campaign(base, "127.0.0.1", "4521", CampaignType.PREDICTIVE, CampaignStatus.START)
    return api.add_records(campaign, body, records)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def test_a_yes_before_the_whole_batch_has_left_is_in_doubt(serve: Serve) -> None:
    def say_yes_and_leave(connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(answer(YES))
        reset(connection)

    outcome = post(serve(say_yes_and_leave), LARGE_BODY)
    assert isinstance(outcome, InDoubt)


def test_a_yes_while_the_batch_is_still_leaving_counts_once_all_of_it_has_left(serve: Serve) -> None:
    def say_yes_and_listen_on(connection: socket.socket) -> None:
        connection.sendall(answer(YES))
        read_request(connection)

    assert post(serve(say_yes_and_listen_on), LARGE_BODY) == Accepted()


def test_a_refused_connection_is_not_sent() -> None:
    assert post(free_port()) == NotSent("the connection was refused")


def test_a_server_that_speaks_no_tls_is_not_sent(serve: Serve) -> None:
    port = serve(lambda connection: connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"))
    base = f"https://127.0.0.1:{port}"
    api = WolkvoxApi(base, Token(MADE_UP_TOKEN, "test"), count_request=lambda: None)
    campaign = Campaign(base, "127.0.0.1", "4521", CampaignType.PREDICTIVE, CampaignStatus.START)
    assert api.add_records(campaign, b"[{}]", 1) == NotSent("no secure connection could be agreed on")


def post_through(proxy: int, monkeypatch: pytest.MonkeyPatch, limits: TimeLimits = SHORT) -> Outcome:
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy}")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    return api_behind_a_proxy(limits).add_records(BEHIND_A_PROXY, b"[{}]", 1)


def api_behind_a_proxy(limits: TimeLimits = SHORT) -> WolkvoxApi:
    token = Token(MADE_UP_TOKEN, "test")
    return WolkvoxApi(BEHIND_A_PROXY.base_url, token, count_request=lambda: None, posting=limits)


def close(connection: socket.socket) -> None:
    connection.recv(65_536)


def break_off(connection: socket.socket) -> None:
    connection.recv(65_536)
    reset(connection)


def say_half(connection: socket.socket) -> None:
    connection.recv(65_536)
    connection.sendall(b"HTTP/1.1 2")


def say_nothing(connection: socket.socket) -> None:
    connection.recv(65_536)
    connection.recv(1)


@pytest.mark.parametrize("breakdown", [close, break_off, say_half, say_nothing])
def test_a_proxy_that_fails_before_its_tunnel_stands_is_not_sent(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, breakdown: Conversation
) -> None:
    assert post_through(serve(breakdown), monkeypatch) == NotSent("the proxy made no connection")


def test_a_proxy_whose_answer_trickles_without_end_is_not_sent(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trickle(connection: socket.socket) -> None:
        connection.recv(65_536)
        while True:
            connection.sendall(b"H")
            time.sleep(0.02)

    outcome = post_through(serve(trickle), monkeypatch, TimeLimits(read=2.0, answer=0.3))
    assert outcome == NotSent("the proxy made no connection")


TRICKLES = {
    "the status line": (b"", b"H"),
    "a header": (b"HTTP/1.1 201 Created\r\nX-Long: ", b"x"),
    "interim answers": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "hints": (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "a chunk's extension": (b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n1;", b"x"),
    "a trailer": (b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X: y\r\n"),
    "the body": (b"HTTP/1.1 201 Created\r\nContent-Length: 100000\r\n\r\n", b" "),
    "blanks after a yes": (b"HTTP/1.1 201 Created\r\n\r\n" + YES, b" "),
}


@pytest.mark.parametrize("part", TRICKLES)
def test_an_answer_that_trickles_without_end_is_in_doubt(serve: Serve, part: str) -> None:
    begin, more = TRICKLES[part]

    def trickle(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(begin)
        while True:
            connection.sendall(more)
            time.sleep(0.02)

    outcome = post(serve(trickle), limits=TimeLimits(read=2.0, answer=0.3))
    assert outcome == InDoubt("the answer did not come to an end")


def test_a_batch_may_take_longer_to_leave_than_its_answer_may_take(serve: Serve) -> None:
    def listen_slowly(connection: socket.socket) -> None:
        connection.recv(1000)
        time.sleep(0.6)
        connection.settimeout(5)
        received = 0
        while received < len(LARGE_BODY) - 1000:
            received += len(connection.recv(1_000_000))
        connection.sendall(answer(YES))

    assert post(serve(listen_slowly), LARGE_BODY, limits=TimeLimits(answer=0.4)) == Accepted()


def test_a_proxy_that_says_no_is_not_sent_and_never_sees_the_token(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bytes] = []

    def refuse(connection: socket.socket) -> None:
        seen.append(connection.recv(65_536))
        connection.sendall(answer(b"", "403 Forbidden"))

    outcome = post_through(serve(refuse), monkeypatch)
    assert outcome == NotSent("the proxy does not let the request through")
    assert seen[0].startswith(b"CONNECT wv0012.wolkvox.com:443")
    assert MADE_UP_TOKEN.encode() not in seen[0]


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_a_proxy_that_wants_to_know_who_asks_is_named_by_its_variable(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    def ask(connection: socket.socket) -> None:
        connection.recv(65_536)
        connection.sendall(answer(b"", "407 Proxy Authentication Required"))

    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, f"http://ana:s3cret@127.0.0.1:{serve(ask)}")
    outcome = api_behind_a_proxy().add_records(BEHIND_A_PROXY, b"[{}]", 1)
    assert outcome == NotSent(
        f"the proxy of {variable} asks for a user name and password "
        "(they are given as http://USER:PASSWORD@HOST:PORT)"
    )


def test_a_loopback_address_is_reached_without_the_proxy(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    def agree(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(answer(YES))

    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    assert post(serve(agree)) == Accepted()


def test_a_reset_before_the_request_is_read_is_not_sent_or_in_doubt(serve: Serve) -> None:
    # Which of both depends on whether the reset is noticed while connecting.
    assert isinstance(post(serve(reset)), NotSent | InDoubt)


def test_a_reset_during_the_body_is_in_doubt(serve: Serve) -> None:
    def read_a_little(connection: socket.socket) -> None:
        connection.recv(10_000)
        reset(connection)

    assert isinstance(post(serve(read_a_little), LARGE_BODY), InDoubt)


def test_a_reset_after_the_body_is_in_doubt(serve: Serve) -> None:
    def read_all(connection: socket.socket) -> None:
        read_request(connection)
        reset(connection)

    assert post(serve(read_all)) == InDoubt("the connection broke off")


def test_a_close_without_a_word_is_in_doubt(serve: Serve) -> None:
    def leave(connection: socket.socket) -> None:
        read_request(connection)

    assert post(serve(leave)) == InDoubt("the connection was closed before the answer was whole")


def test_an_answer_that_does_not_come_is_in_doubt(serve: Serve) -> None:
    def hang(connection: socket.socket) -> None:
        read_request(connection)
        connection.recv(1)

    assert post(serve(hang), limits=SHORT) == InDoubt("the answer did not come within 0.2 seconds")


def test_a_server_that_stops_reading_is_in_doubt(serve: Serve) -> None:
    done = threading.Event()

    def stall(connection: socket.socket) -> None:
        connection.recv(10_000)
        done.wait(5)

    outcome = post(serve(stall), LARGE_BODY, limits=SHORT)
    done.set()
    assert outcome == InDoubt("the request made no way for 0.2 seconds")


def test_an_answer_that_drips_without_end_is_in_doubt(serve: Serve) -> None:
    def drip(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(b"HTTP/1.1 201 Created\r\n\r\n")
        for _ in range(50):
            connection.sendall(b" ")
            threading.Event().wait(0.05)

    assert post(serve(drip), limits=TimeLimits(answer=0.3)) == InDoubt("the answer did not come to an end")


@pytest.mark.parametrize("kept", [0, 1, 20, len(YES) - 1])
def test_an_answer_cut_short_is_in_doubt(serve: Serve, kept: int) -> None:
    def cut(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(answer(YES)[: -len(YES) + kept or None])

    assert isinstance(post(serve(cut)), InDoubt)


@pytest.mark.parametrize("kept", [1, 20, len(YES) - 1])
def test_an_answer_of_unknown_length_cut_short_is_in_doubt(serve: Serve, kept: int) -> None:
    def cut(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(b"HTTP/1.1 201 Created\r\nConnection: close\r\n\r\n" + YES[:kept])

    assert isinstance(post(serve(cut)), InDoubt)


@pytest.mark.parametrize(
    "words", [b"SSH-2.0-server\r\n", b"HTTP/1.1 2OO OK\r\n\r\n", b"\x00\x01\x02\r\n\r\n"]
)
def test_an_answer_that_is_not_http_is_in_doubt(serve: Serve, words: bytes) -> None:
    def babble(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(words)

    assert isinstance(post(serve(babble)), InDoubt)


def test_a_refusal_sent_before_the_body_is_read_is_heard(serve: Serve) -> None:
    def refuse_early(connection: socket.socket) -> None:
        connection.recv(10_000)
        connection.sendall(answer(b"", "413 Request Entity Too Large", "Connection: close"))
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(1_000_000):
            pass

    outcome = post(serve(refuse_early), LARGE_BODY)
    assert isinstance(outcome, Refused)
    assert outcome.reason is RefusalReason.SIZE


def test_a_packed_answer_is_unpacked(serve: Serve) -> None:
    def pack(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(answer(gzip.compress(YES), "201 Created", "Content-Encoding: gzip"))

    assert post(serve(pack)) == Accepted()


def peak_of(work: Callable[[], object]) -> int:
    """The most memory that Python's objects take while it works, in bytes."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("packings", ["gzip", "deflate", "gzip, gzip"])
def test_an_answer_that_unpacks_to_very_much_more_is_in_doubt_and_takes_no_memory(
    serve: Serve, packings: str
) -> None:
    packed = b" " * 200_000_000
    for packing in packings.split(", "):
        packed = gzip.compress(packed, 1) if packing == "gzip" else zlib.compress(packed, 1)

    def explode(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(answer(packed, "201 Created", f"Content-Encoding: {packings}"))

    port = serve(explode)
    outcomes: list[Outcome] = []
    assert peak_of(lambda: outcomes.append(post(port))) < 20_000_000
    assert isinstance(outcomes[0], InDoubt)


def test_an_answer_packed_twice_by_a_server_in_between_is_in_doubt(serve: Serve) -> None:
    def pack_twice(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(
            answer(gzip.compress(gzip.compress(YES)), "201 Created", "Content-Encoding: gzip, gzip")
        )

    assert post(serve(pack_twice)) == InDoubt("the answer was packed in a way that cannot be read")


def test_a_packed_answer_cut_short_is_in_doubt(serve: Serve) -> None:
    def cut(connection: socket.socket) -> None:
        read_request(connection)
        packed = gzip.compress(YES)[:-4]
        connection.sendall(answer(packed, "201 Created", "Content-Encoding: gzip"))

    assert isinstance(post(serve(cut)), InDoubt)


def test_an_answer_that_is_not_packed_as_it_says_is_in_doubt(serve: Serve) -> None:
    def lie(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(answer(YES, "201 Created", "Content-Encoding: gzip"))

    assert post(serve(lie)) == InDoubt("the answer was packed in a way that cannot be read")


def test_an_intermediate_answer_is_waited_out(serve: Serve) -> None:
    def continue_first(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" + answer(YES))

    assert post(serve(continue_first)) == Accepted()


def test_the_request_on_the_wire_is_one_whole_body_of_known_length(serve: Serve) -> None:
    seen: list[bytes] = []

    def listen(connection: socket.socket) -> None:
        seen.append(read_request(connection))
        connection.sendall(answer(YES))

    post(serve(listen), b'[{"tel1":"3005550101"}]')
    head, _, body = seen[0].partition(b"\r\n\r\n")
    assert head.split(b"\r\n")[0] == (
        b"POST /api/v2/campaign.php?api=add_record&type_campaign=predictive"
        b"&campaign_id=4521&campaign_status=start HTTP/1.1"
    )
    assert b"transfer-encoding" not in head.lower()
    assert body == b'[{"tel1":"3005550101"}]'


def test_every_batch_has_a_connection_of_its_own(serve: Serve) -> None:
    connections: list[int] = []

    def keep_alive(connection: socket.socket) -> None:
        connections.append(1)
        read_request(connection)
        connection.sendall(answer(YES, "201 Created", "Connection: keep-alive"))
        assert connection.recv(1) == b""

    port = serve(keep_alive)
    base = f"http://127.0.0.1:{port}"
    api = WolkvoxApi(base, Token(MADE_UP_TOKEN, "test"), count_request=lambda: None)
    campaign = Campaign(base, "127.0.0.1", "4521", CampaignType.PREDICTIVE, CampaignStatus.START)
    assert [api.add_records(campaign, b"[{}]", 1) for _ in range(3)] == [Accepted()] * 3
    assert len(connections) == 3


def test_a_slow_look_up_fails_within_its_own_limits(serve: Serve) -> None:
    def hang(connection: socket.socket) -> None:
        while connection.recv(65_536):
            pass

    api = WolkvoxApi(
        f"http://127.0.0.1:{serve(hang)}",
        Token(MADE_UP_TOKEN, "test"),
        count_request=lambda: None,
        looking_up=SHORT,
    )
    with pytest.raises(LookUpFailed, match=r"did not come within 0\.2 seconds"):
        api.token_info()
