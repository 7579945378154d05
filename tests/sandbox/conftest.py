"""Asking a sandbox over a real socket, one connection for each request."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from wolkvox_cli.sandbox.server import Sandbox

HEADERS = {"wolkvox-token": "sandbox-token", "Content-Type": "application/json"}
QUERY = {"api": "add_record", "type_campaign": "predictive", "campaign_id": "1", "campaign_status": "start"}


@pytest.fixture(scope="session")
def client_tls() -> Any:
    return httpx.create_ssl_context()


@pytest.fixture
def post(client_tls: Any) -> Callable[..., httpx.Response]:
    """`post(sandbox, records)`: an add_record to campaign 1; `query` and `headers` change parts of it."""

    def send(
        sandbox: Sandbox,
        records: Any = None,
        *,
        query: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
        seconds: float = 5,
    ) -> httpx.Response:
        content = json.dumps(records).encode() if body is None else body
        url = sandbox.url + "/api/v2/campaign.php"
        with httpx.Client(verify=client_tls, timeout=seconds) as client:
            return client.post(
                url,
                params=QUERY | (query or {}),
                content=content,
                headers=HEADERS if headers is None else headers,
            )

    return send


@pytest.fixture
def ask(client_tls: Any) -> Callable[..., httpx.Response]:
    """`ask(sandbox, "information.php", api="token_info")`: a look-up."""

    def send(sandbox: Sandbox, script: str, **query: str) -> httpx.Response:
        with httpx.Client(verify=client_tls, timeout=5) as client:
            return client.get(f"{sandbox.url}/api/v2/{script}", params=query, headers=HEADERS)

    return send
