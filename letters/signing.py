"""Signatures in letters, an option: pyHanko is asked for here alone (the extra `signing`).

A signature is added behind the letter's bytes, into the field that `as_pdf(..., to_sign=True)` left for it; the letter
stays tagged and archival.
"""

import io
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

FIELD = "Signature"


class _Writer(IncrementalPdfFileWriter):
    """A writer that leaves the letter's metadata alone: pyHanko would write the clock's time over its day, and not the
    same in both places, which PDF/A forbids."""

    def _update_meta(self) -> None:
        pass


class _Signer(PdfSigner):
    """A signer that takes the time from its caller."""

    at: datetime

    def init_signing_session(self, *args: Any, **kw: Any) -> Any:
        session = super().init_signing_session(*args, **kw)
        session.system_time = self.at
        return session


def _apart(work: Callable[[], Any]) -> Any:
    """Does it in a thread of its own: pyHanko runs an event loop, which a thread that has one already refuses."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(work).result()


def signed(pdf: bytes, pkcs12: bytes, passphrase: bytes | None, at: datetime, reason: str) -> bytes:
    """The letter with a signature by the key and certificate in the PKCS #12 file. ValueError where the file cannot be
    opened, or the letter has no empty field for a signature."""
    key = _key(pkcs12, passphrase)
    if not any(enumerate_sig_fields(PdfFileReader(io.BytesIO(pdf)), filled_status=False, with_name=FIELD)):
        raise ValueError("this letter has no empty field for a signature")
    signer = _Signer(PdfSignatureMetadata(field_name=FIELD, reason=reason, md_algorithm="sha256"), signer=key)
    signer.at = at
    try:
        out: io.BytesIO = _apart(lambda: signer.sign_pdf(_Writer(io.BytesIO(pdf)), existing_fields_only=True))
    except SigningError as error:
        raise ValueError(f"the key does not sign: {error}") from error
    return out.getvalue()


def certificate(pkcs12: bytes, passphrase: bytes | None) -> tuple[str, datetime, datetime]:
    """The name on the certificate in the PKCS #12 file, and the first and the last instant at which it is good.
    ValueError where the file cannot be opened."""
    found: Any = _key(pkcs12, passphrase).signing_cert
    subject = found.subject.native.get("common_name") or found.subject.human_friendly
    return str(subject), found.not_valid_before, found.not_valid_after


def _key(pkcs12: bytes, passphrase: bytes | None) -> SimpleSigner:
    try:
        key: SimpleSigner | None = SimpleSigner.load_pkcs12_data(pkcs12, other_certs=[], passphrase=passphrase)
    except (TypeError, ValueError) as error:
        raise ValueError("the key for signatures cannot be opened: the file or its passphrase is wrong") from error
    if key is None or key.signing_cert is None or key.signing_key is None:
        raise ValueError("the file for signatures holds no certificate with its key")
    return key


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a signature proves: `intact` that nothing in the letter changed since, `trusted` that its certificate goes
    back to one of those that the office trusts. `at` is the time that the signer states."""

    signer: str
    at: datetime | None
    intact: bool
    trusted: bool


def verdict(pdf: bytes, trusted: Sequence[bytes], now: datetime) -> Verdict:
    """What the signature proves on the day `now`; `trusted` are certificates, PEM or DER. ValueError for a letter
    without one."""
    signatures = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    if not signatures:
        raise ValueError("this letter is not signed")
    roots = [certificate for root in trusted for certificate in load_certs_from_pemder_data(root)]
    context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=now, revocation_mode="soft-fail")
    status = _apart(lambda: validate_pdf_signature(signatures[-1], context))
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    return Verdict(
        signer=str(status.signing_cert.subject.human_friendly),
        at=status.signer_reported_dt,
        intact=bool(status.intact and status.valid and whole),
        trusted=bool(status.trusted),
    )
