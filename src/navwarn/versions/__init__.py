"""Ordering of versions per ecosystem, with sortable keys for apk, deb and rpm. Pure."""
