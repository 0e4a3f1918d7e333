"""The writer's ear: a Unix socket in the data directory, on which the command line asks a running bot to do something."""
