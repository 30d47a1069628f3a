from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from .models import ProblemReport


def account_section(request: Any) -> SafeString:
    """Render the learner's reports, the last first, and what became of them.

    The result is empty for who is no learner yet.
    """
    if not request.learner:
        return SafeString()
    reports = ProblemReport.objects.filter(learner=request.learner).select_related("version__case")
    return render_to_string("quiz/_reported.html", {"reports": reports})
