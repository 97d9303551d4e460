"""Every column of every table says OPEN, CLOSED or SECRET, and the open store holds open columns alone."""

import pytest
from sqlalchemy import Column, Integer, MetaData, Table

from committee_app import tables
from committee_app.public import store as open_store
from committee_app.tables.base import Base
from committee_app.tables.publications import Publication

CLASSES = {"OPEN", "CLOSED", "SECRET"}


def without_a_class(metadata: MetaData) -> list[str]:
    return [
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if column.info.get("class") not in CLASSES
    ]


def test_every_column_has_its_class() -> None:
    assert tables is not None
    assert without_a_class(Base.metadata) == []
    assert len(Base.metadata.tables) > 25


@pytest.mark.parametrize("info", [{}, {"class": "open"}, {"class": None}])
def test_a_column_without_its_class_is_found(info: dict[str, object]) -> None:
    metadata = MetaData()
    Table("later", metadata, Column("id", Integer, info=info))
    assert without_a_class(metadata) == ["later.id"]


def test_the_open_store_takes_only_open_columns() -> None:
    columns = Publication.__table__.columns
    assert {columns[name].info["class"] for name in open_store.OPEN_COLUMNS} == {"OPEN"}
    left_out = {column.name for column in columns} - set(open_store.OPEN_COLUMNS)
    assert {columns[name].info["class"] for name in left_out} == {"CLOSED"}


def test_a_choice_and_its_salt_are_secret() -> None:
    vote = Base.metadata.tables["vote"].columns
    assert {vote["choice"].info["class"], vote["salt"].info["class"]} == {"SECRET"}
