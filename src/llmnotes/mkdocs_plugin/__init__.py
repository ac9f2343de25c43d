"""MkDocs: the plugin's hooks, and its live preview. Nothing here computes what a page says."""
