"""What a person sees on a terminal: options read, progress shown, tables and summaries printed.

`cli` declares the commands; what a command prints, and how what was typed becomes settings and days, is here.
"""
