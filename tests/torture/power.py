"""What a power cut leaves of the state folder, rebuilt from a record of one command's own writes and syncs.

What was synced is there. Of all else any part may be: of a file's writes any of them, of names that were
made, moved and removed those up to some moment. From each such remainder the command must find its way.
"""

import random
import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.torture.cases import Case, Disturbance, Figures, Wrong, Zygote
from wolkvox_cli.sandbox.account import Account
from wolkvox_cli.sandbox.server import Sandbox
from wolkvox_cli.sandbox.store import RecordStore

CUTS = 12
"""Power cuts that are taken from one record."""

_LINE = re.compile(rb"(?P<thread>\d+) +(?P<rest>.*)")
_CALL = re.compile(rb"(?P<name>\w+)\((?P<given>.*)\) += (?P<result>\d+)(?:<(?P<path>[^>]*)>)?")
_ON_FILE = re.compile(rb"(?P<number>\d+)<(?P<path>[^>]*)>")
_TEXT = re.compile(rb'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True)
class Step:
    """One call that has come back: `name`, the path it was about, the numbers and bytes it was given."""

    name: str
    path: str
    to: str = ""
    data: bytes = b""
    offset: int = 0
    descriptor: int = -1
    truncates: bool = False
    creates: bool = False


@dataclass
class File:
    """A file's bytes as they are on the disk, and the changes that may have got there or not."""

    durable: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)

    def sync(self) -> None:
        self.durable, self.pending = self._with(self.pending), []

    def after_a_cut(self, chance: random.Random) -> bytes:
        match chance.randrange(4):
            case 0:
                kept = []
            case 1:
                kept = self.pending
            case 2:
                kept = self.pending[: chance.randint(0, len(self.pending))]
            case _:
                kept = [change for change in self.pending if chance.random() < 0.5]
        return self._with(kept)

    def _with(self, changes: list[tuple[int, bytes | None]]) -> bytes:
        content = bytearray(self.durable)
        for offset, data in changes:
            if data is None:
                content = content[:offset].ljust(offset, b"\0")
            else:
                content = content.ljust(offset, b"\0")
                content[offset : offset + len(data)] = data
        return bytes(content)


Names = dict[str, "File | None"]
"""Files by their paths; None is a folder."""


@dataclass
class Disk:
    """The state folder while the command runs: names as they are, as they are on the disk, and in between."""

    root: str
    names: Names = field(default_factory=dict)
    durable: Names = field(default_factory=dict)
    pending: list[tuple[str, Names]] = field(default_factory=list)
    positions: dict[int, int] = field(default_factory=dict)

    def do(self, step: Step) -> None:
        """Let one step be done."""
        file = self.names.get(step.path)
        match step.name:
            case "openat":
                self._open(step)
            case "write" if file is not None:
                position = self.positions.get(step.descriptor, 0)
                file.pending.append((position, step.data))
                self.positions[step.descriptor] = position + len(step.data)
            case "pwrite64" if file is not None:
                file.pending.append((step.offset, step.data))
            case "ftruncate" if file is not None:
                file.pending.append((step.offset, None))
            case "fsync" | "fdatasync":
                self._sync(step.path, file)
            case "mkdir":
                self._name(step.path, {**self.names, step.path: None})
            case "unlink" | "unlinkat" | "rmdir":
                self._name(step.path, {path: f for path, f in self.names.items() if path != step.path})
            case "link":
                self._name(step.to, {**self.names, step.to: file})
            case "rename":
                moved = {path: f for path, f in self.names.items() if path != step.path}
                self._name(step.to, {**moved, step.to: file})

    def _open(self, step: Step) -> None:
        self.positions[step.descriptor] = 0
        if step.creates and step.path not in self.names:
            self._name(step.path, {**self.names, step.path: File()})
        file = self.names.get(step.path)
        if step.truncates and file is not None:
            file.pending.append((0, None))

    def _name(self, path: str, names: Names) -> None:
        self.names = names
        self.pending.append((str(Path(path).parent), names))

    def _sync(self, path: str, file: File | None) -> None:
        if file is not None:
            file.sync()
            return
        # A journalling file system brings all that was named before to the disk with it, in order.
        last = max((at for at, (folder, _) in enumerate(self.pending) if folder == path), default=-1)
        if last >= 0:
            self.durable = self.pending[last][1]
            self.pending = self.pending[last + 1 :]

    def leave(self, folder: Path, chance: random.Random) -> None:
        """Put what a power cut leaves into a folder."""
        shutil.rmtree(folder, ignore_errors=True)
        named = chance.randint(0, len(self.pending))
        names = self.pending[named - 1][1] if named else self.durable
        for path, file in sorted(names.items()):
            target = folder / Path(path).relative_to(self.root)
            if file is None:
                target.mkdir(mode=0o700, parents=True, exist_ok=True)
            elif not path.endswith("-shm"):  # lives in memory only
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                target.write_bytes(file.after_a_cut(chance))
                target.chmod(0o600)


def play_power_cuts(
    chance: random.Random, zygote: Zygote, folder: Path, figures: Figures, wanted: int
) -> None:
    """Record one command from its beginning to its end, and cut its power here and there."""
    with Sandbox(Account()) as sandbox:
        case = Case(chance, zygote, folder, figures, sandbox)
        case.is_alone, case.idle_threads = True, threading.active_count()
        if (code := case.give(case.words, Disturbance("record", inject="record"))) != 0:
            raise Wrong(f"the command to be recorded ended in {code}: {case.said()}")
        bodies = [body for _, body in sandbox.account.campaigns["1"].store.bodies()]
        steps = list(steps_of((folder / "trace").read_bytes(), str(folder / "state")))
        figures.disturbances -= figures.by_name.pop("record", 0)
        for _ in range(min(CUTS, wanted)):
            _cut_at(case, steps, _moment(chance, steps), bodies)
            figures.count("power cut")


def _moment(chance: random.Random, steps: list[Step]) -> int:
    """Some step; every second time one after sending has begun."""
    first = next((at for at, step in enumerate(steps) if step.name == "sent"), 1)
    return chance.randint(first if chance.random() < 0.5 else 1, len(steps))


def _cut_at(case: Case, steps: list[Step], moment: int, bodies: list[bytes]) -> None:
    """Leave what the cut leaves, in the folder and in the campaign, and let the command find its way."""
    disk = Disk(str(case.folder / "state"))
    for step in steps[:moment]:
        disk.do(step)
    sent = [step.name for step in steps[:moment] if step.name in ("sent", "answered")]
    arrived = sent.count("sent")
    if sent and sent[-1] == "sent" and case.chance.random() < 0.5:
        arrived -= 1
    disk.leave(case.folder / "state", case.chance)
    store = RecordStore()
    for body in bodies[:arrived]:
        store.add(body, case.records)
    case.sandbox.account.campaigns["1"].store = store
    case.sandbox.traffic.seen.clear()
    case.bring_to_its_end([])
    case.judge(posts=False)


def steps_of(record: bytes, root: str) -> Iterator[Step]:
    """What strace wrote down, as far as it concerns the state folder and the bodies that were sent."""
    begun: dict[bytes, bytes] = {}
    for line in record.splitlines():
        parts = _LINE.match(line)
        if parts is None:
            continue
        thread, rest = parts["thread"], parts["rest"]
        if rest.endswith(b" <unfinished ...>"):
            begun[thread] = rest.removesuffix(b" <unfinished ...>")
            continue
        if rest.startswith(b"<... "):
            rest = begun.pop(thread, b"") + rest.partition(b" resumed>")[2]
        call = _CALL.match(rest)
        if call is not None and (step := _step(call, root)) is not None:
            yield step


def _step(call: "re.Match[bytes]", root: str) -> Step | None:
    name, given = call["name"].decode(), call["given"]
    texts = [bytes.fromhex(text.replace(b"\\x", b"").decode()) for text in _TEXT.findall(given)]
    if name in ("sendto", "recvfrom"):
        return _talk(name, texts)
    if name == "openat":
        path, on_file = (call["path"] or b"").decode(), None
    elif name in ("mkdir", "unlink", "rmdir", "rename", "link"):
        path, on_file = texts[0].decode(), None
    else:
        on_file = _ON_FILE.match(given)
        path = on_file["path"].decode() if on_file else ""
    path = _unescaped(path)
    if name == "unlinkat":  # a name within the folder of the descriptor
        path = f"{path}/{texts[0].decode()}"
    if not (path == root or path.startswith(root + "/")):
        return None
    last = given.rsplit(b", ", 1)[-1]
    return Step(
        name,
        path,
        to=texts[1].decode() if name in ("rename", "link") else "",
        data=texts[0][: int(call["result"])] if name in ("write", "pwrite64") else b"",
        offset=int(last) if name in ("pwrite64", "ftruncate") else 0,
        descriptor=int(call["result"] if name == "openat" else on_file["number"] if on_file else -1),
        truncates=b"O_TRUNC" in given,
        creates=b"O_CREAT" in given,
    )


def _talk(name: str, texts: list[bytes]) -> Step | None:
    if name == "sendto" and texts and texts[0].startswith(b"[{"):
        return Step("sent", "")
    if name == "recvfrom" and texts and texts[0].startswith(b"HTTP/1.1 201"):
        return Step("answered", "")
    return None


def _unescaped(path: str) -> str:
    """With -xx strace writes the path of a descriptor in hexadecimal too."""
    return bytes.fromhex(path.replace("\\x", "")).decode() if path.startswith("\\x") else path
