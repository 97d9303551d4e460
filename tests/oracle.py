"""What “nothing lost, nothing doubled” means: one checker that every fault test asks after recovery."""

from collections import Counter

from sqlalchemy import func, select, text

from committee_app import journal
from committee_app.database import Database
from committee_app.tables.docket import Complaint, Duty
from committee_app.tables.journal import Entry, EntryBody, RequestKey
from committee_app.tables.letters import LetterPrinting
from committee_app.tables.records import Letter, Outbox
from committee_app.tables.register import Charge, ImportFile
from committee_app.tables.votes import Motion, RollRecusal, RollSeat, Vote, VoteChange


def faults(database: Database) -> list[str]:
    """Every statement that does not hold; empty where all do."""
    found: list[str] = []
    with database.reading() as session:
        verdict = journal.verify(session)
        if not verdict.ok:
            found.append(f"journal: {verdict.first_bad}")
        entries = {entry.seq: entry for entry in session.scalars(select(Entry))}
        bodies = dict(session.execute(select(EntryBody.seq, EntryBody.body)).all())
        verbs = Counter(entry.verb for entry in entries.values())

        votes = session.scalars(select(Vote)).all()
        changes = session.scalars(select(VoteChange)).all()
        struck = {(row.motion_id, row.seat) for row in session.scalars(select(RollRecusal))}
        sealed = {vote.entry for vote in (*votes, *changes)}
        if sealed != {seq for seq, entry in entries.items() if entry.verb == "cast_vote"}:
            found.append("a vote without its entry, or an entry without its vote")
        for motion in session.scalars(select(Motion)):
            of_this = [vote for vote in votes if vote.motion_id == motion.id]
            last = {vote.seat: vote for vote in of_this}
            for change in sorted(changes, key=lambda change: change.number):
                if change.motion_id == motion.id:
                    last[change.seat] = change
            cast = [vote for seat, vote in last.items() if (motion.id, seat) not in struck]
            roll = session.scalar(select(func.count()).select_from(RollSeat).filter_by(motion_id=motion.id))
            closings = [
                seq
                for seq, entry in entries.items()
                if entry.verb == "close_motion" and bodies[seq]["motion"] == motion.id
            ]
            if len(closings) != (motion.state == "closed"):
                found.append(f"motion {motion.id} is {motion.state} with {len(closings)} closings")
            closes_by_itself = motion.readings.get("vote_change") != "until_close"
            if motion.state == "open" and closes_by_itself and len(cast) == roll:
                found.append(f"motion {motion.id}: the decision went unnoticed")
            if closings:
                call = {seat: said for seat, _, said in bodies[closings[0]]["roll_call"]}
                if any(call[vote.seat] != vote.choice for vote in cast):
                    found.append(f"motion {motion.id}: the roll call differs from the votes")

        first = select(Outbox.letter_id).where(Outbox.letter_id.is_not(None), Outbox.printing.is_(None))
        queued = Counter(session.scalars(first))
        further = Counter(session.scalars(select(Outbox.letter_id).where(Outbox.printing.is_not(None))))
        reprints = Counter(session.scalars(select(LetterPrinting.letter_id).where(LetterPrinting.number > 1)))
        if further != reprints:
            found.append("a reprint that is not queued, or is queued without being one")
        for letter, kind in session.execute(select(Letter.id, Letter.kind)):
            # A receipt is taken away from its page, and printed by nobody here.
            if queued[letter] != (kind != "receipt"):
                found.append(f"letter {letter} is queued {queued[letter]} times")
        released = Counter(session.execute(select(Letter.complaint_id, Letter.kind, Letter.entry)))
        found += [f"letter doubled: {key}" for key, count in released.items() if count > 1]

        for duty in session.scalars(select(Duty)):
            if duty.made_by not in entries or (duty.done_by and duty.done_by not in entries):
                found.append(f"duty {duty.id} without its entry")
        for complaint in session.scalars(select(Complaint)):
            said = [
                bodies[s]["state"]
                for s, e in entries.items()
                if e.complaint_id == complaint.id and "state" in bodies[s]
            ]
            if said and said[-1] != complaint.state:
                found.append(f"complaint {complaint.id} is {complaint.state}, the journal says {said[-1]}")

        imports = verbs["import_referrals_file"] + verbs["import_homicides_file"] + verbs["import_population_file"]
        if session.scalar(select(func.count()).select_from(ImportFile)) != imports:
            found.append("an import without its entry, or an entry without its import")
        taken_in = session.scalar(select(func.coalesce(func.sum(ImportFile.accepted), 0)).filter_by(kind="referrals"))
        if session.scalar(select(func.count()).select_from(Charge)) != taken_in:
            found.append("the register does not hold what its imports took in")
        answers = session.scalar(select(func.count()).select_from(RequestKey))
        acts = len(entries) - _second_entries(bodies, entries)
        if answers != acts:
            found.append(f"{answers} answers to {acts} acts")
        if database.is_sqlite:
            if session.execute(text("PRAGMA integrity_check")).scalar() != "ok":
                found.append("integrity_check")
            if session.execute(text("PRAGMA foreign_key_check")).all():
                found.append("foreign_key_check")
    return found


def _second_entries(bodies: dict[int, dict[str, object]], entries: dict[int, Entry]) -> int:
    """Closings that the last vote made, what a meeting's act keeps in the matters of its agenda, and the facts that a
    file of postal tracking brought: further entries of one act."""
    closings = sum(entry.verb == "close_motion" and "state" not in bodies[seq] for seq, entry in entries.items())
    meetings = sum(
        entry.verb in {"call_meeting", "open_meeting", "convene"}
        and entry.complaint_id is not None
        and "meeting" in bodies[seq]
        for seq, entry in entries.items()
    )
    tracked = sum("import" in bodies[seq] for seq in entries)
    return closings + meetings + tracked
