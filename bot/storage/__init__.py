"""Adapters of the store's port, and the durable journal under the default one."""
