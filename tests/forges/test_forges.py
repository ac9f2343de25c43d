"""GitLab and Forgejo get the same pull requests, comments and issues as GitHub."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from workflows.fake_forge import TOKEN, FakeForge, FakeForgejo, FakeGitLab

from llmnotes.errors import GithubError
from llmnotes.forges.forgejo import Forgejo
from llmnotes.forges.gitlab import GitLab
from llmnotes.github.dead_links import IssueUpdate
from llmnotes.github.markdown import marked
from llmnotes.github.proposal import Proposal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmnotes.forges.forge import Forge

Pair = tuple["Forge", FakeForge]
PROPOSAL = Proposal(branch="llmnotes/links", title="A title", body="A text")
STRANGER = {"id": 8, "login": "someone"}


@pytest.fixture(params=["gitlab", "forgejo"])
def pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    if request.param == "gitlab":
        with FakeGitLab() as fake:
            yield GitLab(f"{fake.address}/api/v4", "example/llmnotes", TOKEN), fake
    else:
        with FakeForgejo() as other:
            yield Forgejo(f"{other.address}/api/v1/", "example/llmnotes", TOKEN), other


def texts(elements: list[dict[str, Any]]) -> list[str]:
    return [one.get("description") or one.get("body") or "" for one in elements]


def test_proposing_a_change_of_a_branch_again_updates_its_open_pull_request(pair: Pair) -> None:
    forge, fake = pair
    assert forge.propose(PROPOSAL, "main", create=False) is None
    number = forge.propose(PROPOSAL, "main")
    assert forge.propose(Proposal(branch="llmnotes/links", title="Other", body="Another text"), "main") == number
    assert (texts(fake.pulls), forge.pull_of("llmnotes/links"), fake.tokens) == (["Another text"], number, {TOKEN})


def test_withdrawing_a_pull_request_closes_it(pair: Pair) -> None:
    forge, _ = pair
    assert not forge.withdraw("llmnotes/links")
    forge.propose(PROPOSAL, "main")
    assert forge.withdraw("llmnotes/links")
    assert forge.pull_of("llmnotes/links") is None


def test_a_pull_request_from_a_fork_is_not_mistaken_for_the_pull_request_of_a_branch_with_the_same_name(pair: Pair) -> None:
    forge, fake = pair
    forge.propose(PROPOSAL, "main")
    (pull,) = fake.pulls
    pull |= {"source_project_id": 2}
    if isinstance(pull.get("head"), dict):
        pull["head"]["repo"] = {"full_name": "stranger/llmnotes"}
    assert forge.pull_of("llmnotes/links") is None


def test_a_comment_replaces_the_earlier_comment_with_its_marker_but_no_comment_by_a_stranger(pair: Pair) -> None:
    forge, fake = pair
    forge.comment(3, "summary", "Nothing", only_update=True)
    assert fake.comments == []
    fake.comments.append({"id": 1, "issue": 3, "body": marked("forged", "summary"), "user": STRANGER, "author": STRANGER})
    forge.comment(3, "summary", "First")
    forge.comment(3, "summary", "Second")
    assert texts(fake.comments) == [marked("forged", "summary"), marked("Second", "summary")]


def test_the_issue_about_dead_links_can_be_opened_found_closed_and_opened_again(pair: Pair) -> None:
    forge, fake = pair
    forge.update_dead_links_issue(None, IssueUpdate())
    assert forge.dead_links_issue() is None
    body = marked("One link", "dead-links")
    forge.update_dead_links_issue(None, IssueUpdate(title="Dead links", body=body, open=True))
    assert [one["title"] for one in fake.issues] == ["Dead links"]
    issue = forge.dead_links_issue()
    assert issue is not None
    assert (issue.body, issue.open) == (body, True)
    forge.update_dead_links_issue(issue, IssueUpdate(open=False, comment="Returned"))
    closed = forge.dead_links_issue()
    assert closed is not None
    assert (closed.open, texts(fake.comments)) == (False, ["Returned"])
    forge.update_dead_links_issue(closed, IssueUpdate(body=marked("Two links", "dead-links"), open=True))
    (one,) = fake.issues
    assert (one["state"] in {"open", "opened"}, "Two links" in texts([one])[0]) == (True, True)


def test_an_issue_by_a_stranger_is_not_mistaken_for_the_issue_about_dead_links(pair: Pair) -> None:
    forge, fake = pair
    forge.update_dead_links_issue(None, IssueUpdate(body=marked("One link", "dead-links"), open=True))
    fake.issues[0] |= {"user": STRANGER, "author": STRANGER}
    assert forge.dead_links_issue() is None


def test_a_result_that_a_code_host_splits_into_several_answers_is_read_completely(pair: Pair) -> None:
    forge, fake = pair
    if isinstance(fake, FakeGitLab):  # GitLab returns only the merge requests of one branch, so comments are split here
        fake.comments += [{"id": number, "issue": 3, "body": "x", "author": STRANGER} for number in range(130)]
        forge.comment(3, "summary", "First")
        forge.comment(3, "summary", "Second")
        assert texts(fake.comments[130:]) == [marked("Second", "summary")]
    else:
        forge.propose(PROPOSAL, "main")
        (pull,) = fake.pulls
        fake.pulls += [{**pull, "number": number, "head": {**pull["head"], "ref": f"branch-{number}"}} for number in range(1000, 1130)]
        assert forge.pull_of("branch-1129") == 1129


def test_a_request_that_a_code_host_refuses_is_an_error_with_the_reason_and_the_variable_of_the_token(pair: Pair) -> None:
    forge, fake = pair
    fake.refuses = True
    with pytest.raises(GithubError, match=r"status 403, 403 Forbidden\. Check .*LLMNOTES_TOKEN"):
        forge.propose(PROPOSAL, "main")


def test_a_code_host_that_does_not_answer_and_an_invalid_name_of_a_repository_are_errors() -> None:
    with pytest.raises(GithubError, match=r"the request GET [^ ]* to Forgejo failed: .*\. Check the URL in GITHUB_API_URL and the network"):
        Forgejo("http://127.0.0.1:9/api/v1", "example/llmnotes", TOKEN).pull_of("a")
    with pytest.raises(GithubError, match=r"the request GET [^ ]* to GitLab failed: .*\. Check the URL in CI_API_V4_URL and the network"):
        GitLab("http://127.0.0.1:9/api/v4", "example/llmnotes", TOKEN).pull_of("a")
    with pytest.raises(GithubError, match="write owner/name into the option --repository or the environment variable GITHUB_REPOSITORY"):
        Forgejo("http://127.0.0.1:9/api/v1", "../x", TOKEN)
