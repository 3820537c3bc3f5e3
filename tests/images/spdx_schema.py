"""What the JSON Schema of SPDX 2.3 says of the parts of a document that we write."""

from __future__ import annotations

from typing import Any

import jsonschema_rs

TEXT = {"type": "string"}
_PURPOSES = (
    *("OTHER", "INSTALL", "ARCHIVE", "FIRMWARE", "APPLICATION", "FRAMEWORK", "LIBRARY", "CONTAINER"),
    *("SOURCE", "DEVICE", "OPERATING_SYSTEM", "FILE"),
)


def _object(required: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": required.split(),
        "additionalProperties": False,
    }


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


_ANNOTATION = _object(
    "annotationDate annotationType annotator comment",
    annotationDate=TEXT,
    annotationType={"enum": ["OTHER", "REVIEW"]},
    annotator=TEXT,
    comment=TEXT,
)
_REFERENCE = _object(
    "referenceCategory referenceLocator referenceType",
    referenceCategory={"enum": ["OTHER", "PERSISTENT-ID", "SECURITY", "PACKAGE-MANAGER"]},
    referenceLocator=TEXT,
    referenceType=TEXT,
)
_PACKAGE = _object(
    "SPDXID downloadLocation name",
    **dict.fromkeys(("SPDXID", "name", "versionInfo", "downloadLocation", "sourceInfo"), TEXT),
    **dict.fromkeys(("licenseConcluded", "licenseDeclared", "copyrightText"), TEXT),
    filesAnalyzed={"type": "boolean"},
    primaryPackagePurpose={"enum": _PURPOSES},
    externalRefs=_list(_REFERENCE),
    annotations=_list(_ANNOTATION),
)
_RELATIONSHIP = _object(
    "spdxElementId relatedSpdxElement relationshipType",
    spdxElementId=TEXT,
    relatedSpdxElement=TEXT,
    relationshipType={"enum": ["DESCRIBES", "CONTAINS"]},
)
_DOCUMENT = _object(
    "SPDXID creationInfo dataLicense name spdxVersion",
    **dict.fromkeys(("SPDXID", "dataLicense", "name", "spdxVersion", "documentNamespace"), TEXT),
    creationInfo=_object("created creators", comment=TEXT, created=TEXT, creators=_list(TEXT)),
    packages=_list(_PACKAGE),
    relationships=_list(_RELATIONSHIP),
)


def require_valid(document: Any) -> None:
    """Raise ``jsonschema_rs.ValidationError`` where a document does not keep to the schema."""
    jsonschema_rs.validator_for(_DOCUMENT).validate(document)
