"""Navwarn: security advisories for packages and container images, from disclosure to fix."""

__version__ = "0.1.0"
