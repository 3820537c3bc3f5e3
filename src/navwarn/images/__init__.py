"""Images: bytes become an inventory, however an image is presented (architecture.md 4).

Archives and layers are read as streams: nothing is unpacked, no name inside one is used as a path, links
are followed only on paper (peers.md A1 to A3). Nothing here knows the ledger, and HTTP is done in ``net``.
"""
