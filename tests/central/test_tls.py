"""The store over TLS and behind a proxy, and a real desk's client that trusts whom it should."""

import asyncio
import os
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
import trustme

from central.attempts import FREE
from desktop.sync.client import Client, UnreachableError
from desktop.sync.protocol import WireError
from tests.central.desks import error_of
from tests.stores import ROOT, CentralProcess

AUTHORITY = trustme.CA(organization_name="A made-up municipality")
OTHER = trustme.CA(organization_name="Somebody else")


def files(folder: Path, authority: trustme.CA = AUTHORITY) -> tuple[Path, Path]:
    """A certificate for this machine, and its key."""
    leaf = authority.issue_cert("127.0.0.1")
    chain, key = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(b"".join(blob.bytes() for blob in leaf.cert_chain_pems))
    key.write_bytes(leaf.private_key_pem.bytes())
    return chain, key


@pytest.fixture(params=["1"] if os.name == "nt" else ["1", "2"])
def secure(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Iterator[str]:
    """The address of a store that speaks TLS, with one worker and with two."""
    chain, key = files(tmp_path)
    options = ["--tls-cert", str(chain), "--tls-key", str(key), "--workers", request.param]
    store = CentralProcess(database_url=database_url, options=options)
    yield store.start().url
    store.stop()


def enrol(url: str) -> None:
    async def call() -> None:
        async with Client(url) as client:
            await client.enrol("AAAA", "Desk")

    asyncio.run(call())


def trust(authority: trustme.CA, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the authorities of the operating system."""
    bundle = folder / "trusted.pem"
    bundle.write_bytes(authority.cert_pem.bytes())
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))


def test_desk_talks_to_a_store_that_its_authority_vouches_for(
    secure: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert secure.startswith("https://127.0.0.1:")
    trust(AUTHORITY, tmp_path, monkeypatch)
    with pytest.raises(WireError) as told:
        enrol(secure)
    assert told.value.code == "code_invalid"


def test_desk_refuses_a_store_that_nobody_it_knows_vouches_for(
    secure: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(UnreachableError):
        enrol(secure)
    trust(OTHER, tmp_path, monkeypatch)
    with pytest.raises(UnreachableError):
        enrol(secure)
    trust(AUTHORITY, tmp_path, monkeypatch)
    with pytest.raises(UnreachableError):  # another name than the certificate's
        enrol(secure.replace("127.0.0.1", "localhost"))


def test_every_answer_carries_the_headers_of_safety(secure: str) -> None:
    context = ssl.create_default_context(cadata=AUTHORITY.cert_pem.bytes().decode())
    with httpx2.Client(base_url=secure, verify=context) as client:
        for path in ("/healthz", "/nothing", "/v1/schema", "/v1/push"):
            headers = client.get(path).headers
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["Cache-Control"] == "no-store"
            assert headers["Strict-Transport-Security"] == "max-age=31536000"
            assert "server" not in headers


def said(*options: str | Path) -> str:
    """What ``serve`` says when it will not."""
    done = subprocess.run(
        [sys.executable, "-m", "central", "serve", "--port", "0", *map(str, options)],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def test_certificate_that_does_not_fit_is_explained(tmp_path: Path) -> None:
    chain, key = files(tmp_path)
    (tmp_path / "other").mkdir()
    _, other_key = files(tmp_path / "other")
    none = tmp_path / "none.pem"
    none.write_text("nothing")
    turned = tmp_path / "turned.pem"
    turned.write_bytes(AUTHORITY.cert_pem.bytes() + chain.read_bytes())
    assert "belong together" in said("--tls-cert", chain)
    assert "does not belong to" in said("--tls-cert", chain, "--tls-key", other_key)
    assert "no certificate in PEM" in said("--tls-cert", none, "--tls-key", key)
    assert "no private key in PEM" in said("--tls-cert", chain, "--tls-key", none)
    assert "must stand first" in said("--tls-cert", turned, "--tls-key", key)
    missing = said("--tls-cert", tmp_path / "missing.pem", "--tls-key", key)
    assert "missing.pem" in missing


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--workers", "0"], "--workers must be 1 or more"),
        (["--behind-proxy", "nonsense"], "no address"),
        (["--behind-proxy", ""], "no address"),
        (["--metrics-port", "0", "--metrics-host", "0.0.0.0"], "needs --metrics-token"),
    ],
)
def test_what_cannot_be_done_is_said(options: list[str], words: str) -> None:
    assert words in said(*options)


@pytest.mark.parametrize(("trusted", "believed"), [("127.0.0.0/8", True), ("10.0.0.1", False)])
def test_only_the_proxy_is_believed(database_url: str, trusted: str, believed: bool) -> None:
    store = CentralProcess(database_url=database_url, options=["--behind-proxy", trusted])
    try:
        _believes(store.start().url, believed)
    finally:
        store.stop()


def test_without_a_proxy_nobody_is_believed(process: CentralProcess) -> None:
    _believes(process.url, False)


def _believes(url: str, believed: bool) -> None:
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
    headers = httpx2.get(f"{url}/healthz", headers=forwarded).headers
    assert ("Strict-Transport-Security" in headers) == believed
    body = {"code": "AAAA", "device_name": "Desk"}
    for guess in range(FREE):
        sent = {"X-Forwarded-For": f"192.0.2.{guess}"}
        assert httpx2.post(f"{url}/v1/enrol", json=body, headers=sent).status_code == 403
    answer = httpx2.post(f"{url}/v1/enrol", json=body, headers=forwarded)
    assert error_of(answer)[0] == (403 if believed else 429)
