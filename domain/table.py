"""The base of every stored noun: one set of tables, with names for constraints that migrations can rely on."""

from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Enum, MetaData
from sqlmodel import SQLModel

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(SQLModel):
    """A noun that is stored. Rows are not validated on construction: forms and rules do that before."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMING)


def one_of(words: type[StrEnum]) -> Any:
    """A column type that stores an enum's value as text on every database."""
    return Enum(words, native_enum=False, length=20, values_callable=lambda members: [m.value for m in members])
