"""The output of each artifact depends only on its view, and its key is a digest of the whole view."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import enum
import functools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import jinja2
import pytest

from llmnotes.links.check import Check, Outcome
from llmnotes.links.history import Copy, History, Mark, Said
from llmnotes.links.history_merge import advanced
from llmnotes.links.ledger import Ledger, Run
from llmnotes.links.verdict import Standing
from llmnotes.model import Entry
from llmnotes.records.catalogue import Catalogue
from llmnotes.records.removal import Removal
from llmnotes.records.taxonomy import Keyword, Taxonomy, Topic
from llmnotes.site.assemble import SHARED, Site
from llmnotes.site.engine.addresses import Addresses
from llmnotes.site.engine.digest import Digests
from llmnotes.site.pages import home
from llmnotes.site.publication.publication import Publication
from llmnotes.site.publication.repository import Repository
from llmnotes.site.theme.page_texts import PageText, PageTexts
from llmnotes.system.cache import Cache

NOW = datetime.datetime(2026, 11, 20, tzinfo=datetime.UTC)
BEGIN = NOW - datetime.timedelta(days=19)
DAY = datetime.date(2023, 6, 9)
TOPICS = tuple(
    Topic(id=id_, title={"ja": ja, "en": en}, description={"ja": f"{ja}の話。", "en": f"All of {en}."}, formerly=formerly)
    for id_, ja, en, formerly in (("rag", "検索拡張", "RAG", ("retrieval",)), ("legal", "法務", "Legal", ()))
)
TAXONOMY = Taxonomy(topics=TOPICS, keywords=(Keyword(name="LoRA", aliases=("LORA2", "adapter")),))


def entries() -> Iterator[Entry]:
    """Yield enough entries for statistics, numbered pages, feeds of tags, pages of initials and all verdicts on links."""
    for number in range(130):
        day = DAY + datetime.timedelta(days=number * 5)
        yield Entry(
            slug=f"{day}-e{number}", title=f"記事 {number} - Qiita", url=f"https://qiita.com/e{number}", date=day,
            added=day if number % 3 else None, updated=day if number % 5 == 0 else None, topics=("rag", "legal")[: number % 3],
            tags=(*(("LoRA", "RAG")[: number % 3]), *(f"tag{number}-{place}" for place in range(8))), lang="en" if number % 7 == 0 else None,
            via="a friend" if number % 11 == 0 else None, archived=f"https://archive.org/{number}" if number % 13 == 0 else None,
            note=f"- note {number}, see [another](https://qiita.com/e{number - 1}) and [more](https://else.example/{number % 5})" if number else "",
        )  # fmt: skip


def history(outcome: str, target: str = "") -> History:
    found = History(copy=Copy(BEGIN.date(), "https://web.archive.org/web/20230610111213/https://qiita.com/e1"))
    for number in range(4):
        time = BEGIN + datetime.timedelta(days=4 * number)
        found = advanced(found, Check(url="x", outcome=Outcome(outcome), time=time, detail="404", target=target))
    return found


OUTCOMES = ("gone", "moved", "ok", "server-error", "blocked")
LEDGER = Ledger(
    histories={
        **{f"https://qiita.com/e{number}": history(outcome, "https://new.example/") for number, outcome in enumerate(OUTCOMES)},
        "https://else.example/1": history("gone"),
        "https://else.example/2": dataclasses.replace(history("ok"), mark=Mark(said=Said.DEAD, time=BEGIN, reason="spam now")),
    },
    runs=tuple(
        Run(time=BEGIN + datetime.timedelta(days=4 * number), scope="all", counts={Standing.DEAD: number, Standing.ALIVE: 5}, checked=5)
        for number in range(3)
    ),
)


@pytest.fixture(scope="module")
def site() -> Site:
    listed = tuple(entries())
    removal = Removal(slug="2023-01-01-gone", url="https://gone.example/", title="Gone", date=DAY, removed=DAY, reason="its author asked")
    return Site(
        Publication(
            catalogue=Catalogue(listed), taxonomy=TAXONOMY, name="List", language="en", addresses=Addresses(), description="A list.",
            site_url="https://l.example/", cards="topics", ledger=LEDGER, now=NOW, removals=(removal,),
            repository=Repository(edit="https://f.example/edit", new="https://f.example/new", records={one.slug: one.slug for one in listed}),
        )
    )  # fmt: skip


def samples(site: Site) -> Iterator[tuple[str, object, Callable[[Any], object]]]:
    """Yield name, view, and a function that renders the view, for the first, the second and the fifth artifact of each template."""
    seen: collections.Counter[object] = collections.Counter()
    common = site.publication.site
    for page in site.page_artifacts():
        seen[page.template] += 1
        if seen[page.template] in {1, 2, 5}:
            yield page.path, page.view(), functools.partial(_given, page.template, site.rendering)
            if page.beside:
                yield f"{page.path}, beside", page.view(), functools.partial(_given, page.beside, common)
    for artifact in site.artifacts(Cache(None)):
        kind = getattr(artifact.template, "func", artifact.template)
        seen[kind] += 1
        if seen[kind] in {1, 2, 5}:
            yield artifact.id, artifact.view(), functools.partial(_given, artifact.template, common)
    texts = PageTexts([PageText(address="about/", title="About", sections=(("", "", "A text."), ("more", "More", "Other.")))])
    listed = ((site.addresses.of(page.path), page) for page in site.page_artifacts())
    for artifact in (*site.last_artifacts(listed, ["./", "about/"]), texts.artifact()):
        yield artifact.id, artifact.view(), functools.partial(_given, artifact.template, common)
    view = home.view(site.publication, intro="<p>Hello.</p>", description="d", statistics=True)
    yield "home", view, functools.partial(_given, home.template, site.rendering)


def _given(template: Callable[[Any, Any], Any], common: object, view: object) -> list[object]:
    return list(template(view, common))


def changed(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield copies of a value, in each of which one part is changed or left out, with the path of that part. In long tuples and mappings, change the first two parts."""
    for kind, change in CHANGES:
        if isinstance(value, kind) or (kind is Dataclass and dataclasses.is_dataclass(value)):
            yield from change(value, path)
            return
    assert value is None, f"{path}: a view holds {value!r}"


class Dataclass:
    """Placeholder in `CHANGES` for all dataclasses."""


def of_dataclass(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    for field in dataclasses.fields(value):
        for way, other in changed(getattr(value, field.name), f"{path}.{field.name}"):
            yield way, dataclasses.replace(value, **{field.name: other})


def of_tuple(value: tuple[Any, ...], path: str) -> Iterator[tuple[str, Any]]:
    named = hasattr(value, "_fields")
    for place, part in enumerate(value if named else value[:2]):
        for way, other in changed(part, f"{path}[{place}]"):
            parts = (*value[:place], other, *value[place + 1 :])
            yield way, type(value)(*parts) if named else type(value)(parts)
    if value and not named:
        yield f"{path}, one less", type(value)(value[:-1])


def of_mapping(value: Mapping[Any, Any], path: str) -> Iterator[tuple[str, Any]]:
    for key in [*value][:2]:
        for way, other in changed(value[key], f"{path}[{key}]"):
            yield way, {**value, key: other}
    for key in [*value][:1]:
        yield f"{path}, one less", {other: part for other, part in value.items() if other != key}


CHANGES: tuple[tuple[Any, Callable[[Any, str], Iterator[tuple[str, Any]]]], ...] = (
    (Dataclass, of_dataclass),
    (enum.Enum, lambda value, path: iter([(path, next(other for other in type(value) if other is not value))])),
    (tuple, of_tuple),
    (list, lambda value, path: ((way, [*other]) for way, other in of_tuple(tuple(value), path))),
    (Mapping, of_mapping),
    (bool, lambda value, path: iter([(path, not value)])),
    ((int, float), lambda value, path: iter([(path, value + 1)])),
    (str, lambda value, path: iter([(path, f"{value}x")])),
    (datetime.date, lambda value, path: iter([(path, value + datetime.timedelta(days=1))])),
)


@pytest.mark.no_cover  # the tests of pages and files cover the same lines
def test_a_change_to_a_view_that_changes_the_output_also_changes_the_cache_key(site: Site) -> None:
    views = fields = shown = 0
    for name, view, template in samples(site):
        key, output = Digests(SHARED).of(view), template(view)
        views += 1
        for way, other in changed(view):
            fields += 1
            try:
                differs = template(other) != output
            except (
                LookupError,
                TypeError,
                ValueError,
                jinja2.UndefinedError,
            ):
                # The change made a view that no catalogue gives, for example a tag without a spelling.
                differs = True
            shown += differs
            assert Digests(SHARED).of(other) != key or not differs, f"{name}: {way} is shown, but is not in the key"
    print(f"{views} views, {fields} fields, {shown} of them shown")  # noqa: T201 - the figures, with -rP
    assert views > 40
    assert shown > fields / 2


def made(site: Site) -> dict[str, tuple[str, Callable[[], list[object]]]]:
    """Return the key of each page and file of a site, and a function that renders it, by path or id."""
    found: dict[str, tuple[str, Callable[[], list[object]]]] = {}
    for page in site.page_artifacts():
        view = page.view()
        found[page.path] = site.digests.of(view), functools.partial(_given, page.template, site.rendering, view)
        if page.beside:
            found[f"{page.path}, beside"] = site.digests.of(view), functools.partial(_given, page.beside, site.view, view)
    for artifact in site.artifacts(Cache(None)):
        view = artifact.view()
        found[artifact.id] = site.digests.of(view), functools.partial(_given, artifact.template, site.view, view)
    return found


@pytest.fixture(scope="module")
def whole(site: Site) -> dict[str, tuple[str, list[object]]]:
    return {id_: (key, render()) for id_, (key, render) in made(site).items()}


FIRST, *REST = entries()
OTHERS: dict[str, dict[str, Any]] = {
    "a note": {"catalogue": Catalogue([dataclasses.replace(FIRST, note="- new"), *REST])},
    "a date": {"catalogue": Catalogue([*REST, dataclasses.replace(FIRST, date=DAY + datetime.timedelta(days=900))])},
    "an entry less": {"catalogue": Catalogue(REST)},
    "the ledger": {"ledger": None},
    "the day of the build": {"now": NOW.replace(year=2024)},
    "the removals": {"removals": ()},
    "the aliases of tags": {"taxonomy": Taxonomy(topics=TOPICS, keywords=(Keyword(name="LoRA", aliases=("else",)),))},
    "the addresses of records": {
        "repository": Repository(edit="https://other.example", new="https://f.example/new", records={one.slug: "x" for one in entries()})
    },
}


@pytest.mark.parametrize("what", OTHERS)
def test_pages_and_files_whose_keys_stay_equal_after_a_change_to_the_list_also_stay_equal(
    site: Site, whole: dict[str, tuple[str, list[object]]], what: str
) -> None:
    other = Site(dataclasses.replace(site.publication, **OTHERS[what]))
    assert other.key == site.key
    kept = 0
    for id_, (key, render) in made(other).items():
        if whole.get(id_, ("",))[0] == key:
            kept += 1
            assert render() == whole[id_][1], f"{id_} shows a value that is neither in its view nor in the site-wide view"
    assert 0 < kept < len(whole)


def test_equal_views_of_two_sites_have_the_same_digests(site: Site) -> None:
    again = Site(site.publication)
    assert [(name, site.digests.of(view)) for name, view, _ in samples(site)] == [
        (name, again.digests.of(view)) for name, view, _ in samples(again)
    ]


@pytest.mark.parametrize("part", [Catalogue([]), Site, lambda: 0, object(), {1, 2}])
def test_the_digest_of_a_view_with_an_object_that_is_not_plain_data_raises_type_error(part: object) -> None:
    with pytest.raises(TypeError, match="has no digest"):
        Digests().of((1, ("a", part)))


def test_texts_that_differ_only_in_a_lone_surrogate_have_different_digests() -> None:
    keys = {Digests().of((name, DAY)) for name in ("a\udc80", "a\udc81", "a")}
    assert len(keys) == 3


def test_sites_that_differ_in_one_setting_have_different_keys(site: Site) -> None:
    publication = site.publication
    changes: tuple[dict[str, Any], ...] = (
        {"name": "Other"}, {"language": "ja"}, {"addresses": Addresses(directories=False)}, {"description": "Other."}, {"site_url": None},
        {"cards": None}, {"folder": "other"}, {"taxonomy": Taxonomy(topics=TOPICS[:1])}, {"repository": None},
    )  # fmt: skip
    others = [dataclasses.replace(publication, **change) for change in changes]
    keys = [Site(one).key for one in (publication, *others)]
    assert len(set(keys)) == len(keys)


def in_folder(site: Site) -> Site:
    """Return the same list in the folder `reading/` of another site."""
    addresses = Addresses(prefix="reading/")
    return Site(dataclasses.replace(site.publication, addresses=addresses, site_url="https://l.example/reading/"))


@pytest.mark.parametrize("path", ["reading/", "reading", "./reading/"])
def test_the_pages_of_a_list_in_a_folder_of_a_larger_site_replace_the_path_of_that_folder_in_nav(site: Site, path: str) -> None:
    folder = in_folder(site)
    given = ["index.md", {"Read": path}, {"More": ["guide/reading/", {"Deep": [path]}]}, "https://other.example/reading/"]
    home, titled, more, link = folder.navigation(given)
    assert (home, link) == (given[0], given[3])
    assert titled["Read"][0] == {"List": "reading/index.md"}
    assert titled["Read"][1]["Topics"][0] == "reading/topics/index.md"
    assert more["More"][0] == "guide/reading/"
    assert more["More"][1] == {"Deep": [{"List": titled["Read"]}]}
    assert site.navigation(given) == given


def test_without_nav_the_navigation_has_the_pages_of_a_list_in_a_folder_after_the_pages_outside_this_folder(site: Site) -> None:
    others = ["index.md", "reading/index.md", "reading/about.md", "guide/a.md"]
    found = in_folder(site).navigation(None, others, lambda paths: [{"nested": list(paths)}])
    assert found[0] == {"nested": ["index.md", "guide/a.md"]}
    assert found[1]["List"][0] == {"List": "reading/index.md"}
    assert found[1]["List"][-1] == "reading/about.md"
    assert len(found) == 2


def test_a_list_in_a_folder_of_a_larger_site_has_the_files_of_a_whole_site_with_other_addresses_scripts_and_search(site: Site) -> None:
    whole = {asset.path: asset.content for asset in site.assets() if asset.path != "robots.txt"}
    folder = {asset.path: asset.content for asset in in_folder(site).assets()}
    assert whole.keys() == folder.keys()
    for path, content in whole.items():
        if not path.startswith(("search/", "assets/")):
            assert folder[path] == content.replace(b"https://l.example/", b"https://l.example/reading/"), path
