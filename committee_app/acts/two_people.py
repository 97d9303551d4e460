"""Whether what takes two people is done by two: an account is not a person, and one person may have had several."""

from committee_app.acts.doing import Doing
from committee_app.tables.office import Account


def of_the_same_person(doing: Doing, account: str) -> bool:
    """Whether the account is the actor's own, or one of the same person: whoever comes back is invited under another
    name, and shown by the same one. Two people of one name count as one; a third decides then."""
    if account == doing.actor.name:
        return True
    other = doing.session.get(Account, account)
    return other is not None and _shown(other.display) == _shown(doing.actor.display)


def _shown(display: str) -> str:
    return " ".join(display.casefold().split())
