"""Strict reading of YAML files that people edit, and edits that keep their layout.

strict.py  parse into nodes that keep each value as text, with its place; write scalars
edit.py    change values without changing the rest of the text
"""
