"""The pictures beside the README: what the real program sent, drawn in the manner of each platform.

`python -m tests.pictures [OUT_DIR]` writes `<platform>-<what>-<lang>.png`. The program runs end to end against the loopback
servers on a fixed morning; only the frame around its messages is drawn here. It needs Chromium and Noto's CJK fonts.
"""
