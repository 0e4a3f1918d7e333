"""Speed, measured: each row is ours against a peer in the same run. `make bench` prints the tables as Markdown.

The parent (`__main__`) runs each part in a process of its own (`part`), so that memory is counted from nothing and one that
crashes hides no other. A part yields rows; `tables` prints them. Both sides of a row answer the same questions, take turns,
and where an answer can be compared it is.
"""
