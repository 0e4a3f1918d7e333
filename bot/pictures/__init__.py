"""Pictures: adapters that draw."""
