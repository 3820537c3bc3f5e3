"""Which addresses are asked, and which URLs (peers.md A6)."""

from __future__ import annotations

import pytest

from navwarn.net.address import addresses, is_loopback_name, is_public
from navwarn.net.interface import AddressError, NetworkError, UrlError
from navwarn.net.url import parse_url


@pytest.mark.parametrize(
    "address",
    [
        *("10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "127.0.0.1", "127.1.2.3", "0.0.0.0"),  # noqa: S104
        *(
            "169.254.169.254",
            "100.64.0.1",
            "100.100.100.200",
            "192.0.0.192",
            "198.18.0.1",
            "224.0.0.1",
            "240.0.0.1",
        ),
        *("255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1"),
        *("::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe"),
        *("2002:7f00:1::", "2002:a9fe:a9fe::1", "2001:0:a9fe:a9fe::1"),
    ],
)
def test_harbor_cve_2020_13788_addresses_that_are_not_of_the_public_internet_are_known(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "172.32.0.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_public_addresses_are_asked(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_a_host_at_a_private_address_is_refused_unless_it_is_allowed(host: str) -> None:
    with pytest.raises(AddressError, match="private address") as caught:
        addresses(host, 5000, is_private_allowed=False)
    shown = f"[{host}]" if ":" in host else host
    assert f"--allow-private {shown}:5000 allows it" in caught.value.hint
    assert addresses(host, 80, is_private_allowed=True)


def test_a_host_without_an_address_is_said() -> None:
    with pytest.raises(NetworkError, match="is not known"):
        addresses("127.0.0.1%none", 80, is_private_allowed=True)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("example.com", False),
        ("localhost.example", False),
    ],
)
def test_this_machine_is_known_by_its_names(host: str, expected: bool) -> None:
    assert is_loopback_name(host) is expected


@pytest.mark.parametrize(
    ("text", "authority", "target"),
    [
        ("https://Example.COM", "example.com", "/"),
        ("https://example.com:443/a?b=c#d", "example.com", "/a?b=c"),
        ("http://example.com:8080/a", "example.com:8080", "/a"),
        ("https://[::1]:5000/v2/", "[::1]:5000", "/v2/"),
        ("https://example.com./a", "example.com", "/a"),
    ],
)
def test_urls_are_read(text: str, authority: str, target: str) -> None:
    url = parse_url(text)
    assert (url.authority, url.target) == (authority, target)


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "//host/a", "ftp://host", "file:///etc/passwd", "https://", "https:///a", "https://a b"),
        *(
            "https://user@host",
            "https://user:x@host/",
            "https://host\\@evil",
            "https://h\r\nX: 1/",
            "https://höst/",
        ),
        *(
            "https://host:99999",
            "https://host:0",
            "https://host:x",
            "https://[::1",
            "https://ho%73t/",
            "https://" + "a" * 9000,
        ),
    ],
)
def test_urls_that_are_ambiguous_or_something_else_are_refused(text: str) -> None:
    with pytest.raises(UrlError):
        parse_url(text)


def test_a_relative_url_is_read_from_the_place_where_it_stands() -> None:
    base = parse_url("https://host:1/a/b?secret=1")
    assert str(parse_url("../c?d=e", base)) == "https://host:1/c?d=e"
    assert str(parse_url("//other/x", base)) == "https://other/x"
    assert base.shown == "https://host:1/a/b"
