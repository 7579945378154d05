"""The wolkvox API over HTTP: one method per call, one connection per request, no request repeated.

Source: the vendor's page "Inserting records in the campaign". What a reply means is decided in
outcome_of_reply and lookup_replies; here, httpx's exceptions and the wire say whether anything can have
left this machine.
"""

import ipaddress
import logging
import os
import ssl
from collections.abc import Callable, Generator, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import urlsplit

import httpx

from wolkvox_cli import __version__
from wolkvox_cli.campaign import Campaign
from wolkvox_cli.errors import CommandError
from wolkvox_cli.tokens import Token
from wolkvox_cli.upload.lookup_replies import (
    CampaignInfo,
    LookUpFailed,
    Row,
    TokenInfo,
    pick_campaign,
    read_look_up,
    read_rows,
    read_token_info,
)
from wolkvox_cli.upload.outcome_of_reply import outcome_of_failure, outcome_of_reply
from wolkvox_cli.upload.outcomes import Accepted, InDoubt, Outcome
from wolkvox_cli.upload.wire import (
    ENDLESS,
    AnswerTooLongError,
    Body,
    TimeLimits,
    Wire,
    WronglyPackedError,
    connect_reason,
    read_whole,
)


def check_address(base_url: str) -> bool:
    """Whether the address is a loopback one; raises where it is neither https nor that."""
    try:
        parts = urlsplit(base_url)
        host, _port = parts.hostname or "", parts.port
        plain = not (parts.path or parts.query or parts.fragment or parts.username or parts.password)
    except ValueError:
        host, plain = "", False
    loopback = _is_loopback(host)
    if host and plain and (parts.scheme == "https" or (parts.scheme == "http" and loopback)):
        return loopback
    raise CommandError(
        "settings.base-url",
        "The API's address must be https://host, or http://host on a loopback address.",
        "Give it with --base-url, or the server's number with --server.",
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_token(token: Token) -> Token:
    """The token, if it can stand in a request header; raises where not."""
    value = token.reveal()
    if value and value.isascii() and value.isprintable() and " " not in value:
        return token
    raise CommandError(
        "token.unusable",
        f"The token from {token.origin} is empty or holds characters that no token has.",
        "Copy it again from the wolkvox Manager, on one line.",
    )


CAMPAIGN_PAGE = "/api/v2/campaign.php"
INFORMATION_PAGE = "/api/v2/information.php"

_LARGEST_REPLY = 1_000_000
_LARGEST_LOOK_UP = 256_000_000
"""Bytes; the second is the API's own limit for a result."""

_NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
"""What httpx raises only while there is no connection yet, TLS included; of a proxy's tunnel, see `Wire`."""

_PROXY_VARIABLES = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
"""Where httpx takes the proxy for https from, the first that is set."""

POSTING = TimeLimits()
LOOKING_UP = TimeLimits(write=10.0, read=30.0, answer=90.0)


class _TokenHeader(httpx.Auth):
    """Puts the token in at the last moment, so that no header table with it stands in any of our frames."""

    def __init__(self, token: Token) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["wolkvox-token"] = self._token.reveal()
        yield request


class WolkvoxApi:
    """The API of one server with one token.

    `count_request` is called before each look-up leaves; what it raises goes through, and nothing is asked.
    Batches are counted where their intent is written down. `transport` replaces the network in tests.

    Raises:
        CommandError: The address, the token's characters, the proxy or the certificates cannot be used.
    """

    def __init__(
        self,
        base_url: str,
        token: Token,
        *,
        count_request: Callable[[], None],
        transport: httpx.BaseTransport | None = None,
        posting: TimeLimits = POSTING,
        looking_up: TimeLimits = LOOKING_UP,
    ) -> None:
        _silence_wire_logs()
        self._base_url = base_url.rstrip("/")
        self._loopback = check_address(self._base_url)
        self._token = check_token(token)
        self._count_request = count_request
        self._transport = transport
        self._posting = posting
        self._looking_up = looking_up
        self._tls = _tls_context(self._base_url.startswith("https:") and transport is None)
        self._try_proxies()

    def __repr__(self) -> str:
        return f"WolkvoxApi({self._base_url!r}, token={self._token})"

    def add_records(self, campaign: Campaign, body: bytes, records: int) -> Outcome:
        """Post one batch, once. Whatever goes wrong on the way is an outcome, not an exception.

        Raises:
            ValueError: `campaign.status` is not known; nothing was sent.
        """
        if campaign.status is None:
            raise ValueError("the campaign's status must be known before records are added")
        params = {
            "api": "add_record",
            "type_campaign": campaign.type.value,
            "campaign_id": campaign.id,
            "campaign_status": campaign.status.value,
        }
        content, wire = Body(body), Wire(self._posting.answer)
        try:
            reply = self._exchange("POST", CAMPAIGN_PAGE, params, content, wire)
        except Exception as error:
            return outcome_of_failure(not _never_left(error, wire), _reason(error, self._posting, wire))
        finally:
            content.content = b""  # httpx's objects know each other and would keep it for a while
        status, headers, answer = reply
        outcome = outcome_of_reply(
            status, headers, answer, records, secret=self._token, now=datetime.now(UTC)
        )
        if isinstance(outcome, Accepted) and not content.gone:
            return InDoubt("the API said yes before it had the whole batch")
        return outcome

    def campaign_info(self, campaign_id: str) -> CampaignInfo:
        """One campaign's name, type, status and record counter."""
        params = {"api": "campaigns", "campaign": campaign_id}
        return pick_campaign(self._rows(INFORMATION_PAGE, params, "data"), campaign_id)

    def find_record(self, campaign_id: str, *, phone: str | None, customer_id: str | None) -> list[Row]:
        """The campaign's records with this phone and this customer id; empty when there are none."""
        filters = {"customer_phone": phone or "", "customer_id": customer_id or ""}
        params = {"api": "find_record", "campaign_id": campaign_id}
        given = {name: value for name, value in filters.items() if value}
        if not given:
            raise LookUpFailed("the record has neither a phone nor a customer id to look for")
        return self._rows(CAMPAIGN_PAGE, params | given, "data", "records", of_records=True)

    def token_info(self) -> TokenInfo:
        """The token's requests of the day; asking costs one."""
        return read_token_info(self._rows(INFORMATION_PAGE, {"api": "token_info"}, "data"))

    def do_not_call(self) -> list[str]:
        """The phone numbers of the account's do-not-call list."""
        rows = self._rows(INFORMATION_PAGE, {"api": "get_dnc", "type": "outbound"}, "data")
        if any("phone_number" not in row for row in rows):
            raise LookUpFailed("the answer's rows hold no phone numbers")
        return [row["phone_number"] for row in rows if row["phone_number"]]

    def _rows(self, page: str, params: Mapping[str, str], *names: str, of_records: bool = False) -> list[Row]:
        self._count_request()
        wire = Wire(self._looking_up.answer)
        try:
            status, _headers, answer = self._exchange("GET", page, params, None, wire)
        except Exception as error:
            # Without its cause: httpx's exceptions carry the address, and that may carry a phone number.
            reason = _reason(error, self._looking_up, wire)
            passing = wire.expired or isinstance(error, httpx.TransportError)
            raise LookUpFailed(reason, unreachable=_never_left(error, wire), passing=passing) from None
        envelope = read_look_up(status, answer, secret=self._token, of_records=of_records)
        return read_rows(envelope, *names)

    def _exchange(
        self, method: str, page: str, params: Mapping[str, str], body: Body | None, wire: Wire
    ) -> tuple[int, httpx.Headers, bytes]:
        limits = self._looking_up if body is None else self._posting
        length = {} if body is None else {"Content-Length": str(len(body.content))}
        url = self._base_url + page
        traced = {"trace": wire.trace}
        try:
            with (
                self._client(limits) as client,
                client.stream(
                    method, url, params=dict(params), content=body, headers=length, extensions=traced
                ) as response,
            ):
                largest = _LARGEST_LOOK_UP if body is None else _LARGEST_REPLY
                # Unpacked here: httpx would do it without a bound. Without this header it leaves it to us.
                packing = response.headers.pop("Content-Encoding", "")
                answer = read_whole(response.iter_bytes(), packing, largest, limits.answer)
                wire.stop()
                if wire.expired:  # what was cut off may look whole
                    raise AnswerTooLongError
                return response.status_code, response.headers, answer
        finally:
            wire.stop()

    def _client(self, limits: TimeLimits) -> httpx.Client:
        return httpx.Client(
            transport=self._transport,
            verify=self._tls,
            # A loopback address needs no proxy, and a proxy must not see the token in plain text.
            trust_env=not self._loopback,
            follow_redirects=False,
            timeout=httpx.Timeout(limits.read, connect=limits.connect, write=limits.write),
            auth=_TokenHeader(self._token),
            headers={
                "Content-Type": "application/json",
                "Accept-Encoding": "gzip",
                "Connection": "close",
                "User-Agent": f"wolkvox-cli/{__version__}",
            },
        )

    def _try_proxies(self) -> None:
        try:
            self._client(self._posting).close()
        except (ValueError, ImportError, httpx.InvalidURL) as error:
            raise CommandError(
                "settings.proxy",
                "The proxy in HTTPS_PROXY, HTTP_PROXY or ALL_PROXY cannot be used.",
                "Give it as http://host:port, or unset the variable.",
            ) from error


def _never_left(error: Exception, wire: Wire) -> bool:
    return wire.never_left or isinstance(error, _NEVER_LEFT)


def _reason(error: Exception, limits: TimeLimits, wire: Wire) -> str:
    if wire.never_left and not isinstance(error, _NEVER_LEFT):
        return "the proxy made no connection"
    if wire.expired:
        return ENDLESS
    for kind, sentence in (
        (httpx.ConnectTimeout, f"no connection within {limits.connect:g} seconds"),
        (httpx.ConnectError, connect_reason(error)),
        (httpx.ProxyError, _proxy_reason(error)),
        (httpx.ReadTimeout, f"the answer did not come within {limits.read:g} seconds"),
        (httpx.WriteTimeout, f"the request made no way for {limits.write:g} seconds"),
        (httpx.RemoteProtocolError, "the connection was closed before the answer was whole"),
        (httpx.NetworkError, "the connection broke off"),
        (WronglyPackedError, "the answer was packed in a way that cannot be read"),
        (AnswerTooLongError, ENDLESS),
    ):
        if isinstance(error, kind):
            return sentence
    return f"an unexpected failure ({type(error).__name__})"


def _proxy_reason(error: Exception) -> str:
    if not str(error).startswith(str(HTTPStatus.PROXY_AUTHENTICATION_REQUIRED.value)):
        return "the proxy does not let the request through"
    named = (name for name in _PROXY_VARIABLES if os.environ.get(name))
    return (
        f"the proxy of {next(named, 'the system settings')} asks for a user name and password "
        "(they are given as http://USER:PASSWORD@HOST:PORT)"
    )


def _tls_context(needed: bool) -> ssl.SSLContext:
    if not needed:
        # Knows no authority, so that it could not reach anybody by mistake; the real one takes long to load.
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        context = httpx.create_ssl_context()
        if not any(os.environ.get(name) for name in ("SSL_CERT_FILE", "SSL_CERT_DIR")):
            # Many offices inspect TLS with an authority that only the system's own store knows.
            context.load_default_certs()
        return context
    except OSError as error:
        raise CommandError(
            "settings.certificates",
            "The certificates named by SSL_CERT_FILE or SSL_CERT_DIR cannot be read.",
            "Mend the path, or unset the variable.",
        ) from error


def _silence_wire_logs() -> None:
    # Their debug and info lines hold addresses with phone numbers, and the answers' headers.
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
