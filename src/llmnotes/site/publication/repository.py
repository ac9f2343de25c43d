"""Where a list's records are edited: the addresses that a code host has for it."""

from __future__ import annotations

import dataclasses
import posixpath
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Repository:
    """The code host's pages on the folder of records."""

    edit: str
    """To which a record's path below the folder is added."""
    new: str
    """Where a new record is written, with parameters to come; empty where the host has no such page."""
    form: str = ""
    """The issue form by which entries come, with parameters to come; empty where there is none."""
    records: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Paths below the folder, by slug."""

    def edit_of(self, slug: str) -> str:
        """Where a record is edited."""
        return f"{self.edit}/{quote(self.records[slug])}"


def repository(repo_url: str | None, edit_uri: str | None, *, docs: str, entries: str, form: str = "") -> Repository | None:
    """The repository as mkdocs.yml tells it: `edit_uri` leads to `docs`; both folders are relative to mkdocs.yml. None where it tells none.

    `form` is the name of the issue form's file, if there is one. Its records are still to be named.
    """
    if not repo_url or not edit_uri or "?" in edit_uri:
        return None
    home = repo_url.rstrip("/")
    base = edit_uri if "://" in edit_uri else f"{home}/{edit_uri.strip('/')}"
    base = base.rstrip("/").removesuffix(f"/{docs.strip('/')}")
    folder = posixpath.normpath(entries)
    if folder.startswith(".."):  # another repository's
        return None
    edit = f"{base}/{quote(folder)}"
    # GitHub's page takes its text from the address: https://docs.github.com/en/repositories/working-with-files/managing-files/creating-new-files
    github = home.startswith("https://github.com/")
    new = edit.replace("/edit/", "/new/", 1) if github and "/edit/" in edit else ""
    # https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/creating-an-issue#creating-an-issue-from-a-url-query
    issue = f"{home}/issues/new?template={quote(form)}" if github and form else ""
    return Repository(edit=edit, new=new, form=issue)
