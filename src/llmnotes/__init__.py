"""llmnotes keeps an annotated reading list as records in git and publishes it as a site."""
