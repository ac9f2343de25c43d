"""Addresses at a code host for editing and adding records."""

from __future__ import annotations

import dataclasses
import posixpath
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Repository:
    """Addresses at the code host for the folder of records."""

    edit: str
    """Address for editing, to which a record's path below the folder is appended."""
    new: str
    """Address for a new record, to which parameters are added; empty if the host has no such page."""
    form: str = ""
    """Address of the issue form for entries, to which parameters are added; empty if there is none."""
    records: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Paths of records below the folder, by slug."""

    def edit_of(self, slug: str) -> str:
        """Return the address for editing a record."""
        return f"{self.edit}/{quote(self.records[slug])}"


def repository(repo_url: str | None, edit_uri: str | None, *, docs: str, entries: str, form: str = "") -> Repository | None:
    """Return the addresses that follow from mkdocs.yml, without `records`; None if mkdocs.yml has no suitable settings.

    Args:
        repo_url: MkDocs's `repo_url`.
        edit_uri: MkDocs's `edit_uri`, which leads to the folder `docs`.
        docs: Folder of hand-written pages, relative to mkdocs.yml.
        entries: Folder of records, relative to mkdocs.yml.
        form: File name of the issue form; empty if there is none.

    """
    if not repo_url or not edit_uri or "?" in edit_uri:
        return None
    home = repo_url.rstrip("/")
    base = edit_uri if "://" in edit_uri else f"{home}/{edit_uri.strip('/')}"
    base = base.rstrip("/").removesuffix(f"/{docs.strip('/')}")
    folder = posixpath.normpath(entries)
    if folder.startswith(".."):  # outside the repository
        return None
    edit = f"{base}/{quote(folder)}"
    # GitHub's page for a new file reads the file's text from the address: https://docs.github.com/en/repositories/working-with-files/managing-files/creating-new-files
    github = home.startswith("https://github.com/")
    new = edit.replace("/edit/", "/new/", 1) if github and "/edit/" in edit else ""
    # https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/creating-an-issue#creating-an-issue-from-a-url-query
    issue = f"{home}/issues/new?template={quote(form)}" if github and form else ""
    return Repository(edit=edit, new=new, form=issue)
