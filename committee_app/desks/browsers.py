"""What a browser says of itself, and its part of a passkey: a question that it signs, and its answer."""

import ipaddress
import json

from flask import current_app, request, session
from webauthn import generate_authentication_options, generate_registration_options, options_to_json
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRequestOptions,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from werkzeug.wrappers import Response

from committee_app.acts.entering import NotProved, Where
from committee_app.acts.proving import NOT_THIS_KEY, Code, KeyAnswer, handle_of, host_of
from committee_app.doorway import office
from committee_app.tables.office import Account

# Seconds in which a question is answered.
ANSWERED_IN = 300
NAMES = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"),
           ("Linux", "Linux"))  # fmt: skip


def where() -> Where:
    """From where this request comes."""
    agent = request.headers.get("User-Agent", "")
    name = next((called for mark, called in NAMES if mark in agent), "A browser")
    system = next((called for mark, called in SYSTEMS if mark in agent), None)
    return Where(network_of(request.remote_addr or ""), f"{name} on {system}" if system else name)


def network_of(address: str) -> str:
    """The network of an address: 256 neighbours (IPv4), or what one household is given (IPv6)."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ipaddress.ip_network(f"{found}/{24 if found.version == 4 else 56}", strict=False))


def new_question() -> Response:
    """A question for a passkey of anybody here, kept until it is answered."""
    return _asked(
        generate_authentication_options(
            rp_id=host_of(office().settings.office_url), user_verification=UserVerificationRequirement.REQUIRED
        )
    )


def new_key_question(account: Account, known: list[str]) -> Response:
    """A question for a new passkey of the account; `known` are the credentials that it has."""
    origin = office().settings.office_url
    options = generate_registration_options(
        rp_id=host_of(origin),
        rp_name="Review Committee docket",
        user_id=handle_of(account.name, origin),
        user_name=account.email or account.name,
        user_display_name=account.display,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in known],
    )
    return _asked(options)


def _asked(options: PublicKeyCredentialRequestOptions | object) -> Response:
    text = options_to_json(options)  # type: ignore[arg-type] # the options are of either kind
    session["question"] = [json.loads(text)["challenge"], office().settings.now().timestamp()]
    return current_app.response_class(text, mimetype="application/json")


def code_of() -> Code:
    """The code that was typed. Raises NotProved where none was: nothing is tried then."""
    text = request.form.get("code", "").strip()
    if not text:
        raise NotProved("Type the six digits that your authenticator shows, or a recovery code.")
    return Code(text[:100])


def answer_of() -> KeyAnswer:
    """What the browser sent back. The question is over with it. Raises NotProved where none was asked just now."""
    match session.pop("question", None):
        case [str(challenge), float(asked)] if abs(office().settings.now().timestamp() - asked) < ANSWERED_IN:
            return KeyAnswer(request.form.get("credential", "")[:20_000], challenge)
    raise NotProved(NOT_THIS_KEY)
