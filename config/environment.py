"""What the environment and `.env` say, with every fault told at once."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar, cast

from dotenv import dotenv_values
from environs import Env, EnvValidationError

LONG, NEAR = 8, 2  # a name of so many letters is taken to be meant by one that differs in so few
Read = TypeVar("Read")


def _lenient(read: Read) -> Read:
    """A reader that notes a value it cannot read and goes on with the default."""

    def reader(self: "Environment", name: str, default: Any, **options: Any) -> Any:
        ask = cast("Callable[..., Any]", read)
        try:
            return ask(self, name, default, **options)
        except EnvValidationError as error:
            self.refuse(name, " ".join(_flat(error.error_messages)))
            self.passed_over.add(name)
            return ask(self, name, default, **options)

    return cast("Read", reader)


def _mail(self: Env, name: str, default: Any) -> Any:
    """Where mail goes; the reader beneath passes over a scheme that it does not know."""
    found = Env.dj_email_url(self, name, default)
    if "EMAIL_BACKEND" not in found:
        raise EnvValidationError(name, ["Not a valid e-mail URL, such as submission://user:password@host."])
    return found


class Environment(Env):
    """Reads settings by name, the environment before the file. A name that is read is thereby known.

    `faults()` are what was wrong so far, a line each; `stop_at_faults()` ends the process with all of them.
    """

    bool = _lenient(Env.bool)
    int = _lenient(Env.int)
    str = _lenient(Env.str)
    list = _lenient(Env.list)
    dj_db_url = _lenient(Env.dj_db_url)
    dj_email_url = _lenient(_mail)

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.passed_over: set[str] = set()
        self._refused: dict[str, str] = {}
        self._in_file = dotenv_values(file) if file.exists() else {}
        self.read_env(file, recurse=False)

    def _get_value(self, env_key: Any, default: Any) -> Any:
        return default if env_key in self.passed_over else super()._get_value(env_key, default)

    def refuse(self, name: Any, why: Any) -> None:
        """Note that the start has to stop, and why: a sentence. The first of a name is kept."""
        self._refused.setdefault(name, why)

    def faults(self) -> Iterator[Any]:
        yield from (f"{name}: {why}" for name, why in self._refused.items())
        for name, value in self._in_file.items():
            if name not in self._fields:
                yield f"{name}: stands in .env, and there is no such setting.{_meant(name, self._fields)}"
            elif value is None:
                yield f"{name}: stands in .env without a value."
        for name in sorted(os.environ.keys() - self._fields.keys() - self._in_file.keys()):
            if meant := _meant(name, (known for known in self._fields if len(known) >= LONG)):
                yield f"{name}: is set in the environment, and there is no such setting.{meant}"

    def stop_at_faults(self) -> None:
        """Call it after the last setting was read."""
        if faults := list(self.faults()):
            sys.exit("\n".join(f"Motor Unit cannot start. {fault}" for fault in faults))


def _flat(messages: Any) -> Iterator[str]:
    """The sentences in what a reader says, which may be nested by place."""
    if isinstance(messages, str):
        yield messages
    else:
        for message in messages.values() if isinstance(messages, dict) else messages:
            yield from _flat(message)


def _meant(name: str, known: Iterable[str]) -> str:
    near = sorted((distance, one) for one in known if (distance := edits(name.upper(), one)) <= NEAR)
    return f" Is {near[0][1]} meant?" if near else ""


def edits(one: str, other: str) -> int:
    """How many letters to add, drop, change or swap with their neighbour make one word of the other."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
