"""Run the live preview of a site: notice changes, keep the server running after failed builds, and show problems in the browser.

Nothing here imports MkDocs.
"""
