"""URLs of the pages at a code host, such as GitHub, for editing and adding records."""

from __future__ import annotations

import dataclasses
import posixpath
from typing import TYPE_CHECKING
from urllib.parse import quote

from llmnotes.web.url import host

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Repository:
    """URLs of the code host's pages for editing records and for adding records to the folder of records."""

    edit: str
    """URL of the code host's page for editing a record, without the record's path at the end; empty if `edit_uri` is unknown."""
    new: str
    """URL of GitHub's page for adding a record, without parameters; empty for other code hosts, and if it doesn't follow from `edit_uri`."""
    form: str = ""
    """URL of the issue form for entries, without parameters for its fields; empty if the repository is not on GitHub or has no such form."""
    home: str = ""
    """URL of the repository."""
    shown: str = ""
    """URL of the code host's page that shows the folder of mkdocs.yml; empty if it doesn't follow from `edit_uri`."""
    licence: str = ""
    """URL of the list's licence; empty if there is no licence file beside mkdocs.yml, or if `shown` is empty."""
    records: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Paths of records, relative to the folder of records, by slug."""

    def edit_of(self, slug: str) -> str:
        """Return the URL of the code host's page for editing the record with this slug; empty if `edit` is empty."""
        return f"{self.edit}/{quote(self.records[slug])}" if self.edit else ""


def repository(repo_url: str | None, edit_uri: str | None, *, docs: str, entries: str, form: str = "") -> Repository | None:
    """Return the URLs that can be computed from settings in mkdocs.yml. The caller sets the fields `records` and `licence`, which need the files.

    Args:
        repo_url: MkDocs's `repo_url`.
        edit_uri: MkDocs's `edit_uri`: the URL for editing files in the folder `docs`, or its path below `repo_url`. None or empty if it is unknown.
        docs: Folder of hand-written pages, relative to mkdocs.yml.
        entries: Folder of records, relative to mkdocs.yml.
        form: File name of the issue form; empty if the repository has no form.

    Returns:
        The URLs; None if `repo_url` is missing, or if `edit_uri` has a query. Also None if `edit_uri` is known and the folder of records is outside the folder of
        mkdocs.yml.

    """
    if not repo_url or "?" in (edit_uri or ""):
        return None
    home = repo_url.rstrip("/").removesuffix(".git")  # the address for `git clone` has this ending; pages below such an address don't exist
    if not edit_uri:
        return Repository(edit="", new="", form=_form(home, form), home=home)
    base = edit_uri if "://" in edit_uri else f"{home}/{edit_uri.strip('/')}"
    base = base.rstrip("/").removesuffix(f"/{docs.strip('/')}")
    folder = posixpath.normpath(entries)
    if folder.startswith(".."):  # the folder of records is outside the folder of mkdocs.yml, perhaps even outside the repository
        return None
    edit = f"{base}/{quote(folder)}"
    # GitHub's page for a new file reads the file's text from the address: https://docs.github.com/en/repositories/working-with-files/managing-files/creating-new-files
    github = home.startswith("https://github.com/")
    new = edit.replace("/edit/", "/new/", 1) if github and "/edit/" in edit else ""
    shown = base.replace("/edit/", "/blob/", 1) if "/edit/" in base else ""
    return Repository(edit=edit, new=new, form=_form(home, form), home=home, shown=shown)


def _form(home: str, form: str) -> str:
    # GitHub's page for a new issue fills fields of the form from the address:
    # https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/creating-an-issue#creating-an-issue-from-a-url-query
    return f"{home}/issues/new?template={quote(form)}" if home.startswith("https://github.com/") and form else ""


_DEFAULTS = frozenset({"edit/master/docs/", "src/default/docs/"})
"""The values of `edit_uri` that MkDocs uses if the option is not set in mkdocs.yml.

They name the branches `master` and `default`, which few repositories still have.
"""
_EDITING = {
    "github.com": "edit/{branch}", "gitlab.com": "-/edit/{branch}", "bitbucket.org": "src/{branch}", "codeberg.org": "_edit/{branch}",
}  # fmt: skip
"""The path for editing files of a branch, below the repository's URL, by the host of the repository."""


def lacks_edit_uri(repo_url: str | None, edit_uri: str | None) -> bool:
    """Return whether `edit_uri` is empty or a default of MkDocs, for a repository whose links for editing `edit_uri_of` knows."""
    return host(repo_url or "") in _EDITING and (not edit_uri or edit_uri in _DEFAULTS)


def edit_uri_of(repo_url: str, branch: str, folder: str, docs: str) -> str:
    """Return the value of MkDocs's `edit_uri` for a branch of a repository; empty if the branch is unknown, or if the host is not in `_EDITING`.

    Args:
        repo_url: MkDocs's `repo_url`.
        branch: Name of the branch; empty if it is unknown.
        folder: Folder of mkdocs.yml, relative to the root of the repository; `.` if it is the root.
        docs: Folder of hand-written pages, relative to mkdocs.yml.

    """
    path = _EDITING.get(host(repo_url), "")
    below = "" if folder == "." else f"{quote(folder)}/"
    return f"{path.format(branch=quote(branch))}/{below}{docs.strip('/')}/" if path and branch else ""
