"""Give templates the numbers of the rule from where it stands."""

from typing import Any

from ..scoring.adaptive import CAP
from ..scoring.mastery import RULE
from ..scoring.window import BETWEEN


def the_rule() -> dict[str, Any]:
    """Return what templates say of the rule.

    `most`: answers of a self-assessment. `between`: answers after which a case counts again.
    """
    return {"rule": RULE, "most": CAP, "between": BETWEEN}
