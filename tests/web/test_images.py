"""The API about tracked images: lists, findings at two moments, histories, diffs, and whom they exist for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from navwarn.core.instant import format_exact
from navwarn.core.inventory import SourceKind
from tests.ledger.making import ONE, THREE, TWO, day
from tests.web.conftest import DISTRIBUTIONS, SECRET_CVE, STORY
from tests.web.images import HIDDEN, NEW, OLD, PRIVATE, REPOSITORY, apk, digest, image, track

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.web.client import Client
    from tests.web.conftest import Site

TAG = f"{REPOSITORY}:1"


@pytest.fixture
def images(site: Site) -> Site:
    """The site with three tracked images."""
    track(site.url, OLD, NEW, HIDDEN)
    return site


def get(client: Client, address: str, token: str = "") -> Any:
    answer = client.get(address, token=token)
    assert answer.status == 200, answer.text
    return answer.json()


def digests(found: Any) -> list[str]:
    return [one["digest"] for one in found["items"]]


@pytest.mark.usefixtures("images")
def test_the_list_counts_what_images_are_open_to(client: Client) -> None:
    found = get(client, "/api/v1/images")
    assert digests(found) == [digest(2), digest(1)]
    assert found["total"] == 2
    assert [one["vulnerabilities"] for one in found["items"]] == [{}, {"unknown": 1}]
    assert found["items"][1]["tags"] == [{"name": TAG, "seen_at": format_exact(day(20))}]
    assert get(client, f"/api/v1/images?repository={REPOSITORY}")["total"] == 2
    assert get(client, "/api/v1/images?repository=registry.example/none")["items"] == []


def test_the_list_is_read_page_by_page_without_what_is_hidden(client: Client, site: Site) -> None:
    seen_by_all = [image(number, apk("curl", "8.0-r0"), tag=str(number)) for number in (11, 12, 13)]
    track(site.url, *seen_by_all, HIDDEN)
    seen: list[str] = []
    token = ""
    for _ in range(3):
        found = get(client, f"/api/v1/images?page_size=1&page_token={token}")
        seen += digests(found)
        token = found["next_page_token"]
    assert (seen, token) == ([digest(13), digest(12), digest(11)], "")


@pytest.mark.usefixtures("images")
def test_a_page_token_belongs_to_its_list_and_its_reader(client: Client, images: Site) -> None:
    token = get(client, "/api/v1/images?page_size=1")["next_page_token"]
    asked = f"/api/v1/images?page_token={token}"
    assert digests(get(client, asked)) == [digest(1)]
    assert client.get(f"{asked}&repository={REPOSITORY}").status == 400
    assert client.get(asked, token=images.vault).status == 400
    assert client.get("/api/v1/images?page_token=AAAA").status == 400


@pytest.mark.usefixtures("images")
@pytest.mark.parametrize("name", [digest(1), f"x@{digest(1)}"])
def test_an_image_with_its_findings_and_what_they_rest_on(client: Client, name: str) -> None:
    found = get(client, f"/api/v1/images/{name}")
    assert [(one["id"], one["package"]["name"]) for one in found["findings"]] == [
        (STORY, "curl"),
        (STORY, "libnghttp2-14"),
    ]
    assert found["findings"][1]["fixed_in"] == ["1.57.0-r0"]
    assert found["findings"][1]["advisory"]["id"] == ONE
    assert (found["evaluated"], found["not_evaluated"], found["subtracted"]) == (2, 0, [])
    assert found["vulnerabilities"] == {"unknown": 1}
    assert found["index"]["distributions"] == ["acme"]


@pytest.mark.usefixtures("images")
def test_the_beginning_of_a_digest_will_do_where_it_means_one_image(client: Client, images: Site) -> None:
    assert client.get(f"/api/v1/images/{digest(1)[:70]}").status == 400, "two images begin so"
    one = image(0, apk("curl", "8.0-r0"), tag="0")
    track(images.url, replace(one, source=replace(one.source, digest=f"sha256:{'ab' * 32}")))
    assert get(client, "/api/v1/images/sha256:ababab")["digest"] == f"sha256:{'ab' * 32}"


@pytest.mark.usefixtures("images")
def test_an_image_is_judged_as_of_a_moment_and_by_what_was_known_then(client: Client) -> None:
    address = f"/api/v1/images/{digest(1)}"
    earlier = get(client, f"{address}?as_of={format_exact(day(0))}")
    assert [one["advisory"]["status"] for one in earlier["findings"]] == ["under-investigation"]
    assert get(client, f"{address}?known_at=0")["findings"] == []
    assert get(client, f"{address}?known_at=0")["silences"][0]["reason"] == "distribution-not-covered"
    settled = get(client, f"/api/v1/images/{digest(2)}")
    assert settled["findings"] == []
    assert [one["rule"] for one in settled["subtracted"]] == ["fixed"]


@pytest.mark.usefixtures("images")
def test_the_history_and_the_changelog_of_a_tag(client: Client) -> None:
    history = get(client, f"/api/v1/images/{TAG}/history")
    assert [one["image"]["digest"] for one in history["items"]] == [digest(2), digest(1)]
    assert get(client, f"/api/v1/images/{digest(1)}/history")["items"][0]["tag"] == "1"
    (step,) = get(client, f"/api/v1/images/{TAG}/changelog")["items"]
    assert step["tag"] == TAG
    assert {one["reason"]["code"] for one in step["findings"]["gone"]} == {
        "upgraded-past-fix",
        "package-removed",
    }
    assert get(client, f"/api/v1/images/{TAG}/changelog?platform=linux/amd64&depth=1")["items"]
    assert get(client, f"/api/v1/images/{TAG}/changelog?as_of={format_exact(day(20))}")["items"] == []
    assert client.get(f"/api/v1/images/{TAG}/history?platform=linux/arm64").status == 404
    assert client.get(f"/api/v1/images/{TAG}/changelog?depth=0").status == 400
    assert client.get(f"/api/v1/images/{digest(1)}/changelog").status == 400


@pytest.mark.usefixtures("images")
def test_the_advisories_about_the_packages_of_an_image(client: Client) -> None:
    def ids(query: str = "", name: str = digest(1)) -> list[str]:
        return [one["id"] for one in get(client, f"/api/v1/images/{name}/advisories{query}")["items"]]

    assert sorted(ids()) == [ONE, TWO]
    assert ids("?status=fixed") == [ONE]
    assert ids("?package=curl") == [TWO]
    assert ids("?package=vaulted") == []
    assert ids(name=TAG) == [ONE], "of the image that the tag names now"
    assert ids("?known_at=0") == []
    first = get(client, f"/api/v1/images/{digest(1)}/advisories?page_size=1")
    assert ids(f"?page_size=1&page_token={first['next_page_token']}") != [one["id"] for one in first["items"]]


@pytest.mark.usefixtures("images")
def test_two_images_compared_with_a_gate_over_what_is_new(client: Client) -> None:
    there = f"/api/v1/diff?from={digest(1)}&to={TAG}"
    found = get(client, there)
    (item,) = found["items"]
    assert (found["gate"], item["platforms"]) == (None, ["linux/amd64"])
    assert [one["id"] for one in item["vulnerabilities"]["gone"]] == [STORY]
    assert item["size"]["difference"] == 10
    assert get(client, f"{there}&fail_on=unknown")["gate"]["is_passed"]
    back = f"/api/v1/diff?from={TAG}&to={digest(1)}"
    gate = get(client, f"{back}&fail_on=low,unknown")["gate"]
    assert (gate["is_passed"], gate["failing"]) == (False, 2)
    high = get(client, f"{back}&fail_on=high")["gate"]
    assert (high["is_passed"], high["undecided"]) == (True, 2)
    assert get(client, f"{there}&types=deb")["items"][0]["packages"]["removed"] == []
    assert get(client, f"{there}&types=apk,deb")["items"][0]["packages"]["removed"] != []
    assert client.get(f"{there}&platform=linux/arm64").status == 404
    assert client.get(f"{there}&fail_on=odd").status == 400
    assert client.get(f"/api/v1/diff?from={digest(1)}").status == 400


@pytest.mark.usefixtures("images")
def test_one_image_at_two_moments_differs_by_what_became_known(client: Client) -> None:
    moments = f"from_at={format_exact(day(0))}&to_at={format_exact(day(3))}"
    (item,) = get(client, f"/api/v1/diff?from={digest(2)}&to={digest(2)}&{moments}")["items"]
    assert [one["reason"]["code"] for one in item["findings"]["gone"]] == ["determination-changed"]


def test_the_platforms_of_a_tag_are_compared_with_those_of_another(client: Client, site: Site) -> None:
    both = ("linux/amd64", "linux/arm64")
    for tag, version in (("1", "8.0-r0"), ("2", "8.1-r0")):
        made = [
            image(10 * int(tag) + number, apk("curl", version), tag=tag, platform=platform)
            for number, platform in enumerate(both)
        ]
        track(site.url, *made)
    found = get(client, f"/api/v1/diff?from={REPOSITORY}:1&to={REPOSITORY}:2&platform=all")
    assert [one["platforms"] for one in found["items"]] == [list(both)]
    one = get(client, f"/api/v1/diff?from={REPOSITORY}:1&to={REPOSITORY}:2&platform=linux/arm64")
    assert one["items"][0]["platforms"] == ["linux/arm64"]
    refused = client.get(f"/api/v1/images/{REPOSITORY}:1").json()
    assert (refused["status"], refused["hint"]) == (
        400,
        "Give the whole digest, or a platform: linux/amd64, linux/arm64.",
    )
    assert get(client, f"/api/v1/images/{REPOSITORY}:1?platform=linux/arm64")["digest"] == digest(11)


@pytest.mark.usefixtures("images")
def test_a_diff_of_what_is_not_tracked_asks_nobody_else(client: Client) -> None:
    # Sockets but loopback's are closed to tests: asking a registry would fail in another way (RS7).
    for name in ("registry.example/other:1", digest(9), "127.0.0.1:1/x:1", "oci:/etc", "/etc/passwd"):
        answer = client.get(f"/api/v1/diff?from={name}&to={digest(1)}")
        assert (answer.status, answer.json()["code"]) == (404, "NW-NOT-TRACKED"), name


@pytest.mark.usefixtures("images")
def test_which_tag_is_clean_of_a_vulnerability(client: Client) -> None:
    found = get(client, f"/api/v1/vulnerabilities/{STORY}")
    (one,) = found["images"]
    assert one["image"]["digest"] == digest(1)
    assert (one["clean"]["digest"], one["clean_tag"]) == (digest(2), TAG)
    assert {package["name"] for package in one["packages"]} == {"curl", "libnghttp2-14"}
    assert found["more_images"] == 0
    assert get(client, f"/api/v1/vulnerabilities/{STORY}?as_of=2023-11-15")["images"] is None


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/images",
        f"/api/v1/images/{digest(8)}",
        f"/api/v1/images/{digest(8)}/history",
        "/api/v1/images/local:1/changelog",
        f"/api/v1/diff?from={digest(1)}&to={digest(8)}",
        f"/api/v1/vulnerabilities/{STORY}",
    ],
)
def test_nobody_is_told_where_on_a_disk_an_image_was_read(client: Client, images: Site, address: str) -> None:
    for number, tag in ((8, "1"), (9, "1")):
        one = image(number, apk("curl", f"8.0-r{number}"), repository="local", tag=tag)
        read = replace(one.source, kind=SourceKind.DIRECTORY, reference=f"dir:/home/somebody/root{number}")
        track(images.url, replace(one, source=read))
    answer = client.get(address)
    assert answer.status == 200, answer.text
    assert "local:1" in answer.text
    assert "somebody" not in answer.text
    assert client.get("/api/v1/images/dir:/home/somebody/root8").json()["code"] == "NW-NOT-TRACKED"


@pytest.mark.usefixtures("images")
def test_a_name_may_be_written_with_encoded_slashes(client: Client) -> None:
    encoded = TAG.replace("/", "%2F")
    assert get(client, f"/api/v1/images/{encoded}/history") == get(client, f"/api/v1/images/{TAG}/history")
    assert get(client, f"/api/v1/images/{encoded}")["digest"] == digest(2)


REGISTRY = f"/registry/v1/repos/{REPOSITORY}/diff"


@pytest.mark.usefixtures("images")
def test_the_withdrawn_diff_has_the_fields_that_its_clients_read(client: Client) -> None:
    found = get(client, f"{REGISTRY}?from_digest={digest(1)}&to_digest={digest(2)}")
    assert found.keys() == {"packages", "vulnerabilities"}
    assert found["packages"]["changed"] == [
        {
            "name": "libnghttp2-14",
            "current": {
                "version": "1.57.0-r0",
                "reference": "pkg:apk/acme/libnghttp2-14@1.57.0-r0?arch=x86_64",
            },
            "previous": {
                "version": "1.56.0-r0",
                "reference": "pkg:apk/acme/libnghttp2-14@1.56.0-r0?arch=x86_64",
            },
        }
    ]
    assert found["vulnerabilities"].keys() == {"removed", "metadata"}
    assert found["vulnerabilities"]["removed"] == [
        {"id": STORY, "reference": "acme:distro:acme:rolling", "severity": "Unknown"}
    ]
    metadata = found["vulnerabilities"]["metadata"]
    assert [one["digest"] for one in metadata] == [digest(1), digest(2)]
    assert metadata[0]["scanner"]["name"] == "navwarn"
    assert metadata[0]["vulnerabilityDbLastBuildTime"] == format_exact(day(0))
    assert metadata[0]["vulnerabilityDbSchemaVersion"] == "1"


@pytest.mark.usefixtures("images")
def test_the_withdrawn_diff_warns_of_what_nobody_judged(client: Client, images: Site) -> None:
    track(images.url, image(5, apk("x", "1-r0", of="other"), distro="other", tag="5"))
    found = get(client, f"{REGISTRY}?from_digest={digest(1)}&to_digest={digest(5)}")
    why = "1 package not evaluated: there are no advisories or records here about other 1"
    assert found["warnings"] == [f"second image: {why}"]


@pytest.mark.usefixtures("images")
def test_the_withdrawn_diff_refuses_as_its_clients_expect(client: Client, images: Site) -> None:
    def refused(address: str, token: str = "") -> tuple[int, int]:
        answer = client.get(address, token=token)
        assert answer.json().keys() == {"code", "message", "details"}
        return answer.status, answer.json()["code"]

    both = f"from_digest={digest(1)}&to_digest={digest(2)}"
    hidden = f"/registry/v1/repos/{PRIVATE}/diff?from_digest={digest(3)}&to_digest={digest(3)}"
    nowhere = f"/registry/v1/repos/registry.example/none/diff?{both}"
    assert refused(f"{REGISTRY}?from_digest={digest(1)}&to_digest=latest") == (400, 3)
    assert refused(f"{REGISTRY}?from_digest={digest(1)}") == (400, 3)
    # Whoever does not say who they are learns nothing of what there is for others.
    assert refused(nowhere) == refused(hidden) == (401, 16)
    assert client.get(hidden).headers["www-authenticate"] == "Bearer"
    assert client.get(hidden).json() == client.get(nowhere).json()
    assert refused(hidden, images.attic) == refused(nowhere, images.attic) == (404, 5)
    assert get(client, hidden, images.vault)["packages"] == {}
    across = f"{REGISTRY}?from_digest={digest(1)}&to_digest={digest(3)}"
    assert refused(across, images.vault) == (404, 5), "both digests are of one repository"


def test_without_private_distributions_what_is_not_there_is_not_found(
    serve: Callable[..., Client], images: Site
) -> None:
    del images
    public = serve(distributions={"acme": DISTRIBUTIONS["acme"]})
    address = f"/registry/v1/repos/registry.example/none/diff?from_digest={digest(1)}&to_digest={digest(2)}"
    assert public.get(address).status == 404


HIDDEN_PLACES = (
    f"/api/v1/images/{digest(3)}",
    f"/api/v1/images/{PRIVATE}:1",
    f"/api/v1/images/{PRIVATE}:1/history",
    f"/api/v1/images/{PRIVATE}:1/changelog",
    f"/api/v1/images/{PRIVATE}:1/advisories",
    f"/api/v1/diff?from={PRIVATE}:1&to={digest(3)}",
)


@pytest.mark.parametrize("address", HIDDEN_PLACES)
def test_an_image_of_a_private_distribution_exists_for_those_it_was_opened_to(
    client: Client, images: Site, address: str
) -> None:
    get(client, address, images.vault)
    nothing = address.replace(PRIVATE, "registry.example/none").replace(digest(3), digest(9))
    for token in ("", images.attic, images.expired, images.revoked):
        hidden, absent = client.get(address, token=token), client.get(nothing, token=token)
        assert (hidden.status, absent.status) == (404, 404)
        assert "vault" not in hidden.text
        assert hidden.json()["title"] == absent.json()["title"]


def test_lists_and_counts_are_as_if_there_were_no_hidden_image(client: Client, images: Site) -> None:
    assert get(client, "/api/v1/images")["total"] == 2
    assert get(client, f"/api/v1/images?repository={PRIVATE}")["total"] == 0
    assert get(client, "/api/v1/images", images.vault)["total"] == 3
    assert get(client, f"/api/v1/vulnerabilities/{SECRET_CVE}", images.vault)["images"] != []
    assert get(client, f"/api/v1/vulnerabilities/{SECRET_CVE}")["images"] == []


def test_an_image_that_names_no_distribution_is_hidden_by_what_its_packages_say(
    client: Client, site: Site
) -> None:
    alone = image(4, apk("vaulted", "1.0-r0", of="vault"), distro="", tag="4")
    mixed = image(5, apk("vaulted", "1.0-r0", of="vault"), apk("curl", "8.0-r0"), distro="", tag="5")
    other = image(6, apk("curl", "8.0-r0"), distro="", tag="6")
    track(site.url, alone, mixed, other)
    listed = get(client, "/api/v1/images")
    assert (digests(listed), listed["total"], listed["next_page_token"]) == ([digest(6)], 1, "")
    assert digests(get(client, "/api/v1/images?page_size=1")) == [digest(6)]
    assert len(digests(get(client, "/api/v1/images", site.vault))) == 3
    assert client.get(f"/api/v1/images/{digest(5)}").status == 404


def test_a_private_advisory_does_not_speak_to_the_public_about_a_public_image(
    serve: Callable[..., Client], site: Site
) -> None:
    # The public distribution includes a private one: its images are judged by both, for those who may know.
    configured = DISTRIBUTIONS | {
        "acme": replace(DISTRIBUTIONS["acme"], includes=("vault",)),
        "vault": replace(DISTRIBUTIONS["vault"], includes=()),
    }
    track(site.url, image(7, apk("vaulted", "1.0-r0"), apk("curl", "8.0-r0")), distributions=configured)
    client = serve(distributions=configured)
    (public,) = get(client, "/api/v1/images")["items"]
    (private,) = get(client, "/api/v1/images", site.vault)["items"]
    assert (public["vulnerabilities"], private["vulnerabilities"]) == ({"unknown": 1}, {"unknown": 2})
    shown = client.get(f"/api/v1/images/{digest(7)}").text
    assert SECRET_CVE not in shown
    assert THREE not in shown
    assert THREE in client.get(f"/api/v1/images/{digest(7)}", token=site.vault).text
    assert get(client, f"/api/v1/vulnerabilities/{SECRET_CVE}")["images"] == []
    assert get(client, f"/api/v1/images/{REPOSITORY}:1/history")["items"][0]["image"] == public
