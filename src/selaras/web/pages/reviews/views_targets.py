"""The shared target: proposed, agreed, dropped."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from selaras.records.reach import within
from selaras.records.reviews.joint_target import (
    agree_on_joint_target,
    drop_joint_target,
    propose_joint_target,
)
from selaras.records.reviews.models import JointTarget
from selaras.web.pages.reviews.finding import attempt, posted
from selaras.web.pages.reviews.views import callable_versions
from selaras.web.person import actor, scope


@login_required
@require_POST
def target_propose(request: HttpRequest) -> HttpResponse:
    """Propose a commitment as the target that both sides share."""
    version = callable_versions(request).get(posted(request, "agreement"))
    if version is None:
        raise Http404
    attempt(
        request,
        lambda: propose_joint_target(
            actor(request),
            scope(request),
            version,
            commitment=posted(request, "commitment"),
            celebration=posted(request, "celebration", 300),
        ),
        _("Proposed. It is shared once the other side agrees."),
    )
    return redirect("reviews")


@login_required
@require_POST
def target_answer(request: HttpRequest, agreement: str) -> HttpResponse:
    """Agree to a proposed target, or share none any more."""
    rows = within(JointTarget.objects.all(), scope(request))
    target = get_object_or_404(rows, agreement=agreement)
    if posted(request, "do") == "drop":
        attempt(request, lambda: drop_joint_target(actor(request), scope(request), target),
                _("There is no shared target any more."))  # fmt: skip
    else:
        attempt(request, lambda: agree_on_joint_target(actor(request), scope(request), target),
                _("Agreed: from now on you share this target."))  # fmt: skip
    return redirect("reviews")
