"""The only HTTP client: bounded, pinned addresses, credentials bound to a host (architecture.md 3)."""
