"""Write and read what manoeuvres and tests show in one patient. Imports no Django."""

from collections.abc import Callable, Mapping


def results_text(results: Mapping[str, str]) -> str:
    """Write results as an author types them: a line each, such as "grip: Opens at once."."""
    return "\n".join(f"{name}: {' '.join(results[name].split())}" for name in sorted(results))


def parse_results(text: str, checked: Callable[[str], str]) -> dict[str, str]:
    """Read the results that an author typed; see `results_text`.

    `checked` returns what a result says, or raises ValueError with what is wrong with it. Raises
    ValueError with a line of text for every line that is wrong.
    """
    results: dict[str, str] = {}
    faults = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        name, colon, said = (part.strip() for part in line.partition(":"))
        if not colon or not name or not said:
            faults.append(f"Line {number}: write a manoeuvre or a test, a colon, what it shows.")
        elif name in results:
            faults.append(f"Line {number}: {name} stands twice.")
        else:
            try:
                results[name] = checked(said)
            except ValueError as fault:
                faults.append(f"Line {number}: {name} {fault}.")
    if faults:
        raise ValueError("\n".join(faults))
    return results
