"""Something that shows a certificate and says nothing."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socket import SHUT_RDWR, create_server, socket
from threading import Thread

import trustme


@contextmanager
def tls_server(certificate: trustme.LeafCert) -> Iterator[str]:
    """The address of it; fails if it was ever asked anything."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    asked: list[bytes] = []

    def answer(server: socket) -> None:
        with suppress(OSError):  # the server is closed
            while True:
                connection, _ = server.accept()
                with connection, suppress(OSError):  # the caller does not like it
                    asked.append(context.wrap_socket(connection, server_side=True).recv(1))

    with create_server(("127.0.0.1", 0)) as server:
        thread = Thread(target=answer, args=(server,), daemon=True)
        thread.start()
        yield f"https://127.0.0.1:{server.getsockname()[1]}"
        with suppress(OSError):
            server.shutdown(SHUT_RDWR)  # wakes who waits for a caller
    thread.join()
    assert not any(asked)
