"""The pages: what each kind shows, a kind a file. Their HTML stands in templates/."""
