"""Pages: view models to HTML, with charts drawn as SVG. Pure; used by the server and by the static site.

``render`` makes a page of a ``Site`` and one of the values in ``view``. Nothing here reads a clock, a file,
the network or a database: templates and assets are part of the package, everything else comes in. Text in
view models is text: it is escaped where it is shown, never marked as safe, and never holds HTML.
"""
