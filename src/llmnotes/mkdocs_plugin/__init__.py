"""The MkDocs plugin: its hooks and its live preview. The plugin passes the site to the build engine, which makes all content."""
