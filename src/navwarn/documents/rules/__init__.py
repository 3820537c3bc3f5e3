"""The document rules (documents.md section 7): every fault at once, each with its rule, place and remedy."""

from navwarn.documents.rules.alias import check_aliases, check_split, statements
from navwarn.documents.rules.collection import Member, check_ids, check_names
from navwarn.documents.rules.document import check_document, document_faults
from navwarn.documents.rules.habit import check_habits
from navwarn.documents.rules.order import understood
from navwarn.documents.rules.place import located
from navwarn.documents.rules.registry import BY_ID, RULES, Rule

__all__ = [
    "BY_ID",
    "RULES",
    "Member",
    "Rule",
    "check_aliases",
    "check_document",
    "check_habits",
    "check_ids",
    "check_names",
    "check_split",
    "document_faults",
    "located",
    "statements",
    "understood",
]
