"""Leave out the tests that install other packages, except in `make compat`, which sets LLMNOTES_COMPAT."""

from __future__ import annotations

import os

collect_ignore = [] if os.environ.get("LLMNOTES_COMPAT") else ["test_plugins.py", "test_environments.py"]
