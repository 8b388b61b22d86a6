"""``serve``: the store, until it is told to stop."""

import argparse
import logging
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from ipaddress import ip_address, ip_network
from pathlib import Path

from central.commands.database import add_options, database_url, key_file
from central.connections import Limits
from central.exposition import metrics_served
from central.folder import private_folder
from central.logs import start_logging
from central.master_key import MasterKeyError
from central.store import Store
from central.tls import Certificate, read_certificate
from central.worker import Job, leave, serve
from central.workers import Workers, can_share

METRICS_TOKEN = "ANKOMST_METRICS_TOKEN"  # noqa: S105  # where it is found, not what it is
_LIMITS = Limits()
logger = logging.getLogger(__name__)


def add_parsers(parser: argparse.ArgumentParser) -> None:
    """The command that serves."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8470, help="0 for any free port")
    parser.add_argument("--workers", type=int, default=1, help="processes that answer")
    parser.add_argument(
        "--connections", type=int, default=8, help="to PostgreSQL, of each worker at most"
    )
    parser.add_argument(
        "--max-clients",
        type=int,
        default=_LIMITS.connections,
        help="connections of clients, of each worker at most",
    )
    parser.add_argument("--tls-cert", type=Path, help="the certificate and its chain, PEM")
    parser.add_argument("--tls-key", type=Path, help="its key, PEM, without a password")
    parser.add_argument(
        "--behind-proxy",
        metavar="ADDRESS",
        help="trust X-Forwarded-For and -Proto from there; addresses or networks, with commas",
    )
    parser.add_argument("--metrics-port", type=int, help="serve /metrics there (default: not)")
    parser.add_argument("--metrics-host", default="127.0.0.1", help="elsewhere needs a token")
    parser.add_argument("--metrics-token", help=f"bearer token for /metrics (or {METRICS_TOKEN})")
    parser.add_argument("--log-format", choices=("json", "text"), default="json")
    add_options(parser)
    parser.set_defaults(run=_serve)


def _serve(args: argparse.Namespace) -> None:
    certificate = _check(args)
    start_logging(args.log_format)
    signal.signal(signal.SIGTERM, leave)
    _allow_many_files()
    _tell(args, certificate)
    with ExitStack() as stack:
        listening = stack.enter_context(_listen(args.host, args.port))
        url = stack.enter_context(database_url(args))
        job = Job(
            url=url,
            folder=stack.enter_context(private_folder()),
            connections=args.connections,
            limits=Limits(connections=args.max_clients),
            certificate=certificate.chain if certificate else None,
            key=certificate.key if certificate else None,
            proxies=args.behind_proxy,
            log_format=args.log_format,
            key_file=key_file(args),
        )
        shown = _shown(listening, tls=certificate is not None)
        if args.workers == 1:
            stack.enter_context(_metrics(args, url, None))
            store = stack.enter_context(
                Store(url, connections=args.connections, key_file=job.key_file)
            )
            _look_for_key(store)
            serve(job, store, listening, lambda: _say_ready(shown))
            return
        counts = job.folder.path / "counts"
        counts.mkdir()
        with Store(url, connections=1, key_file=job.key_file) as store:
            _look_for_key(store)
        stack.enter_context(_metrics(args, url, counts))
        Workers(job, listening, args.workers, counts).run(lambda: _say_ready(shown))


def _check(args: argparse.Namespace) -> Certificate | None:
    """What was asked for can be done; the certificate. Raises ValueError with a plain sentence."""
    for name in ("workers", "connections", "max_clients"):
        if getattr(args, name) < 1:
            raise ValueError(f"--{name.replace('_', '-')} must be 1 or more")
    if args.workers > 1 and not can_share():
        raise ValueError("Windows cannot share one port among processes: --workers must be 1")
    args.metrics_token = args.metrics_token or os.environ.get(METRICS_TOKEN)
    if not args.metrics_token and not _is_loopback(args.metrics_host):
        raise ValueError("--metrics-host other than this machine needs --metrics-token")
    for address in [] if args.behind_proxy is None else args.behind_proxy.split(","):
        try:
            ip_network(address.strip(), strict=False)
        except ValueError:
            raise ValueError(f"--behind-proxy: {address!r} is no address") from None
    if (args.tls_cert is None) != (args.tls_key is None):
        raise ValueError("--tls-cert and --tls-key belong together")
    if args.tls_cert is None:
        return None
    return read_certificate(args.tls_cert, args.tls_key)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextmanager
def _metrics(args: argparse.Namespace, url: str, counts: Path | None) -> Iterator[None]:
    if args.metrics_port is None:
        yield
        return
    with ExitStack() as stack:
        try:
            served = metrics_served(
                args.metrics_host, args.metrics_port, args.metrics_token, url, counts
            )
            stack.enter_context(served)
        except OSError as problem:
            raise ValueError(
                f"cannot listen on {args.metrics_host} port {args.metrics_port}: {problem.strerror}"
            ) from problem
        yield


def _shown(listening: socket.socket, *, tls: bool) -> str:
    host, port = listening.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"{'https' if tls else 'http'}://{shown}:{port}"


def _say_ready(shown: str) -> None:
    print(f"Ankomst central store on {shown}", flush=True)


def _tell(args: argparse.Namespace, certificate: Certificate | None) -> None:
    """What an operator should know although the store serves."""
    if certificate is None and args.behind_proxy is None and not _is_loopback(args.host):
        logger.warning("serves without TLS and not behind a proxy: desks will refuse it")
    if certificate is not None:
        said = "has ended: desks will refuse it" if certificate.expired else "ends"
        level = logging.ERROR if certificate.expired else logging.INFO
        logger.log(level, "the certificate %s (%s)", said, certificate.ends.date())


def _look_for_key(store: Store) -> None:
    """Desks are served without it too; only nobody new can be let in at one."""
    try:
        with store.connection() as conn:
            store.master_key.require(conn)
    except MasterKeyError as problem:
        logger.error("%s: nobody can sign in at a desk that is new to them", problem)


def _allow_many_files() -> None:
    """Each client is an open file, and systems begin with few."""
    try:
        import resource  # noqa: PLC0415  # not on Windows
    except ImportError:
        return
    least, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = most if most != resource.RLIM_INFINITY else max(least, 65_536)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, 65_536), most))


def _listen(host: str, port: int) -> socket.socket:
    """Takes the port before anything else, so that a port in use is said at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's delay off (40 ms an answer) only where the protocol is named
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name != "nt":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(2048)
    except OSError as problem:
        listening.close()
        raise ValueError(f"cannot listen on {host} port {port}: {problem.strerror}") from problem
    return listening
