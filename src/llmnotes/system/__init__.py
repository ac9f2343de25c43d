"""Access to the operating system: files, folders, git, processes and a cache. Nothing here depends on reading lists."""
