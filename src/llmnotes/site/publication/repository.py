"""URLs of the pages at a code host, such as GitHub, for editing and adding records."""

from __future__ import annotations

import dataclasses
import posixpath
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Repository:
    """URLs of the pages at the code host that edit or add records in the folder of records."""

    edit: str
    """URL for editing, without the record's path below the folder at the end."""
    new: str
    """URL for adding a record, without parameters; empty if the host has no such page."""
    form: str = ""
    """URL of the issue form for entries, without parameters for its fields; empty if the repository has no such form."""
    home: str = ""
    """URL of the repository."""
    shown: str = ""
    """URL that shows the folder of mkdocs.yml; empty if it doesn't follow from `edit_uri`."""
    licence: str = ""
    """URL of the licence; empty if the repository has no file for it."""
    records: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Paths of records below the folder, by slug."""

    def edit_of(self, slug: str) -> str:
        """Return the URL of the page for editing the record with this slug."""
        return f"{self.edit}/{quote(self.records[slug])}"


def repository(repo_url: str | None, edit_uri: str | None, *, docs: str, entries: str, form: str = "") -> Repository | None:
    """Return the URLs that follow from settings in mkdocs.yml, without `records` and `licence`.

    Args:
        repo_url: MkDocs's `repo_url`.
        edit_uri: MkDocs's `edit_uri`, the URL or path for editing files in the folder `docs`.
        docs: Folder of hand-written pages, relative to mkdocs.yml.
        entries: Folder of records, relative to mkdocs.yml.
        form: File name of the issue form; empty if the repository has no form.

    Returns:
        The URLs; None if a setting is missing, if `edit_uri` has a query, or if the folder of records is outside the repository.

    """
    if not repo_url or not edit_uri or "?" in edit_uri:
        return None
    home = repo_url.rstrip("/")
    base = edit_uri if "://" in edit_uri else f"{home}/{edit_uri.strip('/')}"
    base = base.rstrip("/").removesuffix(f"/{docs.strip('/')}")
    folder = posixpath.normpath(entries)
    if folder.startswith(".."):  # the folder is outside the repository
        return None
    edit = f"{base}/{quote(folder)}"
    # GitHub's page for a new file reads the file's text from the address: https://docs.github.com/en/repositories/working-with-files/managing-files/creating-new-files
    github = home.startswith("https://github.com/")
    new = edit.replace("/edit/", "/new/", 1) if github and "/edit/" in edit else ""
    # GitHub's page for a new issue fills fields of the form from the address:
    # https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/creating-an-issue#creating-an-issue-from-a-url-query
    issue = f"{home}/issues/new?template={quote(form)}" if github and form else ""
    shown = base.replace("/edit/", "/blob/", 1) if "/edit/" in base else ""
    return Repository(edit=edit, new=new, form=issue, home=home, shown=shown)
