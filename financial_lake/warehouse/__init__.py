"""The star people query: dimensions with history; facts are seen through views that bind their keys.

One stem a table. Dimensions are rebuilt whole from what is stored, so the order in which days were built
leaves no trace.
"""
