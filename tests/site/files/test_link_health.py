"""Files that tell programs how the links are."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

from checked_list import COPY, DEAD, IN_NOTE, MOVED, SHAKY, site


def test_link_health_json_names_every_link_that_is_not_well() -> None:
    assets = {asset.path: asset.content for asset in site().assets()}
    document = json.loads(assets["link-health.json"])
    assert document["checked"] == "2026-11-09T04:00Z"
    assert document["counts"] == {"dead": 2, "suspect": 1, "unsure": 0, "moved": 1, "alive": 1, "unchecked": 0}
    assert [link["url"] for link in document["links"]] == [DEAD, IN_NOTE, SHAKY, MOVED]
    assert document["links"][0]["copy"] == COPY
    assert document["links"][1]["entries"] == [{"slug": "2023-06-09-well", "title": False}]
    ET.fromstring(assets["link-health.svg"])  # noqa: S314 - our own
