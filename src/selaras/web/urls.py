"""Where everything is."""

from __future__ import annotations

from django.templatetags.static import static
from django.urls import include, path
from django.views.generic import RedirectView

from selaras.web.api.api import api
from selaras.web.health import health
from selaras.web.invited import invitation
from selaras.web.metrics import metrics
from selaras.web.sessions import language

urlpatterns = [
    path("health", health, name="health"),
    path("metrics", metrics, name="metrics"),
    # Browsers ask for it on whatever names no icon of its own, such as a file or an error.
    path("favicon.ico", RedirectView.as_view(url=static("selaras/mark.svg")), name="icon"),
    path("api/", api.urls),
    path("language/", language, name="language"),
    path("accounts/", include("selaras.web.accounts")),
    path("invitation/<str:secret>/", invitation, name="invitation"),
    path("", include("selaras.web.pages.notifications.urls")),
    path("me/", include("selaras.web.pages.me.urls")),
    path("administration/", include("selaras.web.pages.administration.urls")),
    path("", include("selaras.web.pages.today.urls")),
    path("ledger/", include("selaras.web.pages.ledger.urls")),
    path("agreements/", include("selaras.web.pages.agreements.urls")),
    path("glossary/", include("selaras.web.pages.glossary.urls")),
    path("people/", include("selaras.web.pages.people.urls")),
    path("diagnosis/", include("selaras.web.pages.diagnosis.urls")),
    path("reviews/", include("selaras.web.pages.reviews.urls")),
    path("answers/", include("selaras.web.pages.reviews.answer_urls")),
    path("feedback/", include("selaras.web.pages.feedback.urls")),
    path("capacity/", include("selaras.web.pages.capacity.urls")),
    path("data/", include("selaras.web.pages.data.urls")),
]

handler403 = "selaras.web.refusals.forbidden"
handler404 = "selaras.web.refusals.not_found"
handler500 = "selaras.web.refusals.failed"
