"""Tests of the built site in a real browser, with axe-core, html-validate and measurements of the layout."""
