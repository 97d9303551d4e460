"""What every table shares: the naming of constraints and the class of each column.

A column is OPEN (the Act or the Sunshine Law opens it), CLOSED (56.602.4(2), 56.750.3) or SECRET (keys, salts,
sealed choices). A column that does not say so cannot be written: the three makers below are the only ones used,
and a guard test holds every table to it.
"""

import datetime as dt
import json
from typing import Any, ClassVar

from sqlalchemy import MetaData, String, Text, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical(value: Any) -> str:
    """One text for one value: sorted keys, no spaces, UTF-8 kept, no NaN. The form that is hashed and compared."""
    return _ENCODER.encode(value)


class Json(TypeDecorator[Any]):
    """A JSON value kept as canonical text, so that both databases hold the same bytes."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


class Instant(TypeDecorator[dt.datetime]):
    """A moment in UTC, kept as `2028-01-18T15:04:05.000006Z`: sorts as text, reads the same in both databases."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else written(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> dt.datetime | None:
        return None if value is None else dt.datetime.fromisoformat(value)


def written(moment: dt.datetime) -> str:
    """The one way an instant is written. Refuses a time without a zone (ValueError)."""
    if moment.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def among(*values: str) -> str:
    """The values as the list of an SQL `IN`, in one order."""
    return "(" + ", ".join(f"'{value}'" for value in sorted(values)) + ")"


class Base(DeclarativeBase):
    """Every table of the office's closed store."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar = {dt.datetime: Instant, dict[str, Any]: Json, list[Any]: Json}


def open_column(*args: Any, **kw: Any) -> MappedColumn[Any]:
    """A column that the law opens, or that says nothing of any matter."""
    return mapped_column(*args, info={"class": "OPEN"}, **kw)


def closed_column(*args: Any, **kw: Any) -> MappedColumn[Any]:
    """A column of a closed record: it may reach only those whom access.py names."""
    return mapped_column(*args, info={"class": "CLOSED"}, **kw)


def secret_column(*args: Any, **kw: Any) -> MappedColumn[Any]:
    """A column that no page, export or log shows to anyone."""
    return mapped_column(*args, info={"class": "SECRET"}, **kw)
