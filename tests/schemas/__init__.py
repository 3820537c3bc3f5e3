"""The JSON Schemas that Navwarn ships, and whether what it writes and reads keeps to them."""
