"""The live preview of a site: notice changes, survive failed builds, and show problems in the browser. Nothing here imports MkDocs."""
