"""What verifying a signature tells: the values of SPEC D5, in the words they are stored with."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """The overall result, in the words stored and shown (SPEC D5)."""

    VALID = "HỢP LỆ"
    INVALID = "KHÔNG HỢP LỆ"
    UNDETERMINED = "CHƯA XÁC MINH ĐƯỢC"


class Integrity(StrEnum):
    INTACT = "intact"  # the signed bytes and the signature value agree
    BROKEN = "broken"
    UNKNOWN = "unknown"


class LaterChanges(StrEnum):
    """The gravest change made by updates after the signature."""

    NONE = "none"
    MAINTENANCE = "maintenance"  # time stamps, validation data
    FORM_FILLING = "form-filling"  # further signatures among them
    ANNOTATIONS = "annotations"
    OTHER = "other"
    UNKNOWN = "unknown"


class Chain(StrEnum):
    TRUSTED = "trusted"
    UNTRUSTED = "untrusted"
    UNKNOWN = "unknown"  # no roots were given, or the certificate was never looked at


class Revocation(StrEnum):
    """Never asked for over the network; "revoked" only when the file itself says so."""

    REVOKED = "revoked"
    UNKNOWN = "unknown"


class TimeSource(StrEnum):
    CLAIMED = "claimed"
    TIME_STAMP = "token"  # RFC 3161


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureVerdict:
    """What is known of one signature; None where the file does not say."""

    field_name: str
    overall: Verdict = Verdict.UNDETERMINED
    reason: str = ""
    """Why the verdict is not VALID."""
    integrity: Integrity = Integrity.UNKNOWN
    covers_whole_file: bool = False
    later_changes: LaterChanges = LaterChanges.UNKNOWN
    chain: Chain = Chain.UNKNOWN
    revocation: Revocation = Revocation.UNKNOWN
    time_source: TimeSource = TimeSource.CLAIMED
    signing_time: datetime | None = None
    signer_cn: str | None = None
    organisation: str | None = None
    serial: str | None = None
    """Lower-case hex, without leading zeros."""
    subfilter: str | None = None
    digest_algorithm: str | None = None
    weak_algorithm: bool = False
    is_test_key: bool = False
