"""What a change of the tables does to the evidence model, said to whoever makes it."""

from collections.abc import Callable
from dataclasses import replace

from .accuracy import log_loss, outcomes, published
from .inference.model import Model

_banks: list[Callable[[Model, Model], str]] = []


def register_bank(in_words: Callable[[Model, Model], str]) -> None:
    """Make known what says which cases of a bank another model sees otherwise."""
    _banks.append(in_words)


def shift_in_words(before: Model, after: Model) -> str:
    """What another model over the same tables makes of the cases that learners are dealt."""
    return " ".join(in_words(before, after) for in_words in _banks)


def with_frequency(model: Model, pair: tuple[str, str], frequency: str) -> Model:
    """The model if a (disease, finding) had another class of frequency."""
    tables = replace(model.tables, frequencies={**model.tables.frequencies, pair: frequency})
    return Model(tables, model.likelihoods.settings)


def without_frequencies(before: Model, after: Model) -> list[str]:
    """Diseases that are new and of which the tables say nothing."""
    said = {disease for disease, _ in after.tables.frequencies}
    return [disease for disease in after.diseases if disease not in before.diseases and disease not in said]


def effect(now: Model, then: Model) -> str:
    """What another model over the same findings makes of the case reports, in two sentences."""
    told = [case for case in published() if set(case.findings) <= set(now.tables.roles)]
    if not told:
        return "No case report from the literature can be assessed by these tables."
    before, after = outcomes(told, now), outcomes(told, then)
    named = [sum(one.right for one in results) for results in (before, after)]
    loss = [log_loss(results) for results in (before, after)]
    return (
        f"The model is tried on {len(told)} case reports from the literature, which are no cases of this bank. With "
        f"this change it names the pattern in {named[1]} of them (now {named[0]}), and its mean surprise at the truth "
        f"is {loss[1]:.3f} nats (now {loss[0]:.3f}; less is better)."
    )
