"""Hand out a pack of cases for work without a network, and take the beliefs on it."""

import json
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from learners.http import LearnerRequest
from learners.middleware import become_learner, key_of, who

from ..models import Pack
from ..packs import answered, current_pack, pack_contents, read_sent, receive
from .practice import OUTSIDE_COOKIE


@require_POST
@never_cache
def download_pack(request: LearnerRequest) -> HttpResponse:
    """Send the learner's open pack, dealt now if there is none."""
    wishes_outside = request.COOKIES.get(OUTSIDE_COOKIE) == "on"
    pack = current_pack(become_learner(request), timezone.now(), wishes_outside=wishes_outside)
    if pack is None:
        return JsonResponse({"reason": "There are no cases here yet."}, status=404)
    return JsonResponse({"account": key_of(request), "pack": pack_contents(pack)})


@require_POST
@never_cache
def send_beliefs(request: LearnerRequest, code: UUID) -> HttpResponse:
    """Take beliefs on a pack; sent again they are answered the same and counted once."""
    pack = get_object_or_404(Pack.objects.of(who(request)), code=code)
    try:
        sent = read_sent(json.loads(request.body).get("beliefs"), pack.keys)
    except (ValueError, AttributeError) as fault:
        raise BadRequest("This page is out of date.") from fault
    receipts = [receipt.plain() for receipt in receive(pack, sent)]
    return JsonResponse({"receipts": receipts, "answers": answered(pack)})
