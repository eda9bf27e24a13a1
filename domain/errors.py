"""Every error sohoa raises on purpose; the class says what happens to the item.

    SohoaError
    ├─ OperatorError    ABORT    the person who runs sohoa must change something
    │   ├─ UsageError  ConfigError  MissingTool  MissingModel  KeyUnusable  NotFound  StateConflict
    ├─ InputError       REJECT   the file cannot be used: quarantine, original kept
    │   ├─ UnsupportedFile  UnreadableImage  UnreadablePdf  EncryptedPdf  TooLarge  EmptyDocument
    ├─ StageError       REVIEW   a person decides
    │   ├─ OcrFailed  NotConformant  SigningFailed
    ├─ TransientError   RETRY    the same again may go well
    │   ├─ StoreUnavailable  LedgerBusy  LedgerUnavailable  TimedOut  WorkerDied  OutOfMemory
    │   ├─ SourceChanged
    └─ IntegrityError   HALT     stop the run, tell someone
        ├─ DigestMismatch  ChainBroken

A message says what failed, on which thing, and what to do. `code` is a stable
slug; docs/errors.md explains each one.
"""

from enum import StrEnum
from typing import ClassVar


class Disposition(StrEnum):
    """What happens to the item that met the error."""

    ABORT = "abort"
    REJECT = "reject"
    REVIEW = "review"
    RETRY = "retry"
    HALT = "halt"


class SohoaError(Exception):
    """The root; never raised itself."""

    code: ClassVar[str] = "error"
    disposition: ClassVar[Disposition] = Disposition.ABORT


class OperatorError(SohoaError):
    code = "operator"
    disposition = Disposition.ABORT


class UsageError(OperatorError):
    code = "usage"


class ConfigError(OperatorError):
    code = "config"


class MissingTool(OperatorError):
    code = "missing-tool"


class MissingModel(OperatorError):
    code = "missing-model"


class KeyUnusable(OperatorError):
    """Wrong password, expired certificate or a file that is no PKCS#12. Never retried."""

    code = "key-unusable"


class NotFound(OperatorError):
    code = "not-found"


class StateConflict(OperatorError):
    """The thing exists but its state does not allow what was asked."""

    code = "state-conflict"


class InputError(SohoaError):
    code = "input"
    disposition = Disposition.REJECT


class UnsupportedFile(InputError):
    code = "unsupported-file"


class UnreadableImage(InputError):
    code = "unreadable-image"


class UnreadablePdf(InputError):
    code = "unreadable-pdf"


class EncryptedPdf(InputError):
    code = "encrypted-pdf"


class TooLarge(InputError):
    code = "too-large"


class EmptyDocument(InputError):
    code = "empty-document"


class StageError(SohoaError):
    code = "stage"
    disposition = Disposition.REVIEW


class OcrFailed(StageError):
    code = "ocr-failed"


class NotConformant(StageError):
    code = "not-conformant"


class SigningFailed(StageError):
    code = "signing-failed"


class TransientError(SohoaError):
    code = "transient"
    disposition = Disposition.RETRY


class StoreUnavailable(TransientError):
    code = "store-unavailable"


class LedgerBusy(TransientError):
    code = "ledger-busy"


class LedgerUnavailable(TransientError):
    """The database does not answer."""

    code = "ledger-unavailable"


class TimedOut(TransientError):
    code = "timed-out"


class WorkerDied(TransientError):
    """The process that did the work ended in the middle of it."""

    code = "worker-died"


class OutOfMemory(TransientError):
    """The work needed more memory than a worker may have."""

    code = "out-of-memory"


class SourceChanged(TransientError):
    """A file changed while it was read."""

    code = "source-changed"


class IntegrityError(SohoaError):
    code = "integrity"
    disposition = Disposition.HALT


class DigestMismatch(IntegrityError):
    code = "digest-mismatch"


class ChainBroken(IntegrityError):
    code = "chain-broken"


def error_class(code: str) -> type[SohoaError]:
    """The class with that slug; SohoaError itself when there is none."""
    waiting: list[type[SohoaError]] = [SohoaError]
    while waiting:
        candidate = waiting.pop()
        if candidate.code == code:
            return candidate
        waiting.extend(candidate.__subclasses__())
    return SohoaError
