"""Parse YAML files that people edit, and change values in these files without changing their layout.

strict.py  parse into nodes that keep each value as text, with its place; write scalars
edit.py    change, add and remove values without changing the rest of the text
"""
