"""The store's certificate and key: looked at before anybody is served, with words for people."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)


@dataclass(frozen=True)
class Certificate:
    """Files in PEM form that fit each other; ``ends`` is when the certificate does."""

    chain: Path
    key: Path
    ends: datetime

    @property
    def expired(self) -> bool:
        """Whether desks refuse it by now."""
        return self.ends <= datetime.now(UTC)


def read_certificate(chain: Path, key: Path) -> Certificate:
    """Looks at a certificate, with what stands between it and its authority, and at its key.

    Raises ValueError with a sentence for people when the store cannot serve with them, OSError for
    a file that cannot be read.
    """
    try:
        found = x509.load_pem_x509_certificates(chain.read_bytes())
    except ValueError:
        raise ValueError(f"there is no certificate in PEM form in {chain}") from None
    content = key.read_bytes()
    try:
        secret = load_pem_private_key(content, password=None)
    except TypeError:
        raise ValueError(f"the key in {key} has a password; it must have none") from None
    except ValueError:
        raise ValueError(f"there is no private key in PEM form in {key}") from None
    wanted = _bytes_of(secret.public_key())
    fits = [_bytes_of(certificate.public_key()) == wanted for certificate in found]
    if not fits[0]:
        if any(fits):
            raise ValueError(f"in {chain} the store's own certificate must stand first")
        raise ValueError(f"the key in {key} does not belong to the certificate in {chain}")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(chain, key)
    except ssl.SSLError as problem:
        raise ValueError(f"{chain} and {key} cannot be used: {problem.reason}") from None
    return Certificate(chain, key, found[0].not_valid_after_utc)


def _bytes_of(key: PublicKeyTypes) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
