"""Which proxy is meant, and for which hosts."""

from __future__ import annotations

import pytest

from navwarn.net.interface import Proxy, UrlError
from navwarn.net.proxy import is_proxied, proxy_of
from navwarn.net.url import parse_url


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://proxy.corp.example:3128", Proxy("http", "proxy.corp.example", 3128)),
        ("proxy.corp.example:3128", Proxy("http", "proxy.corp.example", 3128)),
        ("http://proxy.corp.example", Proxy("http", "proxy.corp.example", 80)),
        ("https://proxy.corp.example/", Proxy("https", "proxy.corp.example", 443)),
        ("http://me:p%40ss@10.0.0.1:8080", Proxy("http", "10.0.0.1", 8080, "Basic bWU6cEBzcw==")),
        ("http://[fd00::1]:8080", Proxy("http", "fd00::1", 8080)),
    ],
)
def test_a_proxy_is_named_by_the_environment(text: str, expected: Proxy) -> None:
    assert proxy_of({"HTTPS_PROXY": text}) == proxy_of({"https_proxy": text}) == expected


def test_without_one_there_is_none() -> None:
    assert proxy_of({}) is None
    assert proxy_of({"HTTPS_PROXY": "", "NO_PROXY": "*"}) is None


@pytest.mark.parametrize(
    "text", ["socks5://proxy:1080", "ftp://proxy", "http://", "http://[::1", "http://proxy:99999", "a b"]
)
def test_a_proxy_of_another_kind_is_refused_without_its_password(text: str) -> None:
    with pytest.raises(UrlError) as caught:
        proxy_of({"HTTPS_PROXY": text.replace("://", "://me:s3cret@")})
    assert "HTTPS_PROXY" in caught.value.message
    assert "s3cret" not in caught.value.message


def test_grype_cve_2025_65965_the_secret_of_a_proxy_is_not_shown() -> None:
    proxy = proxy_of({"HTTPS_PROXY": "http://me:s3cret@proxy:1"})
    assert proxy is not None
    assert "bWU6" not in repr(proxy)


@pytest.mark.parametrize(
    ("exempt", "url", "expected"),
    [
        ("", "https://registry.example", True),
        ("", "http://registry.example", False),
        ("", "https://localhost:5000", False),
        ("", "https://127.0.0.1", False),
        ("", "https://[::1]:5000", False),
        ("*", "https://registry.example", False),
        ("registry.example", "https://registry.example", False),
        ("example", "https://registry.example", False),
        (".example", "https://registry.example", False),
        ("*.example", "https://registry.example", False),
        ("REGISTRY.example , other", "https://registry.example", False),
        ("gistry.example", "https://registry.example", True),
        ("registry.example:5000", "https://registry.example:5000", False),
        ("registry.example:5000", "https://registry.example", True),
        ("10.0.0.0/8", "https://10.1.2.3", False),
        ("10.0.0.0/8", "https://11.1.2.3", True),
        ("10.1.2.3", "https://10.1.2.3:5000", False),
        ("fd00::/8", "https://[fd00::1]", False),
        ("[fd00::1]", "https://[fd00::1]", False),
        ("10.0.0.0/8", "https://registry.example", True),
        (".", "https://registry.example", True),
        ("10.0.0.0/99", "https://10.1.2.3", True),
    ],
)
def test_no_proxy_names_hosts_domains_addresses_and_networks(exempt: str, url: str, expected: bool) -> None:
    proxy = proxy_of({"HTTPS_PROXY": "http://proxy:3128", "NO_PROXY": exempt})
    assert is_proxied(proxy, parse_url(url)) is expected


def test_without_a_proxy_nothing_is_proxied() -> None:
    assert not is_proxied(None, parse_url("https://registry.example"))
