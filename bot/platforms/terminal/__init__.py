"""The terminal as a platform: the same replies and editions, with colour where there is colour."""
