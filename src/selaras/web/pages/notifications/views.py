"""The list of what somebody was told."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from selaras.records.alerts.notices import mark_read, seen_notices, still_theirs
from selaras.records.alerts.wording import worded
from selaras.web.person import scope

PAGE = 30


@login_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Everything I was told, the newest first."""
    reach = scope(request)
    page = Paginator(seen_notices(reach), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "notices": worded(page.object_list, reach, get_language() or "en"),
    }
    return render(request, "notifications/notices.html", context)


@login_required
@require_safe
def open_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Go to what a notice is about, and remember that it was read."""
    reach = scope(request)
    notice = seen_notices(reach).filter(pk=notice_id).first()
    if notice is None or not still_theirs(reach, notice):
        raise Http404
    mark_read(reach, [notice.pk])
    link = notice.link
    if not link.startswith("/") or not url_has_allowed_host_and_scheme(link, None):
        return redirect("notices")
    return redirect(link)


@login_required
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    mark_read(scope(request))
    return redirect("notices")
