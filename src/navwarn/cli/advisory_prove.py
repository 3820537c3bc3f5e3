"""``navwarn advisory prove|erase-private``: what the log proves, and words that it proves without."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from navwarn.cli.context import Context, pass_context
from navwarn.cli.options import moments, out_option, output_option
from navwarn.cli.output import emit, envelope, json_text, printable, table
from navwarn.core.proof import LogHead, content_of, problem_of, problems

if TYPE_CHECKING:
    from collections.abc import Sequence

    from navwarn.core.proof import Inclusion, Proof

_SHOWN = 50


class HeadParam(click.ParamType[LogHead]):
    """A head of the log as ``SIZE:ROOT``."""

    name = "head"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> LogHead:
        """The head the text names; a usage error where it names none."""
        match = re.fullmatch(r"([0-9]{1,18}):([0-9A-Fa-f]{64})", str(value))
        if match is None:
            self.fail(f"{value!r} is not SIZE:ROOT, a number and 64 hexadecimal digits", param, ctx)
        return LogHead(int(match[1]), bytes.fromhex(match[2]))


@click.command("prove")
@click.argument("entries", metavar="[ENTRY|ADVISORY]...", nargs=-1)
@click.option(
    "--since",
    metavar="SIZE",
    type=click.IntRange(min=1),
    help="Also prove that the log extends the one of so many entries.",
)
@click.option(
    "--known-at",
    metavar="TIME|SEQUENCE",
    help="Prove by the log of then: a time, a date (its end, UTC) or an entry's number. [now]",
)
@click.option(
    "--verify",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Check the proof in FILE, which `-o json` made; needs no ledger.",
)
@click.option(
    "--head",
    "heads",
    metavar="SIZE:ROOT",
    type=HeadParam(),
    multiple=True,
    help="With --verify: a head you trust, which the proof must be about; may be repeated.",
)
@output_option("table", "json")
@out_option
@pass_context
def prove(
    ctx: Context,
    /,
    entries: tuple[str, ...],
    since: int | None,
    known_at: str | None,
    file: Path | None,
    heads: tuple[LogHead, ...],
    output: str,
    out: Path | None,
) -> int:
    """Prove that entries are in the log, by their numbers or by the ids of their advisories.

    The JSON result holds all that a stranger needs to check it besides a head to trust: the content of each
    leaf, its hash, the audit path, the size and the root. Without entries the head alone is shown.
    """
    if file is not None:
        if entries or since is not None or known_at is not None:
            raise click.UsageError("--verify takes the proof from FILE alone: name no entries, no --since")
        return _verify(ctx, file, heads, output, out)
    if heads:
        raise click.UsageError("--head goes with --verify")
    from navwarn.workflows.proving import proof_json, prove

    ledger = ctx.ledger()
    proof = prove(ledger, entries, size=moments(ledger, None, known_at).known, since=since)
    if output == "json":
        emit(json_text(envelope("proof", ctx.now(), **proof_json(proof))), out)
    else:
        emit(_table(ctx, proof), out)
    return 0


def _verify(ctx: Context, file: Path, heads: Sequence[LogHead], output: str, out: Path | None) -> int:
    """Check a proof, say what it shows, and return the exit status."""
    from navwarn.workflows.proving import load_proof

    proof = load_proof(file)
    found = problems(proof, heads)
    if output == "json":
        emit(json_text(envelope("proof-check", ctx.now(), **_check_json(proof, found))), out)
        return 1 if found else 0
    for problem in found[:_SHOWN]:
        click.echo(printable(problem), err=True)
    if len(found) > _SHOWN:
        click.echo(f"… and {len(found) - _SHOWN} more (all of them with -o json)", err=True)
    emit(f"not proven: {file}\n" if found else f"{_table(ctx, proof)}proven\n", out)
    if not found and not heads:
        ctx.message("The proof is worth as much as its root: compare it with one you trust (--head).")
    return 1 if found else 0


def _check_json(proof: Proof, found: list[str]) -> dict[str, Any]:
    extension = proof.extension
    return {
        "valid": not found,
        "problems": found,
        "size": proof.head.size,
        "root": proof.head.root.hex(),
        "extends": extension and {"size": extension.earlier.size, "root": extension.earlier.root.hex()},
        "items": [
            {
                "entry": one.entry,
                "valid": not problem_of(one, proof.head),
                "content": content_of(one.leaf),
            }
            for one in proof.inclusions
        ],
    }


def _table(ctx: Context, proof: Proof) -> str:
    """The entries that are proven, and below them the heads."""
    columns = ("entry", "recorded", "advisory", "kind", "leaf hash", "path")
    rows = [_row(one) for one in proof.inclusions]
    shown = table(ctx, columns, rows, right=frozenset({"entry", "path"})) if rows else ""
    if proof.extension is not None:
        steps = len(proof.extension.path)
        shown += f"extends {_told(proof.extension.earlier)} ({_hashes(steps)})\n"
    return f"{shown}head {_told(proof.head)}\n"


def _row(inclusion: Inclusion) -> tuple[str, ...]:
    content = content_of(inclusion.leaf) or {}
    said = (printable(str(content.get(key, ""))) for key in ("recorded_at", "advisory", "kind"))
    return (str(inclusion.entry), *said, inclusion.leaf_hash.hex(), _hashes(len(inclusion.path)))


def _hashes(number: int) -> str:
    return "1 hash" if number == 1 else f"{number} hashes"


def _told(head: LogHead) -> str:
    return f"{head.size}:{head.root.hex()}"


@click.command("erase-private")
@click.argument("entries", nargs=-1, required=True, type=click.IntRange(min=1))
@click.option("--yes", is_flag=True, help="Really: nothing brings the words back.")
@output_option("text", "json")
@pass_context
def erase_private(ctx: Context, /, entries: tuple[int, ...], yes: bool, output: str) -> None:
    """Erase who recorded ENTRIES and the internal words kept with them, for good.

    What is public stays, and the log stays provable. Backups made earlier still hold the words.
    """
    from navwarn.workflows.erasing import erase_words

    if not yes:
        raise click.UsageError("erasing cannot be undone: add --yes to erase; nothing was changed")
    erased, wordless = erase_words(ctx.ledger(), entries)
    if output == "json":
        emit(json_text(envelope("erasure", ctx.now(), erased=erased, wordless=wordless)), None)
        return
    if erased:
        ctx.message(f"erased the private words of {_listed(erased)}")
    if wordless:
        ctx.message(f"there were none with {_listed(wordless)}")


def _listed(numbers: Sequence[int]) -> str:
    word = "entry" if len(numbers) == 1 else "entries"
    return f"{word} {', '.join(map(str, numbers))}"
