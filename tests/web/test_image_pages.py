"""The pages about tracked images: who sees which, what they say, and where they lead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from msgspec.structs import replace

from navwarn.core.instant import DAY, Instant, format_exact
from navwarn.core.inventory import (
    Component,
    Distro,
    ImageConfig,
    ImageSource,
    Inventory,
    Layer,
    Remark,
    SourceKind,
    component_order,
)
from navwarn.core.record import Affected
from navwarn.ledger import open_ledger
from navwarn.workflows.browse.image_diff import MOST_CHOICES
from navwarn.workflows.browse.images import PAGE_SIZE
from navwarn.workflows.tracking import add_images
from tests.ledger.knowledge import ghsa, learn
from tests.ledger.making import day, fixed, opened, record
from tests.pages.sample_site import advisory_id
from tests.web.conftest import DISTRIBUTIONS, SECRET_CVE, STORY, Site

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.web.client import Client

REPOSITORY = "registry.example/go"
SEEN = {name: replace(one, os_ids=(name,)) for name, one in DISTRIBUTIONS.items()}


def digest(number: int) -> str:
    return f"sha256:{number:064x}"


def package(name: str, version: str, origin: str = "", of: str = "acme") -> Component:
    return Component(
        "apk", name, version, of, architecture="x86_64", origin=origin or name, locations=("/lib/apk/db",)
    )


def image(
    number: int,
    *components: Component,
    tag: str = "latest",
    repository: str = REPOSITORY,
    platform: str = "linux/amd64",
    distro: str = "acme",
) -> Inventory:
    source = ImageSource(
        SourceKind.DIRECTORY,
        "/home/mara/secret/rootfs",
        digest(number),
        repository=repository,
        tag=tag,
        platform=platform,
    )
    return Inventory(
        source,
        Distro(distro, "1") if distro else None,
        tuple(sorted(components, key=component_order)),
        ImageConfig(user="0" if number == 1 else "65532"),
        (Layer(f"sha256:base{number % 2}", size=number * 1_000_000),),
        number * 1_000_000,
    )


OLD = image(1, package("libnghttp2-14", "1.56.0-r0", "nghttp2"), package("curl", "8.0-r0"))
NEW = image(2, package("libnghttp2-14", "1.57.0-r0", "nghttp2"), package("jq", "1.7-r0"))
VAULTED = image(
    3, package("vaulted", "1.0-r0", of="vault"), repository="registry.example/vault", distro="vault"
)
NAMELESS = image(4, package("vaulted", "1.1-r0", of="vault"), repository="", tag="", distro="")
DEBIAN = image(5, Component("deb", "bash", "5.2", "debian"), repository="debian", tag="12", distro="debian")
ARM = image(6, package("libnghttp2-14", "1.56.0-r0", "nghttp2"), platform="linux/arm64")


def track(site: Site, *images: Inventory, first: int = 10) -> None:
    """Track images, one a day."""
    with open_ledger(site.url) as ledger:
        for number, one in enumerate(images):
            add_images(ledger, [one], SEEN, now=day(first + number))


@pytest.fixture
def client(serve: Callable[..., Client], site: Site) -> Client:
    """A reader of a site that tracks images of a public and of a private distribution, and of neither."""
    track(site, OLD, NEW, VAULTED, NAMELESS, DEBIAN)
    return serve(distributions=SEEN)


def rows(client: Client, address: str = "/images.json", token: str = "") -> list[Any]:
    found: list[Any] = client.get(address, token=token).json()["rows"]
    return found


def compared(old: str, new: str, twin: str = "") -> str:
    return f"/diff{twin}?from={quote(old, safe='')}&to={quote(new, safe='')}"


def test_the_list_has_the_newest_first_and_counts_what_is_open(client: Client) -> None:
    found = rows(client)
    assert [row["digest"] for row in found] == [digest(5), digest(2), digest(1)]
    assert [sum(one["number"] for one in row["counts"]) for row in found] == [0, 0, 1]
    assert [(row["evaluated"], row["not_evaluated"]) for row in found] == [(0, 1), (2, 0), (2, 0)]
    assert found[2]["names"] == [{"repository": REPOSITORY, "tag": "latest", "is_current": False}]
    assert rows(client, f"/images.json?repository={REPOSITORY}") == found[1:]
    page = client.get("/images").text
    assert "not known" in page
    assert "1 package not evaluated" in page


def test_an_image_of_a_private_distribution_is_for_its_readers_alone(client: Client, site: Site) -> None:
    hidden = (VAULTED.source.digest, NAMELESS.source.digest)
    assert [row["digest"] for row in rows(client, token=site.vault)][1:3] == [
        NAMELESS.source.digest,
        VAULTED.source.digest,
    ]
    assert rows(client, "/images.json?repository=registry.example/vault") == []
    for name in hidden:
        assert client.get(f"/images/{name}").status == 404
        assert client.get(f"/images/{name}.json").status == 404
        assert client.get(compared(digest(1), name)).status == 404
        assert client.get(f"/images/{name}", token=site.vault).status == 200
    assert client.get(compared("registry.example/vault:latest", digest(1), ".md")).status == 404
    everything = "".join(client.get(path).text for path in ("/images", "/images.json", "/diff", "/diff.json"))
    assert not any(name in everything for name in (*hidden, "registry.example/vault"))


def test_what_is_not_there_and_what_is_hidden_are_told_alike(client: Client) -> None:
    hidden = client.get(f"/images/{digest(3)}.json").json()
    absent = client.get(f"/images/{digest(9)}.json").json()
    assert hidden["detail"].replace(digest(3), digest(9)) == absent["detail"]
    assert {**hidden, "detail": ""} == {**absent, "detail": ""}
    assert absent["code"] == "NW-NOT-TRACKED"
    page = client.get(compared("nope", digest(1)))
    assert page.status == 404
    assert "no image is tracked here as &#39;nope&#39;" in page.text


def test_where_an_image_was_read_from_is_nobodys_business(client: Client, site: Site) -> None:
    """Not even readers of its distribution learn a path on somebody's disk."""
    addresses = (
        *("/images", "/images.json", f"/images/{digest(1)}", f"/images/{digest(4)}.json"),
        *(compared(digest(1), digest(2), twin) for twin in ("", ".json", ".md")),
        f"/vulnerabilities/{STORY}.json",
    )
    for address in addresses:
        found = client.get(address, token=site.vault)
        assert found.status == 200
        assert "mara" not in found.text


def test_an_image_says_what_is_open_in_it_and_what_settled_the_rest(client: Client) -> None:
    old = client.get(f"/images/{digest(1)}.json").json()
    assert {(one["vulnerability"], one["component"]["name"]) for one in old["findings"]} == {
        (STORY, "libnghttp2-14"),
        (STORY, "curl"),
    }
    assert old["counts"] == [{"severity": "unknown", "number": 1}]
    new = client.get(f"/images/{digest(2)}.json").json()
    assert new["findings"] == []
    assert [(one["rule"], one["statement"]["fixed_version"]) for one in new["subtracted"]] == [
        ("fixed", "1.57.0-r0")
    ]
    page = client.get(f"/images/{digest(2)}").text
    assert "0 vulnerabilities, every package evaluated" in page
    assert "the installed version has the fix" in page.lower()


def test_silence_is_said_and_no_number_is_claimed(client: Client) -> None:
    page = client.get(f"/images/{digest(5)}").text
    assert "Nothing could be judged: 1 package not evaluated" in page
    assert "0 vulnerabilities" not in page
    assert "there are no advisories or records here about debian" in page


def test_no_number_is_claimed_of_an_image_whose_packages_could_not_be_read(
    serve: Callable[..., Client], site: Site
) -> None:
    """A database of rpm: nothing of it is counted as not evaluated, and yet nothing of it was."""
    message = "the rpm packages in /var/lib/rpm/rpmdb.sqlite were not read"
    unread = replace(image(7, distro="fedora"), remarks=(Remark("rpm-database", "/var/lib/rpm", message),))
    track(site, OLD, unread)
    client = serve(distributions={"acme": SEEN["acme"]})
    page = client.get(f"/images/{digest(7)}").text
    assert "Nothing could be judged: something not read" in page
    assert "0 vulnerabilities" not in page
    assert "none found" not in page, "also in the history of its tag"
    (row, _) = rows(client)
    assert row["is_unread"]
    assert len(row["trend"]) == 1, "of the image that could be judged"
    listed = client.get("/images").text
    assert "something not read" in listed
    assert "none found" not in listed
    diff = client.get(compared(digest(7), digest(7))).text
    assert "every package evaluated" not in diff
    assert client.get(f"/api/v1/images?repository={REPOSITORY}").json()["items"][0]["is_unread"]


def test_an_image_is_judged_at_the_moment_asked_for(client: Client) -> None:
    """Before our advisory knew of the fix, the new image was not known to be free of it."""
    then = client.get(f"/images/{digest(2)}.json?known_at=2").json()
    assert [one["component"]["name"] for one in then["findings"]] == ["libnghttp2-14"]
    counted = rows(client, "/images.json?known_at=2")[1]
    assert sum(one["number"] for one in counted["counts"]) == 1
    assert counted["trend"] == []


def test_the_history_of_a_tag_leads_from_image_to_image(client: Client) -> None:
    page = client.get(f"/images/{digest(2)}.json").json()
    steps = [(one["digest"], one["previous"]) for one in page["history"]]
    assert steps == [(digest(2), digest(1)), (digest(1), "")]
    html = client.get(f"/images/{digest(2)}").text
    assert f"/diff?from={quote(digest(1), safe=':')}&amp;to={quote(digest(2), safe=':')}" in html


def test_the_history_of_a_tag_and_what_it_names_follow_the_moment_asked_for(client: Client) -> None:
    """The old image was tracked ten days after the start, the new one a day later."""
    then = f"?as_of={format_exact(day(10))}"
    assert [row["digest"] for row in rows(client, f"/images.json{then}")] == [digest(1)]
    assert rows(client, f"/images.json?as_of={format_exact(day(9))}") == []
    old = client.get(f"/images/{digest(1)}.json{then}").json()
    assert [one["digest"] for one in old["history"]] == [digest(1)]
    assert [name["is_current"] for name in old["names"]] == [True]
    later = client.get(f"/images/{digest(2)}.json{then}").json()
    assert [name["is_current"] for name in later["names"]] == [False]
    assert [one["digest"] for one in later["history"]] == [digest(1)], "what its tag named then"
    assert client.get(f"/images/{digest(2)}{then}").status == 200
    sides = f"/diff.json?from={quote(REPOSITORY, safe='')}:latest&to={quote(REPOSITORY, safe='')}:latest"
    compared_then = client.get(f"{sides}&as_of={format_exact(day(10))}").json()["found"]
    assert compared_then["previous"]["digest"] == digest(1)
    assert client.get(f"{sides}&as_of={format_exact(day(1))}").json()["found"]["current"]["digest"] == digest(
        1
    )
    assert client.get(sides).json()["found"]["current"]["digest"] == digest(2)


def test_a_list_shows_how_a_tag_fared_where_that_rests_on_nothing_that_is_kept_from_the_reader(
    serve: Callable[..., Client], site: Site
) -> None:
    track(site, OLD, NEW)
    row = rows(serve(distributions=SEEN))[0]
    assert len(row["trend"]) == 2
    assert row["trend"][0] > row["trend"][1]
    wider = {"acme": replace(SEEN["acme"], includes=("attic",)), "attic": SEEN["attic"]}
    client = serve(distributions=wider)
    assert rows(client)[0]["trend"] == []
    assert len(rows(client, token=site.attic)[0]["trend"]) == 2


def test_a_diff_says_what_is_gone_and_why(client: Client) -> None:
    found = client.get(compared(digest(1), digest(2), ".json")).json()["found"]
    (gone,) = [
        one for one in found["findings_gone"] if one["finding"]["component"]["name"] == "libnghttp2-14"
    ]
    assert gone["why"]["reason"] == "upgraded-past-fix"
    assert (gone["previous"], gone["current"]) == ("1.56.0-r0", "1.57.0-r0")
    assert gone["why"]["advisory"] == gone["finding"]["statement"]["advisory"]
    moved = {(one["move"], one["name"]) for one in found["packages"]}
    assert moved == {("upgraded", "libnghttp2-14"), ("added", "jq"), ("removed", "curl")}
    assert found["settings"] == [{"field": "user", "key": "", "previous": "0", "current": "65532"}]
    assert len(found["layers_added"]) == len(found["layers_removed"]) == 1
    page = client.get(compared(digest(1), digest(2))).text
    assert "1 vulnerability gone, 0 new, 3 packages changed" in page
    back = client.get(compared(digest(2), digest(1), ".json")).json()["found"]
    assert [one["id"] for one in back["new"]] == [one["id"] for one in found["gone"]]


def test_digests_in_a_diff_are_called_by_their_tags_unless_both_have_the_same(
    client: Client, site: Site
) -> None:
    """The old and the new image were both the tag latest: only digests tell them apart then."""
    both = client.get(compared(digest(1), digest(2), ".json")).json()["found"]
    assert [both[side]["name"] for side in ("previous", "current")] == [digest(1), digest(2)]
    track(site, replace(NEW, source=replace(NEW.source, tag="1.2")), first=20)
    apart = client.get(compared(digest(1), digest(2), ".json")).json()["found"]
    assert [apart[side]["name"] for side in ("previous", "current")] == [
        f"{REPOSITORY}:latest",
        f"{REPOSITORY}:1.2",
    ]


def test_a_module_that_is_gone_is_told_with_all_its_places(client: Client, site: Site) -> None:
    """Copies of a module are one row, as they are one finding (image-diff.md I4, I10)."""
    net = Component("golang", "net", "v0.7.0", "golang.org/x")
    copies = [replace(net, locations=(f"/usr/bin/{name}",)) for name in "abc"]
    affected = Affected(ecosystem="Go", package="golang.org/x/net", versions=("v0.7.0",))
    with open_ledger(site.url) as ledger:
        learn(ledger, ghsa(affected=(affected,)))
    track(site, image(40, *copies, tag="a"), image(41, tag="b"), first=30)
    (gone,) = client.get(compared(digest(40), digest(41), ".json")).json()["found"]["findings_gone"]
    assert gone["locations"] == ["/usr/bin/a", "/usr/bin/b", "/usr/bin/c"]
    page = client.get(compared(digest(40), digest(41))).text
    assert "/usr/bin/a and 2 other places" in page


def test_a_diff_is_also_markdown(client: Client) -> None:
    found = client.get(compared(f"{REPOSITORY}:latest", digest(1), ".md"))
    assert found.headers["content-type"] == "text/markdown; charset=utf-8"
    assert "Packages Changed" in found.text
    assert f"{REPOSITORY}:latest" in found.text
    assert client.get("/diff.md?from=x").status == 400


def test_a_diff_of_one_image_with_itself_says_that_nothing_changed(client: Client) -> None:
    page = client.get(compared(digest(1), digest(1))).text
    assert "0 vulnerabilities gone, 0 new, 0 packages changed" in page
    assert "No package changed." in page


def test_a_tag_of_several_platforms_is_compared_on_one_that_both_have(
    serve: Callable[..., Client], site: Site
) -> None:
    other = image(7, package("libnghttp2-14", "1.57.0-r0", "nghttp2"), tag="next", platform="linux/arm64")
    track(site, NEW, ARM, replace(NEW, source=replace(NEW.source, tag="next")), other)
    client = serve(distributions=SEEN)
    address = compared(f"{REPOSITORY}:latest", f"{REPOSITORY}:next", ".json")
    first = client.get(address).json()
    assert first["platforms"] == ["linux/amd64", "linux/arm64"]
    assert first["found"]["current"]["platform"] == "linux/amd64"
    second = client.get(f"{address}&platform=linux/arm64").json()["found"]
    assert (second["previous"]["digest"], second["current"]["digest"]) == (digest(6), digest(7))
    assert client.get(f"{address}&platform=plan9/mips").status == 400
    lone = client.get(compared(digest(6), digest(2), ".json")).json()
    assert lone["found"]["previous"]["platform"] == "linux/arm64"
    assert lone["platforms"] == []


def test_two_tags_without_a_common_platform_are_told_so(serve: Callable[..., Client], site: Site) -> None:
    more = image(8, package("jq", "1-r0"), platform="linux/s390x")
    track(site, ARM, more, image(9, package("jq", "2-r0"), tag="next", platform="linux/ppc64le"))
    client = serve(distributions=SEEN)
    found = client.get(compared(f"{REPOSITORY}:latest", f"{REPOSITORY}:next"))
    assert found.status == 400
    assert "linux/arm64, linux/s390x" in found.text


def test_the_page_of_a_vulnerability_says_which_image_to_pull(client: Client) -> None:
    (found,) = client.get(f"/vulnerabilities/{STORY}.json").json()["images"]
    assert found["digest"] == digest(1)
    assert found["clean"] == digest(2)
    assert found["clean_name"] == f"{REPOSITORY}:latest"
    page = client.get(f"/vulnerabilities/{STORY}").text
    assert "older ones stay vulnerable" in page
    assert "No <a href=" in client.get("/vulnerabilities/CVE-2031-1").text


def test_a_vulnerability_says_of_how_many_images_nobody_can_tell(client: Client, site: Site) -> None:
    """Of images that may be seen: silence is not clean, and tells nothing of what is hidden."""
    before = client.get(f"/vulnerabilities/{STORY}.json").json()["unjudged_images"]
    track(
        site,
        image(31, package("x", "1.0-r0", of="nobody"), repository="registry.example/other", distro="nobody"),
        image(32, package("x", "odd", of="vault"), repository="registry.example/hidden", distro="vault"),
        image(33, package("x", "odd", of="vault"), package("y", "odd", of="acme"), distro=""),
    )
    found = client.get(f"/vulnerabilities/{STORY}.json").json()
    assert found["unjudged_images"] == before + 1
    assert client.get(f"/api/v1/vulnerabilities/{STORY}").json()["unjudged_images"] == before + 1
    assert (
        "is not known: some of their packages could not be judged"
        in client.get(f"/vulnerabilities/{STORY}").text
    )


def test_a_tag_is_told_of_as_if_it_had_never_named_an_image_that_is_kept_from_the_reader(
    serve: Callable[..., Client], site: Site
) -> None:
    hidden = [image(number, package("vaulted", "1.0-r0", of="vault"), distro="vault") for number in (10, 11)]
    track(site, OLD, hidden[0], NEW, hidden[1])
    client = serve(distributions=SEEN)
    name = f"{REPOSITORY}:latest"
    for token, before, is_current in (("", digest(1), True), (site.vault, digest(10), False)):
        page = client.get(f"/images/{digest(2)}.json", token=token).json()
        assert next(step for step in page["history"] if step["digest"] == digest(2))["previous"] == before
        assert page["names"][0]["is_current"] is is_current
    assert client.get(f"/api/v1/images/{name}").json()["digest"] == digest(2)
    assert client.get(f"/api/v1/images/{name}", token=site.vault).json()["digest"] == digest(11)
    begun = digest(1)[:-1]
    assert client.get(f"/api/v1/images/{begun}").status == 400, "1 and 2 begin so"
    track(
        site, *(image(number, distro="vault", repository=name) for number in range(100, 100 + MOST_CHOICES))
    )
    assert client.get("/diff.json").json()["choices"] == [name]
    assert client.get(f"/vulnerabilities/{STORY}.json").json()["has_images"] is True


@pytest.mark.parametrize("number", [0x20, 0x2F])
def test_the_beginning_of_a_digest_means_what_it_means_without_images_that_are_kept_from_the_reader(
    serve: Callable[..., Client], site: Site, number: int
) -> None:
    hidden = [
        image(0x20 + each, package("vaulted", "1-r0", of="vault"), distro="vault") for each in (2, 3, 4)
    ]
    track(site, *hidden, replace(OLD, source=replace(OLD.source, digest=digest(number))))
    client = serve(distributions=SEEN)
    assert client.get(f"/api/v1/images/{digest(0x20)[:-1]}").json()["digest"] == digest(number)
    assert client.get(f"/api/v1/images/{digest(0x20)[:-1]}", token=site.vault).status == 400


def test_an_image_is_called_by_a_tag_that_names_it_still(serve: Callable[..., Client], site: Site) -> None:
    kept = replace(OLD, source=replace(OLD.source, tag="1.0"))
    track(site, kept, OLD, NEW)
    client = serve(distributions=SEEN)
    assert [row["names"][0]["tag"] for row in rows(client)] == ["latest", "1.0"]
    sides = client.get(compared(digest(1), digest(2), ".json")).json()["found"]
    assert [sides[side]["name"] for side in ("previous", "current")] == [
        f"{REPOSITORY}:1.0",
        f"{REPOSITORY}:latest",
    ]
    (found,) = client.get(f"/vulnerabilities/{STORY}.json").json()["images"]
    assert found["name"] == f"{REPOSITORY}:1.0"


def test_a_trend_is_that_of_the_newest_tag_that_named_others_before(
    serve: Callable[..., Client], site: Site
) -> None:
    once = replace(NEW, source=replace(NEW.source, tag="a-name-for-good"))
    track(site, OLD, NEW, once)
    assert len(rows(serve(distributions={"acme": SEEN["acme"]}))[0]["trend"]) == 2


def test_nothing_is_called_gone_or_new_where_one_image_could_not_be_judged(client: Client) -> None:
    page = client.get(compared(digest(5), digest(1))).text
    assert "no finding can be said to be gone or new" in page
    assert "are the same in both" not in page
    assert "No finding is gone" not in page
    assert "No finding is gone" in client.get(compared(digest(2), digest(1))).text


def test_an_image_tracked_as_one_of_a_private_distribution_is_as_private(client: Client, site: Site) -> None:
    """Whatever its os-release says: what was found in it rests on advisories that others may not know."""
    name = "registry.example/lent:1"
    with open_ledger(site.url) as ledger:
        lent = image(8, package("vaulted", "1.0-r0"))
        add_images(ledger, [lent], SEEN, now=day(30), name=name, distribution="vault")
    for path in (f"/images/{digest(8)}", f"/api/v1/images/{digest(8)}", f"/api/v1/images/{name}/history"):
        assert client.get(path).status == 404
        assert client.get(path, token=site.vault).status == 200
    for path in ("/images.json", "/diff.json", "/api/v1/images"):
        assert "example/lent" not in client.get(path).text
        assert "example/lent" in client.get(path, token=site.vault).text


def test_only_the_newest_packages_are_judged_for_another_moment_and_images_of_others_are_counted(
    client: Client, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("navwarn.workflows.browse.open_images.MOST_JUDGED", 1)
    then = client.get(f"/vulnerabilities/{STORY}.json?known_at=2").json()
    assert [one["digest"] for one in then["images"]] == [digest(2)]
    assert then["unjudged_images"] >= 1
    assert site


def test_a_vulnerability_names_no_image_that_is_hidden(client: Client, site: Site) -> None:
    address = f"/vulnerabilities/{SECRET_CVE}.json"
    assert client.get(address).json()["images"] == []
    seen = client.get(address, token=site.vault).json()["images"]
    assert {one["digest"] for one in seen} == {digest(3), digest(4)}


def test_images_are_open_to_a_vulnerability_at_the_moment_asked_for(client: Client) -> None:
    """The new image had it as far as we knew before the fix was recorded; then there was none to go to."""
    then = client.get(f"/vulnerabilities/{STORY}.json?known_at=2").json()["images"]
    assert {one["digest"] for one in then} == {digest(1), digest(2)}
    assert {one["clean"] for one in then} == {""}


def test_a_private_advisory_settles_nothing_for_others(serve: Callable[..., Client], site: Site) -> None:
    """An image that two distributions judge is told to each reader by what they may see."""
    shared = SEEN | {
        "vault": replace(SEEN["vault"], os_ids=("vault",)),
        "acme": replace(SEEN["acme"], includes=("vault",)),
    }
    with open_ledger(site.url) as ledger:
        secret = advisory_id(4321)
        record(
            ledger,
            opened(secret, "jq", ["CVE-2024-9999"], of="vault"),
            fixed(secret, "2-r0", day(3), of="vault"),
        )
    track(site, NEW)
    with open_ledger(site.url) as ledger:
        add_images(ledger, [NEW], shared, now=day(30))
    client = serve(distributions=shared)
    assert client.get(f"/images/{digest(2)}.json").json()["counts"] == []
    assert rows(client)[0]["counts"] == []
    assert client.get("/vulnerabilities/CVE-2024-9999.json").json()["images"] == []
    opened_up = client.get(f"/images/{digest(2)}.json", token=site.vault).json()
    assert [one["vulnerability"] for one in opened_up["findings"]] == ["CVE-2024-9999"]


def test_the_list_goes_on_page_by_page_and_leaves_out_what_is_hidden(
    serve: Callable[..., Client], site: Site
) -> None:
    seen = [
        image(100 + number, package("jq", f"{number}-r0"), tag=f"v{number}")
        for number in range(PAGE_SIZE + 3)
    ]
    hidden = [
        image(
            500 + number,
            package("vaulted", f"{number}-r0"),
            repository="registry.example/vault",
            distro="vault",
        )
        for number in range(PAGE_SIZE + 5)
    ]
    with open_ledger(site.url) as ledger:
        add_images(ledger, seen[:5], SEEN, now=day(10))
        add_images(ledger, hidden, SEEN, now=day(11))
        add_images(ledger, seen[5:], SEEN, now=Instant(day(11) + DAY))
    client = serve(distributions=SEEN)
    first = client.get("/images.json").json()
    second = client.get(f"/images.json?page_token={first['older']}").json()
    assert len(first["rows"]) == PAGE_SIZE
    assert (second["older"], second["is_first"]) == ("", False)
    digests = [row["digest"] for row in (*first["rows"], *second["rows"])]
    assert sorted(digests) == sorted(one.source.digest for one in seen)
    assert client.get(f"/images?repository={REPOSITORY}&page_token={first['older']}").status == 400
    assert client.get("/images?page_token=zz").status == 400


def test_a_site_without_images_says_how_they_come(serve: Callable[..., Client]) -> None:
    client = serve(distributions=SEEN)
    assert "navwarn image add" in client.get("/images").text
    assert client.get("/images.json").json()["rows"] == []
    assert "No image is tracked under a name yet" in client.get("/diff").text
    assert client.get(f"/vulnerabilities/{STORY}.json").json()["has_images"] is False
