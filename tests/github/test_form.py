"""Tests for the issue form, for events about issues, and for pull requests with entries from the form."""

from __future__ import annotations

import datetime
import json
import re

import pytest
import yaml
from conftest import CASES, LIST, ROOT
from hypothesis import given
from hypothesis import strategies as st

from llmnotes.errors import GithubError
from llmnotes.github import event, form, proposal, summary
from llmnotes.model import Entry
from llmnotes.records.taxonomy import Taxonomy, Topic
from llmnotes.records.taxonomy_file import load

TAXONOMY = load(LIST / "topics.yml", "topics.yml")[0]
JAPANESE = re.compile("[ぁ-ヿ一-鿿]")
PAYLOAD = (CASES / "github" / "issue-labeled.json").read_text(encoding="utf-8")


def body(**filled: str) -> str:
    """Return the issue body that GitHub makes from these values of the form's fields."""
    return "\n\n".join(f"### {field.label}\n\n{filled.get(field.id, form.NO_RESPONSE)}" for field in form.FIELDS)


def faults(text: str, taxonomy: Taxonomy | None = TAXONOMY) -> list[str]:
    found, wrong = form.read(text, taxonomy)
    assert (found is None) == bool(wrong)
    return [fault.label for fault in wrong]


def test_the_issue_form_has_the_keys_and_the_different_options_that_github_requires() -> None:
    made = yaml.safe_load(form.text(TAXONOMY, "ja"))
    assert {"name", "description", "body"} <= made.keys()
    fields = {field["id"]: field for field in made["body"]}
    assert [id_ for id_, field in fields.items() if field["validations"]["required"]] == ["url"]
    menu = fields["topics"]["attributes"]
    assert menu["multiple"] is True
    assert "RAG・検索 / RAG and search" in menu["options"]
    assert len(set(menu["options"])) == len(menu["options"]) == len(TAXONOMY.topics)
    assert all(isinstance(option, str) for option in menu["options"])


@pytest.mark.shipped
def test_the_issue_form_of_the_repository_is_up_to_date_with_topics_yml() -> None:
    assert (ROOT / form.FILE).read_text(encoding="utf-8") == form.text(load(ROOT / "topics.yml", "topics.yml")[0], "ja")


def test_an_option_of_the_issue_form_has_the_id_of_its_topic_if_github_would_refuse_the_title_alone() -> None:
    titles = {"a": "None", "b": "Same", "c": "Same", "d": "yes"}
    topics = tuple(Topic(id=id_, title={"ja": title, "en": title}, description={}) for id_, title in titles.items())
    menu = yaml.safe_load(form.text(Taxonomy(topics=topics), "ja"))["body"][3]["attributes"]["options"]
    assert menu == ["None (a)", "Same", "Same (c)", "yes"]


def test_the_issue_form_has_no_menu_of_topics_if_the_list_has_no_topics() -> None:
    assert "dropdown" not in form.text(None, "ja")
    assert faults(body(url="https://a.example/"), None) == []


def test_an_issue_and_the_values_of_its_form_are_read_from_an_event() -> None:
    issue = event.read(PAYLOAD)
    assert (issue.number, issue.accepted, issue.open, issue.branch) == (12, True, True, "add-entry/issue-12")
    assert issue.credit == "Co-authored-by: hanako-yomu <7654321+hanako-yomu@users.noreply.github.com>"
    found, wrong = form.read(issue.body, TAXONOMY)
    assert wrong == []
    assert found == form.Answers(
        url="https://articles.example/rag-with-langchain/?utm_source=feed", title="LangChainで作るRAG入門", date="2024-02-29",
        topics=("rag", "building"), tags=("LangChain", "Embeddings"), note="- 検索の質の測り方まで書いてある\n  - [元のコード](https://github.com/example/rag)",
    )  # fmt: skip


@pytest.mark.parametrize("blank", [" ", "\n", "\n \n", "\u3000", "\t"])
def test_white_space_inside_the_note_of_an_issue_form_is_kept(blank: str) -> None:
    text = f"a{blank * 10_000}b"
    found, _ = form.read(body(url="https://a.example/", note=f"\n \n{text}\n \n"), TAXONOMY)
    assert found
    assert found.note == text


def test_an_issue_counts_as_made_with_the_form_even_without_one_heading_and_an_issue_from_another_form_does_not() -> None:
    assert form.is_form(body(url="https://a.example/"))
    assert form.is_form(body().replace("### URL", "URL"))
    assert not form.is_form("### URL\n\nthe search page\n\n### What happened\n\nnothing")
    assert not form.is_form("")


def test_an_issue_form_accepts_white_space_around_its_url_and_reports_a_second_url() -> None:
    assert form.read(body(url="\n   https://a.example/ok \n"), TAXONOMY)[0] == form.Answers(url="https://a.example/ok")
    _, wrong = form.read(body(url="https://a.example/\nhttps://b.example/"), TAXONOMY)
    assert [fault.message for fault in wrong] == ["the URL has more than one line"]


def test_the_text_of_a_pull_request_for_a_long_note_stays_within_githubs_limit() -> None:
    issue = event.read(PAYLOAD)
    entry = Entry(slug="2024-01-01-a", title="A", url="https://a.example/", date=datetime.date(2024, 1, 1), note="- x\n" * 12_000)
    described = summary.described(entry, summary.ReviewedList(entries=[entry], taxonomy=TAXONOMY, language="ja"))
    body_ = proposal.of_entry(issue, entry, described, "ja").body
    assert len(body_) < form.MAX_BODY
    assert body_.startswith("Closes #12\n")
    assert "2024-01-01-a" in body_


def test_an_issue_form_with_only_a_url_is_valid() -> None:
    assert form.read(body(url="https://a.example/"), TAXONOMY)[0] == form.Answers(url="https://a.example/")


def test_an_edited_issue_form_with_crlf_line_endings_and_extra_spaces_can_be_read() -> None:
    text = body(url="https://a.example/", note="one\n\ntwo").replace("\n", "\r\n").replace("### 公開日", "###  公開日") + "  \r\n\r\n"
    assert form.read(text, TAXONOMY)[0] == form.Answers(url="https://a.example/", note="one\n\ntwo")


def test_a_heading_of_the_issue_form_inside_the_note_stays_part_of_the_note() -> None:
    note = "### URL\n\nhttps://evil.example/\n\n### トピック / Topics\n\nnothing"
    found, _ = form.read(body(url="https://a.example/", note=note), TAXONOMY)
    assert (found and found.url, found and found.note, found and found.topics) == ("https://a.example/", note, ())


def test_chosen_topics_whose_titles_have_commas_are_recognised_in_an_issue_form() -> None:
    topics = tuple(
        Topic(id=id_, title={"ja": title, "en": title}, description={}) for id_, title in {"a": "A", "b": "A, B", "c": "C"}.items()
    )
    assert form.read(body(url="https://a.example/", topics="A, B, C, A"), Taxonomy(topics=topics))[0] == form.Answers(
        url="https://a.example/", topics=("b", "c", "a")
    )


@pytest.mark.parametrize(
    ("filled", "label"),
    [
        ({}, "URL"),
        ({"url": "javascript:alert(1)"}, "URL"),
        ({"url": "https://a.example/ https://b.example/"}, "URL"),
        ({"url": "https://a.example/", "date": "2023-02-30"}, "公開日 / Published"),
        ({"url": "https://a.example/", "date": "../../etc"}, "公開日 / Published"),
        ({"url": "https://a.example/", "work": "a\nurl: https://evil.example/"}, "タイトル / Title"),
        ({"url": "https://a.example/", "topics": "../../x"}, "トピック / Topics"),
        ({"url": "https://a.example/", "tags": "x" * 51}, "タグ / Tags"),
        ({"url": "https://a.example/", "work": "題" * 1_501}, "タイトル / Title"),
        ({"url": "https://a.example/", "tags": ", ".join(f"t{number}" for number in range(20_000))[:60_000]}, "タグ / Tags"),
        ({"url": "https://a.example/", "tags": "😀" * 41}, "タグ / Tags"),
        ({"url": "https://a.example/", "topics": ", ".join(form.choices(TAXONOMY, "ja"))}, "トピック / Topics"),
        ({"url": "https://a.example/", "tags": "a\x1b[2J"}, "タグ / Tags"),
        ({"url": "https://a.example/", "note": "a\x00b"}, "ノート / Note"),
    ],
)
def test_a_problem_in_a_field_of_an_issue_form_is_reported_with_the_label_of_the_field(filled: dict[str, str], label: str) -> None:
    assert faults(body(**filled)) == [label]


def test_a_date_in_the_future_is_reported_together_with_other_problems_of_an_issue_form() -> None:
    _, wrong = form.read(body(url="nonsense", date="2999-01-01"), TAXONOMY, datetime.date(2026, 1, 1))
    assert [fault.message for fault in wrong] == ["the URL has no scheme: nonsense", "the date 2999-01-01 is in the future"]


def test_all_problems_of_an_issue_form_are_reported_at_once() -> None:
    assert len(faults(body(url="x", date="y", topics="z"))) == 3


@given(st.text(max_size=300))
def test_reading_the_body_of_an_issue_raises_no_exception_for_any_text(text: str) -> None:
    assert form.is_form(body(url=text))
    assert isinstance(faults(text), list)
    answers, wrong = form.read(f"### URL\n\n{text}\n\n### タグ / Tags\n\n{text}", None)
    assert (answers is None) == bool(wrong)


@pytest.mark.parametrize(
    "login",
    ["a b", "x <y@z.example>", "x\nCo-authored-by: y <y@z.example>", "$(id)", "", "-x", None, 3, "dependabot[bot]"],
)
def test_an_author_whose_account_name_is_invalid_or_a_bot_is_not_named_as_co_author(login: object) -> None:
    payload = json.loads(PAYLOAD)
    payload["issue"]["user"]["login"] = login
    assert event.read(json.dumps(payload)).credit == ""


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"issue": 3}', '{"issue": {"number": "12; id", "user": {"id": 1}}}', '{"issue": {"number": -1}}']
)
def test_a_file_that_is_not_an_event_about_an_issue_is_an_error(text: str) -> None:
    with pytest.raises(GithubError, match="not an event about an issue"):
        event.read(text)


def test_reading_an_event_about_a_pull_request_instead_of_an_issue_is_an_error() -> None:
    payload = json.loads(PAYLOAD)
    payload["issue"]["pull_request"] = {}
    with pytest.raises(GithubError, match="pull request"):
        event.read(json.dumps(payload))


@pytest.mark.parametrize(
    "title",
    ["x [skip ci]", "x [CI SKIP]", "x [no\u3000ci]", "x [skip actions]", "x ***NO_CI***", "x skip-checks: true", "x closes #1", "Fixes a/b#2", "x GH-3 @team", "x https://github.com/a/b/issues/1"],
)  # fmt: skip
def test_a_title_with_commands_to_github_is_readable_and_has_no_effect_in_a_commit_message(title: str) -> None:
    entry = Entry(slug="2024-01-01-a", title=title, url="https://a.example/", date=datetime.date(2024, 1, 1))
    issue = event.Issue(number=7, body="", labels=frozenset(), open=True, author="a", author_id=1)
    made = proposal.of_entry(issue, entry, "", "ja")
    obeyed = r"(?i)\[[^\]]*\b(skip|no|ci)\b[^\]]*\]|no_ci|skip-checks|[@#]\w|gh-\d|://"
    assert not re.search(obeyed, made.title)
    assert not re.search(obeyed, made.message.partition("\n")[0])
    assert made.title.replace("\u2060", "") == f"Add: {' '.join(title.split())}"
    assert made.message == f"{made.title}\n\n{issue.credit}\n"


def test_an_issue_form_with_title_tags_and_topics_at_their_limits_is_valid() -> None:
    tags = [f"{number:050}" for number in range(40)]
    found, wrong = form.read(
        body(url="https://a.example/", work="題" * 1_500, tags=", ".join(tags), topics=", ".join(list(form.choices(TAXONOMY, "ja"))[:10])),
        TAXONOMY,
    )
    assert wrong == []
    assert found is not None
    assert (len(found.title), found.tags, len(found.topics)) == (1_500, tuple(tags), 10)


def test_form_and_comments_of_an_english_list_are_in_english_and_forms_with_japanese_headings_are_read() -> None:
    made = form.text(TAXONOMY, "en")
    assert not JAPANESE.search(made)
    comment = proposal.refusal(faults_of("### URL\n\nx\n\n### Published\n\n2023\n\n### Note\n\na"), "en")
    assert not JAPANESE.search(comment)
    assert "**Published**" in comment
    topic = TAXONOMY.topics[0]
    for labels, title in (
        (("Title", "Topics", "Tags"), topic.title["en"]),
        (("タイトル / Title", "トピック / Topics", "タグ / Tags"), form_title(topic)),
    ):
        filled = "### URL\n\nhttps://a.example/\n\n" + "".join(
            f"### {label}\n\n{text}\n\n" for label, text in zip(labels, ("a", title, "b"), strict=True)
        )
        found, wrong = form.read(filled, TAXONOMY)
        assert found is not None, wrong
        assert (found.title, found.topics, found.tags) == ("a", (topic.id,), ("b",))


def faults_of(text: str) -> list[form.Fault]:
    return list(form.read(text, TAXONOMY)[1])


def form_title(topic: Topic) -> str:
    return " / ".join(topic.title.values())
