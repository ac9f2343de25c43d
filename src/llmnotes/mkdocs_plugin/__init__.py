"""The MkDocs plugin: its hooks and its live preview. It passes the site to the build engine and computes no content."""
