"""Tests that execute the steps of list-form.yml with GitHub's events, some of them with hostile texts."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from conftest import CASES

from llmnotes.cli import main
from llmnotes.github import step_result
from llmnotes.records import record
from workflows.conftest import push
from workflows.steps import FOLDER, Runner, git, steps

if TYPE_CHECKING:
    from pathlib import Path

PAYLOAD = (CASES / "github" / "issue-labeled.json").read_text(encoding="utf-8")
BRANCH = "add-entry/issue-12"
STEPS = [step for step in steps(FOLDER / "list-form.yml") if step.run and "pip install" not in step.run]
HOSTILE = [
    "$(touch pwned)", "`touch pwned`", "'; touch pwned; '", "--output=pwned", "${{ github.token }}", "::set-output name=commit::x", "../../../pwned",
    "a: [b", "---", "<script>alert(1)</script>", "@everyone closes #1", "\u202egnp.exe", "a\r\nb: c", "### URL", "%0a%0d::error::x", "😀" * 3000,
]  # fmt: skip


def event(action: str = "labeled", *, number: int = 12, state: str = "open", accepted: bool = True, **sections: str) -> str:
    payload = json.loads(PAYLOAD)
    payload["action"] = action
    issue = payload["issue"]
    issue |= {"number": number, "state": state, "labels": issue["labels"] if accepted else []}
    for label, text in sections.items():
        before, heading, rest = issue["body"].partition(f"### {LABELS[label]}\n\n")
        issue["body"] = before + heading + text + rest[rest.find("\n\n### ") :] if "\n\n### " in rest else before + heading + text
    return json.dumps(payload)


LABELS = {
    "url": "URL", "title": "タイトル / Title", "date": "公開日 / Published", "topics": "トピック / Topics", "tags": "タグ / Tags", "note": "ノート / Note",
}  # fmt: skip


def run_workflow(runner: Runner, payload: str) -> dict[str, Any]:
    """Execute the workflow's steps for an event. Return the state of the fake GitHub after the last step."""
    file = runner.beside / "event.json"
    file.write_text(payload, encoding="utf-8")
    git(runner.clone, "clean", "-qfd")  # on GitHub, each workflow run begins on a new machine
    for step in STEPS:
        done = runner.run(step, GITHUB_EVENT_PATH=str(file), GH_TOKEN="t")  # noqa: S106 - a fake token
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
    state: dict[str, Any] = {"comments": [], "pulls": [], **(json.loads(runner.state.read_text()) if runner.state.exists() else {})}
    return state


def branches(runner: Runner) -> set[str]:
    return set(git(runner.clone.parent / "origin.git", "for-each-ref", "--format=%(refname:short)", "refs/heads").split())


def added(runner: Runner, branch: str = BRANCH) -> list[str]:
    """Return the files that the branch changes, each after git's letter for the kind of change, such as `A` for added."""
    return git(runner.clone.parent / "origin.git", "diff", "--name-status", f"main...{branch}").split("\n")


def content(runner: Runner, branch: str = BRANCH) -> str:
    path = added(runner, branch)[0].split("\t")[1]
    return git(runner.clone.parent / "origin.git", "show", f"{branch}:{path}")


def test_an_issue_form_with_a_url_that_the_list_has_gets_a_comment_and_no_pull_request(runner: Runner) -> None:
    state = run_workflow(runner, event(url="http://127.0.0.1:9/old?utm_source=x"))
    assert (state["pulls"], branches(runner)) == ([], {"main"})
    assert "the URL is listed already: 2023\\-01\\-01\\-old" in state["comments"][0]["body"]


def test_an_accepted_issue_form_becomes_a_pull_request_that_names_its_author_as_co_author(runner: Runner) -> None:
    state = run_workflow(runner, event())
    assert [change[:2] for change in added(runner)] == ["A\t"]
    entry = content(runner)
    assert "title: LangChainで作るRAG入門\nurl: https://articles.example/rag-with-langchain/" in entry
    assert "date: 2024-02-29" in entry
    assert "topics: [rag, building]\ntags: [LangChain, Embeddings]" in entry
    assert entry.endswith("- 検索の質の測り方まで書いてある\n  - [元のコード](https://github.com/example/rag)")
    message = git(runner.clone.parent / "origin.git", "log", "-1", "--format=%an%n%B", BRANCH)
    assert message.split("\n") == [
        "github-actions[bot]", "Add: LangChainで作るRAG入門", "", "Co-authored-by: hanako-yomu <7654321+hanako-yomu@users.noreply.github.com>",
    ]  # fmt: skip
    (pull,) = state["pulls"]
    assert (pull["base"], pull["head"], pull["body"].split("\n")[0]) == ("main", BRANCH, "Closes #12")
    assert state["comments"] == []
    assert runner.output() == {"commit": git(runner.clone.parent / "origin.git", "rev-parse", BRANCH), "pull": str(pull["number"])}


def test_an_issue_form_without_topics_gets_suggested_topics_and_its_tags_get_their_usual_spelling(runner: Runner) -> None:
    run_workflow(runner, event(topics="_No response_", tags="埋め込み"))
    assert "topics: [building, rag]" in content(runner)
    assert "tags: [Embeddings]" in content(runner)
    assert re.search(r"\nadded: 20\d\d-\d\d-\d\d\n", content(runner))


def test_editing_an_issue_form_updates_its_branch_and_the_same_event_again_changes_nothing(runner: Runner) -> None:
    run_workflow(runner, event())
    run_workflow(runner, event())
    assert runner.output()["commit"] == ""
    state = run_workflow(runner, event("edited", title="別の題", date="2024-03-01"))
    assert len(state["pulls"]) == 1
    assert state["pulls"][0]["title"] == "Add: 別の題"
    assert [change.rpartition("/")[2][:10] for change in added(runner)] == ["2024-03-01"]
    assert git(runner.clone.parent / "origin.git", "rev-list", "--count", f"main..{BRANCH}") == "1"


def test_an_issue_form_without_the_label_accepted_gets_no_branch_no_pull_request_and_no_comment(runner: Runner) -> None:
    state = run_workflow(runner, event("opened", accepted=False))
    assert (state["pulls"], state["comments"], branches(runner)) == ([], [], {"main"})


def test_an_issue_form_with_problems_gets_one_comment_that_later_edits_update(runner: Runner) -> None:
    run_workflow(runner, event("opened", accepted=False, date="yesterday"))
    state = run_workflow(runner, event("edited", accepted=False, date="2024-02-30", url="articles.example"))
    (comment,) = state["comments"]
    assert "**URL**" in comment["body"]
    assert "2024\\-02\\-30 is not a day of the calendar → write year" in comment["body"]
    state = run_workflow(runner, event("edited"))
    (comment,) = state["comments"]
    assert f"→ #{state['pulls'][0]['number']}" in comment["body"]


@pytest.mark.parametrize(
    ("language", "thanks"), [("en", "The form is complete. → #"), ("ja", "フォームに問題はありません。 / The form is complete. → #")]
)
def test_comments_and_pull_requests_are_in_the_language_of_the_list(runner: Runner, language: str, thanks: str) -> None:
    with (runner.clone / "mkdocs.yml").open("a", encoding="utf-8") as settings:
        settings.write(f"    language: {language}\n")
    push(runner.clone, "main")
    run_workflow(runner, event("opened", accepted=False, date="yesterday"))
    state = run_workflow(runner, event("edited"))
    assert state["comments"][0]["body"].split("\n")[1].startswith(thanks)
    assert ("このプルリクエスト" in state["pulls"][0]["body"]) == (language == "ja")


def test_a_complete_issue_form_that_had_problems_waits_for_a_maintainer(runner: Runner) -> None:
    run_workflow(runner, event("opened", accepted=False, date="yesterday"))
    (comment,) = run_workflow(runner, event("edited", accepted=False))["comments"]
    assert "The form is complete. A maintainer will review it." in comment["body"]


def test_closing_an_issue_whose_form_has_problems_keeps_the_comment_about_them(runner: Runner) -> None:
    before = run_workflow(runner, event("opened", accepted=False, date="yesterday"))["comments"]
    state = run_workflow(runner, event("closed", state="closed", accepted=False, date="yesterday"))
    assert "This form needs changes" in before[0]["body"]
    assert state["comments"] == before


def test_closing_an_issue_closes_its_pull_request_and_deletes_the_branch(runner: Runner) -> None:
    run_workflow(runner, event())
    state = run_workflow(runner, event("closed", state="closed"))
    assert (state["pulls"][0]["state"], branches(runner)) == ("closed", {"main"})


def test_removing_the_label_accepted_closes_the_pull_request_even_if_the_form_has_a_problem_by_then(runner: Runner) -> None:
    run_workflow(runner, event())
    state = run_workflow(runner, event("edited", date="yesterday"))
    assert (state["pulls"][0]["state"], branches(runner)) == ("open", {"main", BRANCH})
    state = run_workflow(runner, event("unlabeled", accepted=False, date="yesterday"))
    assert (state["pulls"][0]["state"], branches(runner)) == ("closed", {"main"})
    assert "This form needs changes" in state["comments"][0]["body"]


def test_the_branch_of_an_issue_form_is_not_overwritten_after_a_person_committed_to_it(runner: Runner) -> None:
    run_workflow(runner, event())
    other = runner.beside / "other"
    git(runner.beside, "clone", "-q", "-b", BRANCH, str(runner.clone.parent / "origin.git"), str(other))
    (other / "more.txt").write_text("by hand")
    git(other, "add", "-A")
    git(other, "commit", "-qm", "by hand")
    git(other, "push", "-q")
    state = run_workflow(runner, event("edited", title="別の題"))
    assert "LangChainで作るRAG入門" in content(runner)
    assert "A person has committed to the branch" in state["comments"][0]["body"]


def test_a_strangers_comment_with_the_marker_of_llmnotes_is_not_changed(runner: Runner) -> None:
    forged = {"id": 1, "issue": 12, "user": {"login": "x", "type": "User"}, "body": "<!-- llmnotes:add-entry -->\nhello"}
    runner.state.write_text(json.dumps({"issues": [], "pulls": [], "requests": [], "comments": [forged]}))
    state = run_workflow(runner, event("opened", accepted=False, date="yesterday"))
    assert state["comments"][0] == forged
    assert len(state["comments"]) == 2


def test_pull_requests_with_different_entries_merge_without_a_conflict(runner: Runner) -> None:
    run_workflow(runner, event())
    run_workflow(runner, event(number=13, url="https://articles.example/other/"))
    git(runner.clone, "clean", "-qfd")
    git(runner.clone, "fetch", "-q")
    for number in (12, 13):
        git(runner.clone, "merge", "-q", "--no-edit", f"origin/add-entry/issue-{number}")
    assert len(list((runner.clone / "entries").rglob("*.md"))) == 3


def test_pull_requests_with_the_same_url_and_date_conflict_only_in_the_file_of_the_record(runner: Runner) -> None:
    run_workflow(runner, event())
    run_workflow(runner, event(number=13, title="同じ記事"))
    git(runner.clone, "clean", "-qfd")
    git(runner.clone, "fetch", "-q")
    git(runner.clone, "merge", "-q", f"origin/{BRANCH}")
    with pytest.raises(subprocess.CalledProcessError):
        git(runner.clone, "merge", "-q", "--no-edit", "origin/add-entry/issue-13")
    assert git(runner.clone, "diff", "--name-only", "--diff-filter=U") == added(runner)[0].split("\t")[1]


def _harmless(text: str) -> bool:
    return not any(word in text for word in ("<script", "@everyone", "closes #1", "\u202e"))


@pytest.mark.parametrize("field", LABELS)
def test_a_hostile_value_in_any_field_of_an_issue_form_gives_one_valid_record_or_a_refusal(
    runner: Runner, field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(runner.clone)
    monkeypatch.setenv("LLMNOTES_NO_FETCH", "1")
    for text in HOSTILE:
        payload, result = runner.beside / "event.json", runner.beside / "step-result.json"
        payload.write_text(event(**{field: text}), encoding="utf-8")  # type: ignore[arg-type] # the arguments are sections of the form by name
        done = CliRunner().invoke(main, ["github", "entry", str(payload), "--result", str(result)])
        assert done.exception is None, text
        answer = step_result.read(result.read_text(encoding="utf-8"))
        written = git(runner.clone, "status", "--porcelain", "--untracked-files=all").split("\n")
        if answer.proposal is None:
            assert answer.refusal
            assert _harmless(answer.refusal)
            assert written == [""]
        else:
            (path,) = answer.paths
            assert written == [f"?? {path}"]
            assert re.fullmatch(r"entries/\d{4}/[0-9a-z-]+\.md", path)
            found, problems = record.read((runner.clone / path).read_bytes(), slug="2024-02-29-x", file="x.md")
            assert (found is None, problems) == (False, [])
            assert _harmless(answer.proposal.body)
            # A commit message may contain HTML from a title, because GitHub shows commit messages as text.
            assert _harmless(answer.proposal.message.replace("<script", ""))
            assert answer.proposal.message.count("\n") == 3
            assert answer.branch == BRANCH
            (runner.clone / path).unlink()


def test_hostile_values_in_an_issue_form_have_no_effect_in_any_step_of_the_workflow(runner: Runner) -> None:
    for text in ("$(touch pwned) `touch pwned` '; touch pwned; \"", "--output=pwned", "::set-output name=commit::x ${{ github.token }}"):
        state = run_workflow(runner, event(title=text, note=text, tags=text))
        assert branches(runner) == {"main", BRANCH}
        assert not list(runner.clone.parent.rglob("*pwned*"))
        assert set(runner.output()) == {"commit", "pull"}
        assert text in content(runner)
        assert len(state["pulls"]) == 1


def test_the_command_github_entry_ends_with_an_error_without_traceback_if_the_file_is_not_an_event(runner: Runner, tmp_path: Path) -> None:
    file = tmp_path / "event.json"
    file.write_text('{"zen": "Keep it logically awesome."}')
    done = runner.run(STEPS[0], GITHUB_EVENT_PATH=str(file))
    assert (done.returncode, "not an event about an issue" in done.stderr, "Traceback" in done.stderr) == (3, True, False)
