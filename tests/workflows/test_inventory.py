"""How registries may be asked: as the configuration allows it, and as a command is told besides."""

from __future__ import annotations

from navwarn.config import RegistrySettings
from navwarn.images.settings import HostAccess
from navwarn.workflows.inventory import registry_access

REGISTRIES = {
    "a.example": RegistrySettings(is_private_allowed=True, token_hosts=frozenset({"auth.example"})),
    "b.example": RegistrySettings(is_insecure=True, ca_file="b.pem"),
}


def test_what_is_configured_and_what_is_asked_for_add_up() -> None:
    access = registry_access(REGISTRIES, private=["C.example"], plain=["d.example"], ca_file="d.pem")
    assert access.policy.private == {"a.example", "c.example"}
    assert access.policy.plain == {"b.example", "d.example"}
    assert access.policy.ca_file == "d.pem"
    assert access.realms == frozenset()
    assert access.hosts == {
        "a.example": HostAccess(frozenset({"auth.example"})),
        "b.example": HostAccess(ca_file="b.pem"),
    }


def test_without_either_nothing_is_allowed() -> None:
    access = registry_access({}, token_hosts=["auth.example"])
    assert (access.policy.private, access.policy.plain, access.hosts) == (frozenset(), frozenset(), {})
    assert access.realms == {"auth.example"}
