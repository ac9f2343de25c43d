"""What the operating system gives: files, folders, processes, terminals; and characters. Nothing here knows reading lists."""
