"""Read settings from the environment and `.env`, and report all faults at once."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar, cast

from dotenv import dotenv_values
from environs import Env, EnvValidationError

# An unknown name is taken for a misspelt one that differs in at most NEAR letters. Variables of the
# environment are compared only with names of LONG letters or more.
LONG, NEAR = 8, 2
Read = TypeVar("Read")


def _lenient(read: Read) -> Read:
    """Wrap a reader so that it notes an unreadable value and reads the default."""

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
    """Read the URL for outgoing mail.

    Raises EnvValidationError for an unknown scheme, which the reader beneath lets pass.
    """
    parts = Env.dj_email_url(self, name, default)
    if "EMAIL_BACKEND" not in parts:
        raise EnvValidationError(
            name, ["Not a valid e-mail URL, such as submission://user:password@host."]
        )
    return parts


class Environment(Env):
    """A reader of settings by name; the environment goes before the file.

    Reading a name makes it known. `faults()` yields what was wrong so far, a line each;
    `stop_at_faults()` ends the process with all of them.
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
        """Note why the start has to stop, as a sentence.

        Only the first reason for a name is kept.
        """
        self._refused.setdefault(name, why)

    def faults(self) -> Iterator[Any]:
        yield from (f"{name}: {why}" for name, why in self._refused.items())
        for name, value in self._in_file.items():
            if name not in self._fields:
                yield (
                    f"{name}: stands in .env, and there is no such"
                    f" setting.{_meant(name, self._fields)}"
                )
            elif value is None:
                yield f"{name}: stands in .env without a value."
        for name in sorted(os.environ.keys() - self._fields.keys() - self._in_file.keys()):
            long_names = (setting for setting in self._fields if len(setting) >= LONG)
            hint = _meant(name, long_names)
            if hint:
                yield f"{name}: is set in the environment, and there is no such setting.{hint}"

    def stop_at_faults(self) -> None:
        """End the process if there are faults.

        Call it after the last setting was read: a name in `.env` that was not read is a
        fault.
        """
        if faults := list(self.faults()):
            sys.exit("\n".join(f"Motor Unit cannot start. {fault}" for fault in faults))


def _flat(messages: Any) -> Iterator[str]:
    if isinstance(messages, str):
        yield messages
    else:
        for message in messages.values() if isinstance(messages, dict) else messages:
            yield from _flat(message)


def _meant(name: str, setting_names: Iterable[str]) -> str:
    near = sorted(
        (distance, one) for one in setting_names if (distance := edits(name.upper(), one)) <= NEAR
    )
    return f" Is {near[0][1]} meant?" if near else ""


def edits(one: str, other: str) -> int:
    """Return the edit distance of two words.

    Adding, dropping, changing a letter or swapping it with its neighbour counts 1.
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, other_letter in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other_letter))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == other_letter:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
