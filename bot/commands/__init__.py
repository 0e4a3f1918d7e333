"""The commands, written once for every platform: one file a command, registered in `table`, answered through `router`."""
