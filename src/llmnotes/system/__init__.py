"""What the operating system gives: files, folders, processes, terminals. Nothing here knows reading lists."""
