"""The log: dated Markdown ⇄ its occurrences, with problems; and its sidecar."""
