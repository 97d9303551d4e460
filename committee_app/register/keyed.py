"""Rows known by their key: new ones are added, changed ones change and leave what they said before.

A batch of new keys goes in as it is; where one of its keys is there already, the batch is held against the stored
rows instead. Which keys this file has brought before is asked of the database, so that a file of ten million rows
takes no more memory than one of ten.
"""

import datetime as dt
from typing import Any

from sqlalchemy import Table, and_, bindparam, insert, select, update
from sqlalchemy.orm import Session

from committee_app.register import bulk
from committee_app.register.reading import Fault, shown
from committee_app.register.report import ImportReport

REPEATED = "this key stands in the file already"

Numbered = tuple[int, tuple[Any, ...]]


class Keyed:
    """A table in which a row is known by its key, with the history of what its rows said before."""

    def __init__(
        self,
        model: type[Any],
        history: type[Any],
        session: Session,
        import_id: int,
        now: dt.datetime,
        report: ImportReport,
    ) -> None:
        self._connection = session.connection()
        self._table: Table = model.__table__
        self._history: Table = history.__table__
        self._import_id, self._now, self._report = import_id, now, report
        self._columns = [column.name for column in self._table.columns if column.computed is None]
        self._key = [column.name for column in self._table.primary_key]
        self._width = len(self._key)
        self._expect_new = True
        self._asked: Table | None = None
        self._seen: Table | None = None

    def put(self, rows: list[Numbered]) -> None:
        if self._expect_new:
            new = [values for _, values in rows]
            if bulk.fill_new(self._connection, self._table, self._columns, new):
                self._report.accepted += len(new)
                return
        self._merge(rows)

    def close(self) -> None:
        """Drops the temporary tables, which SQLite would keep with the connection."""
        for table in (self._asked, self._seen):
            if table is not None:
                table.drop(self._connection)

    def _merge(self, rows: list[Numbered]) -> None:
        """Holds each row against the stored one. A key that this file has brought before is a repeated key."""
        given: dict[tuple[Any, ...], Numbered] = {}
        for row in rows:
            key = row[1][: self._width]
            if key in given:
                self._repeated(row)
            else:
                given[key] = row
        stored = self._stored(list(given))
        new, changed, same = [], [], []
        for key, row in given.items():
            old = stored.get(key)
            if old is None:
                new.append(row[1])
            elif old[-1] or old[-2] == self._import_id:
                self._repeated(row)
            elif old[:-2] == row[1][:-1]:
                same.append(key)
            else:
                changed.append((old, row[1]))
        bulk.fill(self._connection, self._table, self._columns, new)
        bulk.fill(self._connection, self._temporary()[1], self._key, same)
        self._change(changed)
        self._expect_new = len(new) == len(given)
        self._report.accepted += len(new)
        self._report.unchanged += len(same)
        self._report.updated += len(changed)

    def _temporary(self) -> tuple[Table, Table]:
        """The keys now asked for, and the keys of this file that were found unchanged."""
        if self._asked is None or self._seen is None:
            self._asked = bulk.keys_like(self._table, "import_asked")
            self._seen = bulk.keys_like(self._table, "import_seen")
            self._asked.create(self._connection, checkfirst=False)
            self._seen.create(self._connection, checkfirst=False)
        return self._asked, self._seen

    def _stored(self, keys: list[tuple[Any, ...]]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
        """The stored rows of these keys, each with its import and whether this file found it unchanged."""
        asked, seen = self._temporary()
        bulk.refill(self._connection, asked, keys)

        def same(other: Table) -> Any:
            return and_(*(asked.c[name] == other.c[name] for name in self._key))

        wanted = [self._table.c[name] for name in self._columns]
        query = select(*wanted, seen.c[self._key[0]].is_not(None)).select_from(
            asked.join(self._table, same(self._table)).outerjoin(seen, same(seen))
        )
        return {row[: self._width]: row for row in map(tuple, self._connection.execute(query))}

    def _change(self, changed: list[tuple[tuple[Any, ...], tuple[Any, ...]]]) -> None:
        if not changed:
            return
        rest = self._columns[self._width : -1]
        self._connection.execute(
            insert(self._history),
            [
                {
                    **dict(zip(self._key, old, strict=False)),
                    "old": dict(zip(rest, old[self._width : -2], strict=True)),
                    "written_by": old[-2],
                    "replaced_by": self._import_id,
                    "replaced_at": self._now,
                }
                for old, _ in changed
            ],
        )
        statement = (
            update(self._table)
            .where(*(self._table.c[name] == bindparam(f"of_{name}") for name in self._key))
            .values({name: bindparam(f"new_{name}") for name in (*rest, "import_id")})
        )
        self._connection.execute(
            statement,
            [
                {
                    **{f"of_{name}": value for name, value in zip(self._key, new, strict=False)},
                    **{f"new_{name}": value for name, value in zip(rest, new[self._width : -1], strict=True)},
                    "new_import_id": self._import_id,
                }
                for _, new in changed
            ],
        )

    def _repeated(self, row: Numbered) -> None:
        line, values = row
        key = "/".join(str(value) for value in values[: self._width])
        self._report.reject(Fault(line, self._key[-1], shown(key), REPEATED))
