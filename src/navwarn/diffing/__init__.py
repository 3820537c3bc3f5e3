"""Two inventories and their findings become an explained diff, and its renderings (image-diff.md).

Nothing is judged here: both sides come with their evaluations, and whoever calls made sure that one index
judged them, or says at which moments each was judged.
"""
