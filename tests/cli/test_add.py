"""`llmnotes add`, with a server on loopback that answers as real sites do."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from loopback import Loopback, reply

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., subprocess.CompletedProcess[bytes]]

COMMAND = [sys.executable, "-c", "from llmnotes.cli import run; run()"]
TOPICS = """
topics:
- {id: rag, title: RAG, patterns: [RAG, 検索]}
- {id: legal, title: Legal, patterns: [法律]}
tags:
- {name: LangChain, aliases: [langchain-ai]}
"""


@pytest.fixture(autouse=True)
def _list(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: A list\nplugins:\n- llmnotes: {language: ja}\n", encoding="utf-8")
    (tmp_path / "topics.yml").write_text(TOPICS, encoding="utf-8")


def article(title: str, head: str = "", encoding: str = "utf-8", declared: str = "") -> bytes:
    body = (
        f"<!doctype html><html lang=ja><head>{declared}<title>{title}</title>{head}</head><body><p>本文です。{'あ' * 300}</p></body></html>"
    )
    return reply(200, body.encode(encoding) if encoding != "utf-8" else body, content_type="text/html")


def add(run: Run, *options: str) -> subprocess.CompletedProcess[bytes]:
    return run("add", "--yes", "--allow-private", *options)


def written(folder: Path, done: subprocess.CompletedProcess[bytes]) -> str:
    return (folder / done.stdout.decode().strip()).read_text(encoding="utf-8")


@pytest.mark.parametrize(("encoding", "label"), [("utf-8", "utf-8"), ("cp932", "Shift_JIS"), ("euc_jp", "EUC-JP")])
def test_adding_a_url_reads_the_title_of_its_page_in_any_encoding(
    llmnotes: Run, server: Loopback, tmp_path: Path, encoding: str, label: str
) -> None:
    page = article(
        "RAGの検索を改良する",
        "<meta property='article:published_time' content='2023-06-09T10:00:00+09:00'>",
        encoding,
        f"<meta charset={label}>",
    )
    url = server.route("/articles/rag-search", page)
    done = add(llmnotes, f"{url}?utm_source=feed", "--tag", "langchain-ai", "--note", "- 良い記事")
    assert done.returncode == 0, done.stderr.decode()
    text = written(tmp_path, done)
    added = next(line for line in text.splitlines() if line.startswith("added: "))
    assert text == (
        f"---\ntitle: RAGの検索を改良する\nurl: {url}\ndate: 2023-06-09\n{added}\ntopics: [rag]\ntags: [LangChain]\n---\n\n- 良い記事\n"
    )
    assert done.stdout.decode().startswith("entries/2023/2023-06-09-")
    assert "suggested because 'RAG' is in the title" in done.stderr.decode()
    assert llmnotes("lint").returncode == 0


def test_adding_a_url_shows_a_topic_that_only_the_note_suggests_and_does_not_write_it(
    llmnotes: Run, server: Loopback, tmp_path: Path
) -> None:
    done = add(llmnotes, server.route("/one", article("RAGの話")), "--note", "- 法律の章もある")
    assert "topics: [rag]\n" in written(tmp_path, done)
    assert "legal: not written, because '法律' is only in the note" in done.stderr.decode()
    named = add(llmnotes, server.route("/two", article("題")), "--note", "- 法律の章もある", "--topic", "rag")
    assert "not written" not in named.stderr.decode()


def test_adding_a_url_writes_the_target_of_a_permanent_redirect_but_not_of_a_redirect_to_a_login(
    llmnotes: Run, server: Loopback, tmp_path: Path
) -> None:
    new = server.route("/new", article("新しい"))
    old = server.route("/old", reply(301, location=f"{new}?fbclid=1"))
    login = server.route("/login", article("ログイン"))
    walled = server.route("/walled", reply(302, location=login))
    assert f"url: {new}\n" in written(tmp_path, add(llmnotes, old))
    behind = add(llmnotes, walled)
    assert f"url: {walled}\n" in written(tmp_path, behind)
    assert "leads to a login" in behind.stderr.decode()


def test_a_url_that_the_list_has_already_is_reported_and_added_only_with_the_option_again(
    llmnotes: Run, server: Loopback, tmp_path: Path
) -> None:
    url = server.route("/one", article("一つ目"))
    first = add(llmnotes, url)
    again = add(llmnotes, f"{url}?utm_medium=x")
    assert (again.returncode, again.stdout) == (1, b"")
    assert f"is listed already: {first.stdout.decode().strip()}" in again.stderr.decode()
    assert add(llmnotes, url, "--again").returncode == 0
    assert len(list((tmp_path / "entries").rglob("*.md"))) == 2


def test_a_url_is_reported_as_listed_if_the_list_has_another_spelling_of_it(llmnotes: Run, tmp_path: Path) -> None:
    assert add(llmnotes, "https://example.org/a", "--no-fetch").returncode == 0
    for other in ("http://example.org/a", "https://www.example.org/a", "https://example.org/a/", "https://example.org/a#part"):
        again = add(llmnotes, other, "--no-fetch")
        assert (again.returncode, again.stdout) == (1, b"")
        assert "is listed already" in again.stderr.decode()
    assert add(llmnotes, "https://example.org/a#/route", "--no-fetch").returncode == 0
    assert len(list((tmp_path / "entries").rglob("*.md"))) == 2


def test_changing_the_url_of_a_new_record_in_the_editor_to_a_url_of_the_list_is_reported_and_adds_nothing(
    llmnotes: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert add(llmnotes, "https://example.org/a", "--no-fetch").returncode == 0
    monkeypatch.setenv("EDITOR", "sed -i 's#^url:.*#url: https://example.org/a#'")
    done = add(llmnotes, "https://example.org/b", "--no-fetch", "--edit")
    assert (done.returncode, done.stdout) == (1, b"")
    assert "https://example.org/a is listed already" in done.stderr.decode()
    assert len(list((tmp_path / "entries").rglob("*.md"))) == 1


def test_the_same_url_twice_in_one_command_is_added_once_even_if_its_date_was_edited(
    llmnotes: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "sed -i 's/^date:.*/date: 2022-02-02/'")
    done = add(llmnotes, "https://example.org/a", "https://example.org/a?utm_source=x", "--no-fetch", "--edit")
    assert (done.returncode, done.stdout) == (1, b"entries/2022/2022-02-02-example-a.md\n")
    assert "is listed already: entries/2022/2022-02-02-example-a.md" in done.stderr.decode()


def test_an_editor_that_fails_is_reported_and_its_entry_is_not_added(llmnotes: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "false")
    done = add(llmnotes, "https://example.org/a", "https://example.org/b", "--no-fetch", "--edit")
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode().count("Editing failed") == 2


def test_a_paper_on_arxiv_is_added_once_even_if_its_urls_differ(llmnotes: Run) -> None:
    options = ("--no-fetch", "--title", "A paper", "--date", "2021-06-17", "--topic", "rag")
    paper = add(llmnotes, "https://arxiv.org/abs/2106.09685", *options)
    assert paper.returncode == 0
    assert add(llmnotes, "https://arxiv.org/pdf/2106.09685v2", *options).returncode == 1


def test_adding_a_paper_on_arxiv_warns_of_a_note_that_links_to_the_paper(llmnotes: Run) -> None:
    options = ("--no-fetch", "--title", "A paper", "--date", "2021-06-17", "--topic", "rag")
    mentions = add(llmnotes, "https://example.org/a", *options, "--note", "see https://arxiv.org/abs/2005.11401")
    assert mentions.returncode == 0
    message = add(llmnotes, "https://arxiv.org/pdf/2005.11401", *options)
    assert f"the note of {mentions.stdout.decode().strip()} links to this URL" in message.stderr.decode()
    assert message.returncode == 0


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ([reply(200, "<title>Just a moment...</title>")], "no title is known"),
        ([reply(200, b"%PDF-1.4", content_type="application/pdf")], "no title is known"),
    ],
)
def test_adding_a_page_or_file_without_a_usable_title_makes_a_title_from_its_url(
    llmnotes: Run, server: Loopback, tmp_path: Path, steps: list[bytes], message: str
) -> None:
    done = add(llmnotes, server.route("/papers/some-good_words", *steps), "--topic", "rag")
    assert done.returncode == 0
    assert message in done.stderr.decode()
    assert "title: some good words\n" in written(tmp_path, done)


@pytest.mark.parametrize("status", [404, 410, 503])
def test_a_url_that_answers_with_an_error_is_added_only_with_the_option_title(
    llmnotes: Run, server: Loopback, tmp_path: Path, status: int
) -> None:
    url = server.route("/papers/some-good_words", reply(status, "<title>A page</title>"))
    refused = add(llmnotes, url, "--topic", "rag")
    assert (refused.returncode, refused.stdout) == (1, b"")
    assert f"the server answers {status}" in refused.stderr.decode()
    assert "--title" in refused.stderr.decode()
    done = add(llmnotes, url, "--topic", "rag", "--title", "Some words")
    assert (done.returncode, f"the server answers {status}" in done.stderr.decode()) == (0, True)
    assert "title: Some words\n" in written(tmp_path, done)


def test_the_page_of_a_url_that_the_list_has_already_is_not_requested(llmnotes: Run, server: Loopback) -> None:
    url = server.route("/one", article("一つ目"))
    assert add(llmnotes, url, "--no-fetch").returncode == 0
    again = add(llmnotes, url)
    assert "is listed already" in again.stderr.decode()
    assert not server.asked


def test_llmnotes_add_says_which_editor_it_opens(llmnotes: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.delenv("VISUAL", raising=False)
    done = add(llmnotes, "https://example.org/a", "--no-fetch", "--edit")
    assert b"-example-a.md in true" in done.stderr


@pytest.mark.parametrize("editor", ["", "vi", "/usr/bin/nano -w"])
def test_an_editor_that_needs_a_terminal_is_a_usage_error_if_standard_input_is_not_a_terminal(
    llmnotes: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, editor: str
) -> None:
    monkeypatch.setenv("EDITOR", editor)
    monkeypatch.delenv("VISUAL", raising=False)
    done = add(llmnotes, "https://example.org/a", "--no-fetch", "--edit")
    message = done.stderr.decode()
    assert (done.returncode, done.stdout) == (2, b"")
    assert f"--edit opens {editor}" in message
    assert "leave out --edit" in message
    assert not (tmp_path / "entries").exists()


def test_escape_sequences_and_yaml_in_the_title_of_a_page_have_no_effect(llmnotes: Run, server: Loopback, tmp_path: Path) -> None:
    page = article("]: {a: *x} # \x1b]0;pwned\x07\u202e &lt;script&gt; --- 検索")
    done = add(llmnotes, server.route("/evil", page))
    assert done.returncode == 0, done.stderr
    assert b"\x1b" not in done.stdout + done.stderr
    assert "\u202e" not in written(tmp_path, done)
    assert "<script>" in written(tmp_path, done)
    assert llmnotes("lint").returncode == 0


def test_adding_a_url_with_a_private_address_sends_no_request(llmnotes: Run, server: Loopback, tmp_path: Path) -> None:
    done = llmnotes("add", "--yes", server.route("/secret", article("秘密")), "--topic", "rag")
    assert "the address is private" in done.stderr.decode()
    assert "秘密" not in written(tmp_path, done)
    assert not server.asked


def test_an_invalid_url_among_several_does_not_keep_the_others_from_being_added(server: Loopback, tmp_path: Path) -> None:
    urls = [server.route(f"/{number}", article(f"検索 {number}"), host=f"127.0.0.{number}") for number in range(1, 5)]
    given = "\n".join(["# to read", urls[0], "", "nonsense", *urls[1:], urls[0]])
    done = subprocess.run(
        [*COMMAND, "add", "--yes", "--allow-private", "-"],
        cwd=tmp_path,
        input=given.encode(),
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 4
    assert "the URL has no scheme: nonsense" in done.stderr.decode()
    assert "4 of 5 URLs added." in done.stderr.decode()


def test_a_list_of_urls_on_standard_input_that_is_not_text_is_a_usage_error(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8:strict"}
    given = b"https://example.org/\xff\n"
    done = subprocess.run([*COMMAND, "add", "--yes", "-"], cwd=tmp_path, input=given, env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert "standard input is not valid utf-8: save the list of URLs as UTF-8" in done.stderr.decode()


def test_a_file_with_a_date_and_without_a_title_gives_the_date_and_no_message_that_the_date_is_today(
    llmnotes: Run, server: Loopback, tmp_path: Path
) -> None:
    file = b"%PDF-1.4\n<< /CreationDate (D:20230609000000) >>"
    done = add(llmnotes, server.route("/papers/some-good_words", reply(200, file, content_type="application/pdf")), "--topic", "rag")
    assert "date: 2023-06-09\n" in written(tmp_path, done)
    assert "leads to a file (application/pdf) without a title" in done.stderr.decode()
    assert "today" not in done.stderr.decode()


@pytest.mark.parametrize("url", ["", "#part"])
def test_an_argument_that_is_empty_or_begins_with_a_number_sign_is_refused_and_not_skipped(llmnotes: Run, url: str) -> None:
    done = add(llmnotes, url, "--no-fetch")
    assert (done.returncode, done.stdout, done.stderr != b"") == (1, b"", True)


def test_urls_that_differ_only_by_a_final_question_mark_or_number_sign_are_added_once(llmnotes: Run) -> None:
    done = add(llmnotes, "https://example.org/a#", "https://example.org/a", "https://example.org#", "https://example.org/b?#", "--no-fetch")
    assert done.returncode == 1
    assert "https://example.org/a is listed already" in done.stderr.decode()
    assert "3 of 4 URLs added." in done.stderr.decode()


def test_a_password_in_a_redirect_or_a_canonical_url_is_not_written_into_the_record(
    llmnotes: Run, server: Loopback, tmp_path: Path
) -> None:
    place = server.url("/new-place").replace("http://", "http://user:s3cret@")
    server.route("/new-place", article("題", f"<link rel=canonical href='{place}'>"))
    done = add(llmnotes, server.route("/old", reply(301, location=f"{place}?a=1")))
    assert done.returncode == 0, done.stderr
    assert f"url: {server.url('/new-place')}\n" in written(tmp_path, done)
    assert b"s3cret" not in done.stdout + done.stderr


def test_a_password_in_a_submitted_url_or_in_the_option_via_is_refused(llmnotes: Run) -> None:
    done = add(llmnotes, "https://user:s3cret@example.org/", "--no-fetch")
    via = add(llmnotes, "https://example.org/", "--via", "by https://user:s3cret@example.org/", "--no-fetch")
    assert (done.returncode, via.returncode) == (1, 1)
    assert b"the URL holds a user name or a password" in done.stderr
    assert b"via: the URL holds a user name or a password" in via.stderr
    assert b"s3cret" not in done.stderr


def test_all_problems_of_a_new_record_are_reported_at_once_and_nothing_is_written(llmnotes: Run, tmp_path: Path) -> None:
    done = add(llmnotes, "https://example.org/a", "--no-fetch", "--topic", "nonsense", "--lang", "Japanese", "--tag", "x" * 60)
    message = done.stderr.decode()
    assert done.returncode == 1
    assert "not a language tag" in message
    assert "the tag has 60 characters" in message
    assert "topics.yml has no topic 'nonsense'" in message
    assert "write one of rag, legal" in message
    assert not list((tmp_path / "entries").rglob("*.md"))
    unknown = add(llmnotes, "https://example.org/a", "--no-fetch", "--topic", "nonsense")
    assert unknown.stderr.decode().count("topics.yml has no topic 'nonsense'") == 1


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("https://example.org/a",), "use --yes"),
        (("https://example.org/a", "https://example.org/b", "--yes", "--title", "x"), "can describe only one URL"),
        (("https://example.org/a", "--yes", "--date", "2023-02-30"), "2023-02-30"),
        (("https://example.org/a", "--yes", "--date", "2999-01-01"), "is in the future"),
    ],
)
def test_invalid_options_of_llmnotes_add_and_questions_without_a_terminal_are_usage_errors(
    llmnotes: Run, options: tuple[str, ...], message: str
) -> None:
    done = llmnotes("add", *options)
    assert (done.returncode, message in done.stderr.decode()) == (2, True)


def test_in_a_terminal_the_user_sees_the_new_record_answers_questions_and_can_edit_it(server: Loopback, tmp_path: Path) -> None:
    editor = tmp_path / "editor.sh"
    editor.write_text('#!/bin/sh\nsed -i "s/^title: .*/title: 私の題/" "$1"\n', encoding="utf-8")
    editor.chmod(0o755)
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "add", "--allow-private", server.route("/page-words", reply(200, "<p>no title</p>"))],
        cwd=tmp_path, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "VISUAL": str(editor)},
    )  # fmt: skip
    os.write(ours, b"\n2023-06-09\ne\ny\n")
    out, err = process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 0, err.decode()
    assert out.decode().startswith("entries/2023/2023-06-09-")
    assert "title: 私の題\n" in (tmp_path / out.decode().strip()).read_text(encoding="utf-8")
    assert "title: page words" in err.decode()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--title", "x" * 1_501], "title: the value has 1,501 characters; the limit is 1,500"),
        (["--title", "t", "--via", "x" * 1_501], "via: the value has 1,501 characters; the limit is 1,500"),
        (["--title", "t", *(option for number in range(41) for option in ("--tag", f"t{number}"))], "41 tags; the limit is 40"),
        (["--title", "t", "--tag", "x" * 51], "tags: the tag has 51 characters"),
        (["--title", "t", "--tag", "😀" * 41], "tags: the address of the tag's page has 246 bytes; the limit is 240"),
        (
            ["--title", "t", *(option for number in range(11) for option in ("--topic", f"t{number}"))],
            "11 topics; the limit is 10",
        ),
    ],
)
def test_a_new_record_with_a_value_beyond_a_limit_is_reported_and_not_written(
    llmnotes: Run, tmp_path: Path, options: list[str], message: str
) -> None:
    done = add(llmnotes, "--no-fetch", "https://a.example/x", *options)
    assert done.returncode == 1
    assert message in done.stdout.decode() + done.stderr.decode()
    assert not (tmp_path / "entries").exists()


def test_adding_a_page_with_a_very_long_title_cuts_the_title_off(llmnotes: Run, server: Loopback, tmp_path: Path) -> None:
    done = add(llmnotes, server.route("/x", article("題" * 100_000)))
    assert done.returncode == 0, done.stderr.decode()
    assert len(written(tmp_path, done)) < 2_000
