"""Imports and exports: other formats ⇄ the folder of records."""
