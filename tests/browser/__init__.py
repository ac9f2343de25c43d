"""What readers meet: the built site in a real browser, judged by axe-core, by html-validate, and by measuring."""
