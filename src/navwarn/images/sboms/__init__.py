"""SBOM formats: a document that another tool made becomes an inventory; one module per format."""
