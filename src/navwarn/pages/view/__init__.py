"""View models: what each page says, as frozen values. One module per page.

They hold core values, plain text, numbers and instants, never HTML, addresses of this site or words for
layout: those are made when a page is rendered. Text may come from anyone, of any length.
"""
