"""A public key infrastructure of invented people, made while tests run."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pikepdf
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from pipeline.pdf.keys import SigningKey
from pipeline.pdf.signature import sign_pdf

PASSPHRASE = b"mat khau thu"
SIGNER = "Trần Thị Mẫu"
ORGANISATION = "UBND phường Mẫu"

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


ISSUED = datetime(2025, 1, 1, tzinfo=timezone(timedelta(hours=7)))
AT = datetime(2025, 6, 1, 8, 30, 15, tzinfo=timezone(timedelta(hours=7)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A key with its certificate, the intermediate authority and the root above it."""

    key: Key
    leaf: x509.Certificate
    intermediate: x509.Certificate
    root: x509.Certificate

    def write(self, path: Path) -> Path:
        """The identity as a PKCS#12 file under PASSPHRASE."""
        encryption = serialization.BestAvailableEncryption(PASSPHRASE)
        chain = [self.intermediate, self.root]
        path.write_bytes(pkcs12.serialize_key_and_certificates(b"x", self.key, self.leaf, chain, encryption))
        return path


def make_identity(
    *, not_before: datetime, days: int = 365, for_signing: bool = True, key: Key | None = None
) -> Identity:
    """A signer two steps below a root; the root and the intermediate are valid for ten years around."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    root_key, intermediate_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root_name, intermediate_name = _name("CA gốc Mẫu"), _name("CA cấp hai Mẫu")
    early, late = not_before - timedelta(days=1825), not_before + timedelta(days=1825)
    root = _certificate(root_name, root_name, root_key, root_key, (early, late), authority=True)
    intermediate = _certificate(
        intermediate_name, root_name, intermediate_key, root_key, (early, late), authority=True
    )
    leaf = _certificate(
        _name(SIGNER),
        intermediate_name,
        key,
        intermediate_key,
        (not_before, not_before + timedelta(days=days)),
        authority=False,
        for_signing=for_signing,
    )
    return Identity(key=key, leaf=leaf, intermediate=intermediate, root=root)


def sign_paper(folder: Path, key: SigningKey) -> Path:
    """A paper of one page signed at AT; the unsigned one lies beside it."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Contents = pdf.make_stream(b"0 0 m 100 100 l S % the paper's own words")
        # Object streams as modern writers make them; the hidden revision below needs them too.
        pdf.save(
            folder / "paper.pdf",
            compress_streams=False,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    sign_pdf(folder / "paper.pdf", folder / "signed.pdf", key, at=AT)
    return folder / "signed.pdf"


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: Key,
    issuer_key: ec.EllipticCurvePrivateKey,
    validity: tuple[datetime, datetime],
    *,
    authority: bool,
    for_signing: bool = True,
) -> x509.Certificate:
    usage = x509.KeyUsage(
        digital_signature=not authority and for_signing,
        content_commitment=not authority and for_signing,
        key_encipherment=not authority and not for_signing,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(validity[0])
        .not_valid_after(validity[1])
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
        .sign(issuer_key, hashes.SHA256())
    )
