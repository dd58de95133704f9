"""A contract, or rows that keep it, in another language: one target a file.

Each module turns any `LakeTable` into one other form: SQL definitions, pages of the data dictionary, Markdown,
rows that break its rules. Nothing here knows a single table by name, and nothing is typed twice: what a
contract does not say cannot be rendered. How rows are made or stored does not belong here.
"""
