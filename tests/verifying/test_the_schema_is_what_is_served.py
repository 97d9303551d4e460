"""The published schema names what a record's JSON holds, no more and no less, with the kinds that there are."""

import json
import re
from typing import Any

from committee_app.public.documents import SCHEMA
from committee_app.public.kinds import KINDS
from tests.verifying.conftest import Exported

SCHEMA_DOCUMENT: dict[str, Any] = json.loads(SCHEMA.read_text())
TYPES: dict[str, type] = {"string": str, "integer": int, "object": dict, "null": type(None)}


def faults(value: Any, form: dict[str, Any], where: str = "") -> list[str]:
    """What a value has against a form; of the schema's words those that ours uses."""
    if "$ref" in form:
        return faults(value, SCHEMA_DOCUMENT["$defs"][form["$ref"].rsplit("/", 1)[1]], where)
    if "oneOf" in form:
        return [] if sum(not faults(value, one, where) for one in form["oneOf"]) == 1 else [f"{where}: is of no form"]
    found = [f"{where}: is not {form['const']}"] if value != form.get("const", value) else []
    if "enum" in form and value not in form["enum"]:
        found.append(f"{where}: is none of {form['enum']}")
    types = form.get("type", [])
    if types and not any(isinstance(value, TYPES[name]) for name in ([types] if isinstance(types, str) else types)):
        found.append(f"{where}: is no {types}")
    if isinstance(value, str) and not re.search(form.get("pattern", ""), value):
        found.append(f"{where}: does not look like {form['pattern']}")
    if "properties" in form and isinstance(value, dict):
        if set(value) != set(form["required"]) or set(form["required"]) != set(form["properties"]):
            found.append(f"{where}: has other names")
        for name, inner in form["properties"].items():
            found += faults(value.get(name), inner, f"{where}/{name}")
    return found


def test_every_record_is_of_the_schema(told_once: Exported) -> None:
    paths = sorted((told_once.folder / "records").glob("*.json"))
    assert len(paths) == 6
    for path in paths:
        value = json.loads(path.read_bytes())
        assert faults(value, SCHEMA_DOCUMENT) == []
        assert faults(value | {"other": 1}, SCHEMA_DOCUMENT)
        assert faults(value | {"status": "lost"}, SCHEMA_DOCUMENT)
        assert faults({name: said for name, said in value.items() if name != "line"}, SCHEMA_DOCUMENT)


def test_the_schema_knows_every_kind() -> None:
    assert SCHEMA_DOCUMENT["$defs"]["open"]["properties"]["kind"]["enum"] == sorted(KINDS)
    assert SCHEMA_DOCUMENT["$id"] == "/schema/record.json"
