"""What programs read of the public site: feeds, calendars, JSON, the site map."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import icalendar
import pytest
from flask.testing import FlaskClient

from committee_app.public import create_public_app
from committee_app.public.channels import channels
from committee_app.public.site import TABLE, Site
from tests.open_site import records

ATOM = "{http://www.w3.org/2005/Atom}"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def faults_of_feed(body: bytes) -> list[str]:
    """What RFC 4287 asks of a feed and this one does not do."""
    feed, faults = ElementTree.fromstring(body), []
    if feed.tag != f"{ATOM}feed":
        return ["no feed"]
    for thing in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            if len(thing.findall(f"{ATOM}{name}")) != 1 or not thing.findtext(f"{ATOM}{name}"):
                faults.append(f"not one {name}")
        if not MOMENT.fullmatch(thing.findtext(f"{ATOM}updated") or ""):
            faults.append("no moment")
        if not (thing.findtext(f"{ATOM}id") or "").startswith("urn:uuid:"):
            faults.append("no permanent identity")
        if not [link for link in thing.findall(f"{ATOM}link") if link.get("rel") == "alternate"]:
            faults.append("leads nowhere")
    if not feed.findall(f"{ATOM}author/{ATOM}name"):
        faults.append("nobody's")
    identities = [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
    if len(set(identities)) != len(identities):
        faults.append("one identity twice")
    moments = [entry.findtext(f"{ATOM}updated") or "" for entry in feed.findall(f"{ATOM}entry")]
    if moments and (moments != sorted(moments, reverse=True) or feed.findtext(f"{ATOM}updated") != moments[0]):
        faults.append("out of order")
    return faults


def entries(body: bytes) -> dict[str, str]:
    found = ElementTree.fromstring(body).findall(f"{ATOM}entry")
    return {entry.findtext(f"{ATOM}title") or "": entry.findtext(f"{ATOM}id") or "" for entry in found}


def test_every_feed_is_valid(client: FlaskClient, site: Site) -> None:
    feeds = [address for address, page, _ in site.addresses() if page.media == "application/atom+xml"]
    assert len(feeds) == 116
    for address in feeds:
        answer = client.get(address)
        assert answer.mimetype == "application/atom+xml"
        assert faults_of_feed(answer.data) == [], address


@pytest.mark.parametrize(
    ("was", "becomes"),
    [("<updated>2028-06-01T", "<updated>2029-06-01T"), ("<author>", "<other>"), ("urn:uuid:", "/records/"),
     ("T00:00:00Z", ""), ('rel="alternate"', 'rel="other"')],
)  # fmt: skip
def test_a_feed_that_is_not_valid_is_found(client: FlaskClient, was: str, becomes: str) -> None:
    body = client.get("/feed.atom").get_data(as_text=True)
    assert was in body
    wrong = body.replace(was, becomes).replace("</author>", "</author>" if becomes != "<other>" else "</other>")
    assert faults_of_feed(wrong.encode())


def test_a_feed_tells_of_withdrawals_and_keeps_its_identities(client: FlaskClient, tmp_path: Path) -> None:
    told = entries(client.get("/feed.atom").data)
    assert "Withdrawn: record 8" in told
    assert "Record 8, withdrawn" in told
    assert set(entries(client.get("/offices/29510.atom").data)) == {
        "Second request: City of St. Louis", "Request to reappoint: City of St. Louis",
    }  # fmt: skip
    # At another address, with one record more, each has the identity that it had.
    some = [*records.every_kind(), records.record(16, "minutes", "2028-11-14", "Minutes")]
    path = records.written(tmp_path / "open.sqlite3", some)
    other = create_public_app(path, lambda: records.TODAY, "https://records.example").test_client()
    later = other.get("/feed.atom").data
    assert faults_of_feed(later) == []
    assert {title: later_id for title, later_id in entries(later).items() if title in told} == told
    links = [link.get("href") or "" for link in ElementTree.fromstring(later).iter(f"{ATOM}link")]
    assert all(link.startswith("https://records.example/") for link in links)


def test_letters_that_xml_does_not_know_are_no_fault(tmp_path: Path) -> None:
    hostile = "a\x00b\x1fc\ufffe ]]> & <b> \u202e"
    some = [records.record(1, "request", "2028-01-01", hostile, text=hostile, **records.GREENE)]
    client = create_public_app(records.written(tmp_path / "open.sqlite3", some), lambda: records.TODAY).test_client()
    assert faults_of_feed(client.get("/feed.atom").data) == []
    assert "\x00" not in client.get("/records/1").get_data(as_text=True)
    assert client.get("/records/1.json").get_json()["title"] == hostile


def events(client: FlaskClient, path: str) -> list[Any]:
    answer = client.get(path)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    for line in answer.data.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
    return icalendar.Calendar.from_ical(answer.data).walk("VEVENT")


def test_the_calendar_holds_each_meeting_once(client: FlaskClient) -> None:
    met = {str(event["UID"]).split("@")[0]: event for event in events(client, "/meetings.ics")}
    assert set(met) == {"meeting-9", "meeting-11", "meeting-12"}
    off = met["meeting-9"]
    assert (off["STATUS"], off["SEQUENCE"], str(off["SUMMARY"])) == (
        "CANCELLED", 1, "Called off: Review Committee meeting",
    )  # fmt: skip
    stands = met["meeting-11"]
    assert stands["STATUS"] == "CONFIRMED"
    assert stands["DTSTART"].dt.isoformat() == "2028-12-01T14:30:00-06:00"
    assert str(stands["LOCATION"]) == "Room 5, Jefferson City"
    assert "Roll call; Matter under section 56.602, RSMo (closed)" in str(stands["DESCRIPTION"])
    assert stands["DTSTAMP"].dt.isoformat() == "2028-11-11T00:00:00+00:00"
    (alone,) = events(client, "/meetings/9.ics")
    assert alone.to_ical() == off.to_ical()


def test_a_calendar_takes_words_of_every_kind(tmp_path: Path) -> None:
    place = "Room; 5,\\ first\nfloor " + "ö" * 80 + "\r\nBEGIN:VEVENT"
    some = [records.notice(1, "2028-11-01", "2028-12-01", fields={"place": place, "time": "at noon"})]
    client = create_public_app(records.written(tmp_path / "open.sqlite3", some), lambda: records.TODAY).test_client()
    (event,) = events(client, "/meetings.ics")
    assert str(event["LOCATION"]) == place.replace("\r\n", "\n")
    assert event["DTSTART"].dt.isoformat() == "2028-12-01"


def faults_of(value: Any, schema: Mapping[str, Any], at: str = "") -> list[str]:
    """What the value does that the schema does not let it, by the words of JSON Schema that ours uses."""
    known = {"type", "required", "properties", "additionalProperties", "enum", "const", "pattern", "items", "anyOf",
             "oneOf", "minimum", "maximum", "minLength", "maxLength", "format"}  # fmt: skip
    about = {"$schema", "$id", "title", "description", "$comment", "$defs", "examples", "default"}
    assert not schema.keys() - known - about, schema.keys()
    types = {"integer": int, "string": str, "object": dict, "array": list, "null": type(None), "boolean": bool,
             "number": (int, float)}  # fmt: skip
    faults = []
    if "type" in schema:
        allowed = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        if not any(isinstance(value, types[one]) for one in allowed):
            return [f"{at}: {value!r} is no {allowed}"]
    if "enum" in schema and value not in schema["enum"]:
        faults.append(f"{at}: {value!r} is none of them")
    if "const" in schema and value != schema["const"]:
        faults.append(f"{at}: {value!r} is another")
    if isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value):
        faults.append(f"{at}: {value!r} does not fit")
    for words in ("anyOf", "oneOf"):
        if words in schema and not any(not faults_of(value, one, at) for one in schema[words]):
            faults.append(f"{at}: fits none")
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        faults += [f"{at}: no {name}" for name in schema.get("required", ()) if name not in value]
        if schema.get("additionalProperties") is False:
            faults += [f"{at}: {name} is not known" for name in value.keys() - properties.keys()]
        for name, inner in value.items():
            faults += faults_of(inner, properties.get(name, {}), f"{at}/{name}")
    if isinstance(value, list):
        faults += [fault for inner in value for fault in faults_of(inner, schema.get("items", {}), at)]
    return faults


def test_every_record_is_a_document_by_its_schema(client: FlaskClient) -> None:
    schema = client.get("/schema/record.json").get_json()
    for one in records.every_kind():
        document = client.get(f"/records/{one.number}.json").get_json()
        assert faults_of(document, schema) == []
        assert document["number"] == one.number
        assert "pdf" not in document
    assert faults_of({**document, "number": "1"}, schema)
    assert faults_of({name: value for name, value in document.items() if name != "sha256"}, schema)


def test_manifests_list_and_keys_are_json(client: FlaskClient) -> None:
    lines = [json.loads(line) for line in client.get("/list.jsonl").get_data(as_text=True).splitlines()]
    assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
    for one in records.every_kind():
        found = client.get(f"/records/{one.number}/manifest.json").get_json()
        assert found["line"] in lines
    assert client.get("/keys.json").get_json()


def test_the_site_map_names_every_page(client: FlaskClient, site: Site, store: Path) -> None:
    other = create_public_app(store, lambda: records.TODAY, "https://records.example").test_client()
    found = [
        loc.text or "" for loc in ElementTree.fromstring(other.get("/sitemap.xml").data).iter() if "loc" in loc.tag
    ]
    assert all(at.startswith("https://records.example/") for at in found)
    named = {at.removeprefix("https://records.example") for at in found}
    pages = {at for at, page, _ in site.addresses() if page.media.startswith("text/html")}
    assert pages - named == {"/404.html", *(f"/{one.number}" for one in records.every_kind())}
    assert "Sitemap: https://records.example/sitemap.xml" in other.get("/robots.txt").get_data(as_text=True)


@pytest.mark.parametrize("number", [1, 10, 7, 13, 14])
def test_the_channels_of_a_record_are_what_the_site_would_show(client: FlaskClient, number: int) -> None:
    one = replace(records.every_kind()[number - 1], replaces=None, how=None)
    shown = dict(channels(one))
    assert set(shown) >= {"page", "PDF", "JSON", "feed entry", "list"}
    assert shown["PDF"] == one.pdf
    for channel, told in (("page", one.text), ("JSON", one.title), ("feed entry", one.text), ("list", one.title)):
        assert told.encode() in shown[channel], channel
    assert ("calendar" in shown) == (one.kind == "notice")
    assert TABLE["record"].media.startswith("text/html")
