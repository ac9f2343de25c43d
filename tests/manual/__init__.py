"""The manual: the generator of its reference pages, and tests of its pages and commands."""
