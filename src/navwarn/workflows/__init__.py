"""The use-cases: the only room that combines the others. Files and processes are touched here."""
