"""Signing keys: reads them from PKCS#12 files, tells their facts and makes keys for trials."""

import os
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from domain.errors import KeyUnusable, UsageError

TEST_POLICY_OID = "2.999.48.1"
"""Certificate policy of keys made by `make_test_key`; 2.999 is the arc kept for examples (ITU-T X.660)."""

TEST_SUBJECT_CN = "SOHOA KHÓA THỬ NGHIỆM - KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"

_TEST_ISSUER_CN = "SOHOA CA THỬ NGHIỆM - KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
_TEST_VALIDITY = timedelta(days=365)
_PKCS12_LIMIT_BYTES = 1 << 20
_RSA_MINIMUM_BITS = 2048

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A key ready to sign, with the facts of its certificate; made once a process and kept."""

    subject_cn: str
    organisation: str | None
    serial: str
    """Lower-case hex, without leading zeros."""
    not_before: datetime
    not_after: datetime
    issuer_cn: str
    policy_oids: tuple[str, ...]
    is_test: bool
    signer: object
    """The pyHanko Signer. It may as well stand for a token or a remote service; it is declared as object so
    that reading this module does not load pyHanko (0.8 s)."""


def load_pkcs12(path: Path, passphrase: bytes) -> SigningKey:
    """The key in a .p12 or .pfx file; KeyUnusable when it is none that can sign."""
    data = _read_pkcs12(path)
    try:
        bundle = pkcs12.load_pkcs12(data, passphrase)
    except (ValueError, TypeError) as error:
        raise KeyUnusable(_refusal(path, data)) from error
    if bundle.key is None:
        raise KeyUnusable(f"{path} holds no private key; export the key together with its certificate")
    if bundle.cert is None:
        raise KeyUnusable(f"{path} holds no certificate for its private key; export both together")
    private_key = _usable_private_key(path, bundle.key)
    certificate = bundle.cert.certificate
    if certificate.public_key() != private_key.public_key():
        raise KeyUnusable(f"the certificate in {path} belongs to another key; export the file again")
    extensions = _extensions(path, certificate)
    _require_signing_usage(path, extensions)
    others = tuple(other.certificate for other in bundle.additional_certs)
    policy_oids = _policy_oids(extensions)
    return SigningKey(
        subject_cn=_name_part(certificate.subject, NameOID.COMMON_NAME) or "",
        organisation=_name_part(certificate.subject, NameOID.ORGANIZATION_NAME),
        serial=format(certificate.serial_number, "x"),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        issuer_cn=_name_part(certificate.issuer, NameOID.COMMON_NAME) or "",
        policy_oids=policy_oids,
        is_test=TEST_POLICY_OID in policy_oids,
        signer=_software_signer(private_key, certificate, others),
    )


def check_usable(key: SigningKey, at: datetime) -> None:
    """KeyUnusable unless the certificate is valid at the moment `at`."""
    if at < key.not_before:
        raise KeyUnusable(
            f"the certificate of {key.subject_cn} (serial {key.serial}) is valid only from "
            f"{key.not_before.isoformat()}; check the clock, or wait"
        )
    if at > key.not_after:
        raise KeyUnusable(
            f"the certificate of {key.subject_cn} (serial {key.serial}) expired at "
            f"{key.not_after.isoformat()}; get a new one from its issuer, {key.issuer_cn}"
        )


def make_test_key(path: Path, passphrase: bytes, now: datetime) -> None:
    """Writes a PKCS#12 with a new key of no legal value, its certificate and the CA that issued it.

    RSA 2048, not the faster P-256, because that is what the tokens of Vietnam's state agencies hold: a trial
    then has the signature size and the algorithms of the real thing.
    """
    if path.exists():
        raise UsageError(f"{path} exists already; name a new file, a key is never overwritten")
    ca_key = rsa.generate_private_key(public_exponent=65537, key_size=_RSA_MINIMUM_BITS)
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _TEST_ISSUER_CN)])
    ca = (
        _certificate(ca_name, ca_name, ca_key, now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
        .sign(ca_key, hashes.SHA256())
    )
    key = rsa.generate_private_key(public_exponent=65537, key_size=_RSA_MINIMUM_BITS)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, TEST_SUBJECT_CN)])
    policy = x509.PolicyInformation(x509.ObjectIdentifier(TEST_POLICY_OID), None)
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key())
    leaf = (
        _certificate(name, ca_name, key, now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.CertificatePolicies([policy]), critical=False)
        .add_extension(authority, critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    encryption = serialization.BestAvailableEncryption(passphrase)
    data = pkcs12.serialize_key_and_certificates(b"sohoa-test", key, leaf, [ca], encryption)
    _write_private(path, data)


def _read_pkcs12(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            data = stream.read(_PKCS12_LIMIT_BYTES + 1)
    except OSError as error:
        raise KeyUnusable(f"cannot read the key file {path} ({error.strerror}); check its name") from error
    if len(data) > _PKCS12_LIMIT_BYTES:
        raise KeyUnusable(f"{path} is too large for a PKCS#12 file; name the .p12 or .pfx of the key")
    return data


def _refusal(path: Path, data: bytes) -> str:
    """Why the bytes could not be opened: the library reports a wrong passphrase and garbage alike."""
    from asn1crypto import pkcs12 as der  # type: ignore[import-untyped]  # asn1crypto ships no types

    try:
        known = der.Pfx.load(data)["auth_safe"]["content_type"].native == "data"
    except (ValueError, KeyError, TypeError):
        known = False
    if known:
        return f"the passphrase of {path} is wrong, or the file is damaged; give the one it was made with"
    return f"{path} is no PKCS#12 file; name the .p12 or .pfx of the key"


def _usable_private_key(path: Path, key: object) -> PrivateKey:
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= _RSA_MINIMUM_BITS:
        return key
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in {"secp256r1", "secp384r1"}:
        return key
    raise KeyUnusable(
        f"the key in {path} is of a kind sohoa does not sign with; "
        f"use RSA of {_RSA_MINIMUM_BITS} bits or more, or EC P-256 or P-384"
    )


def _extensions(path: Path, certificate: x509.Certificate) -> x509.Extensions:
    try:
        return certificate.extensions
    except ValueError as error:
        raise KeyUnusable(f"the certificate in {path} is malformed ({error}); get a new one") from error


def _require_signing_usage(path: Path, extensions: x509.Extensions) -> None:
    try:
        usage = extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        # pyHanko and other verifiers want the extension; without it the signature would be doubted later.
        signs = False
    else:
        signs = usage.digital_signature or usage.content_commitment
    if not signs:
        raise KeyUnusable(
            f"the certificate in {path} is not for signing (key usage has neither digitalSignature "
            "nor nonRepudiation); use the signing certificate"
        )


def _policy_oids(extensions: x509.Extensions) -> tuple[str, ...]:
    try:
        policies = extensions.get_extension_for_class(x509.CertificatePolicies).value
    except x509.ExtensionNotFound:
        return ()
    return tuple(policy.policy_identifier.dotted_string for policy in policies)


def _name_part(name: x509.Name, oid: x509.ObjectIdentifier) -> str | None:
    for attribute in name.get_attributes_for_oid(oid):
        return str(attribute.value)
    return None


def _software_signer(
    private_key: PrivateKey, certificate: x509.Certificate, others: tuple[x509.Certificate, ...]
) -> object:
    """A pyHanko Signer that keeps the opened key: its SimpleSigner opens the key at each use (52 ms, RSA)."""
    from asn1crypto import x509 as der
    from pyhanko.sign.signers.pdf_cms import Signer
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    class SoftwareSigner(Signer):
        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
            if digest_algorithm != "sha256":
                raise ValueError(f"this key signs SHA-256 digests only, not {digest_algorithm}")
            if isinstance(private_key, rsa.RSAPrivateKey):
                if dry_run:
                    return bytes(private_key.key_size // 8)
                return private_key.sign(data, padding.PKCS1v15(), hashes.SHA256())
            return private_key.sign(data, ec.ECDSA(hashes.SHA256()))

    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko leaves it unannotated
    for other in others:
        store.register(der.Certificate.load(other.public_bytes(serialization.Encoding.DER)))
    own = der.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
    return SoftwareSigner(signing_cert=own, cert_registry=store)


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey, now: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + _TEST_VALIDITY)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _write_private(path: Path, data: bytes) -> None:
    # mkstemp makes the file with mode 0600, so the key is never readable by others, not even for a moment.
    handle, aside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(aside).replace(path)
    except OSError:
        Path(aside).unlink(missing_ok=True)
        raise
