"""Tell an author what a change of the tables does to the evidence model."""

from collections.abc import Callable
from dataclasses import replace

from .accuracy import log_loss, outcomes, published_told
from .inference.model import Model

_banks: list[Callable[[Model, Model], str]] = []


def register_bank(in_words: Callable[[Model, Model], str]) -> None:
    """Register a function that says how another model sees the cases of a bank."""
    _banks.append(in_words)


def shift_in_words(before: Model, after: Model) -> str:
    """Say what another model over the same tables makes of the banks' cases.

    These are the cases that learners are dealt.
    """
    return " ".join(in_words(before, after) for in_words in _banks)


def with_frequency(model: Model, pair: tuple[str, str], frequency: str) -> Model:
    tables = replace(model.tables, frequencies={**model.tables.frequencies, pair: frequency})
    return Model(tables, model.likelihoods.settings)


def without_frequencies(before: Model, after: Model) -> list[str]:
    """List the diseases that are new and of which the tables say nothing."""
    with_frequencies = {disease for disease, _ in after.tables.frequencies}
    return [
        disease
        for disease in after.diseases
        if disease not in before.diseases and disease not in with_frequencies
    ]


def effect(now: Model, then: Model) -> str:
    """Say, in two sentences, what another model makes of the case reports.

    It says so in one if no report has only findings that the tables know.
    """
    cases = [case for case in published_told() if set(case.findings) <= set(now.tables.roles)]
    if not cases:
        return "No case report from the literature can be assessed by these tables."
    before, after = outcomes(cases, now), outcomes(cases, then)
    right_counts = [sum(one.right for one in results) for results in (before, after)]
    loss = [log_loss(results) for results in (before, after)]
    return (
        f"The model is tried on {len(cases)} case reports from the literature, which are no cases"
        f" of this bank. With this change it names the pattern in {right_counts[1]} of them (now"
        f" {right_counts[0]}), and its mean surprise at the truth is {loss[1]:.3f} nats (now"
        f" {loss[0]:.3f}; less is better)."
    )
