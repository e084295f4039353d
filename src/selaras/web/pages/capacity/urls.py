"""Addresses under /capacity/."""

from __future__ import annotations

from django.urls import path

from selaras.web.pages.capacity.programmes import (
    claims_page,
    decide_programme,
    postmortem_page,
    programme_page,
    programmes_page,
    try_programme,
)
from selaras.web.pages.capacity.promise import promise_page
from selaras.web.pages.capacity.rationing import rationing_page
from selaras.web.pages.capacity.reservations import (
    change_reservation,
    reservations_file,
    reservations_page,
    reserve,
)
from selaras.web.pages.capacity.status import status_page

urlpatterns = [
    path("", status_page, name="capacity"),
    path("promise/", promise_page, name="capacity-promise"),
    path("reservations/", reservations_page, name="capacity-reservations"),
    path("reservations.<form>", reservations_file, name="capacity-reservations-file"),
    path("reservations/take/", reserve, name="capacity-reserve"),
    path("reservations/<int:reservation_id>/", change_reservation, name="capacity-reservation"),
    path("rationing/", rationing_page, name="capacity-rationing"),
    path("programmes/", programmes_page, name="capacity-programmes"),
    path("programmes/try/", try_programme, name="capacity-try"),
    path("programmes/<path:programme_id>/decide/", decide_programme, name="capacity-decide"),
    path("programmes/<path:programme_id>/why/", postmortem_page, name="capacity-postmortem"),
    path("programmes/<path:programme_id>/", programme_page, name="capacity-programme"),
    path("claims/", claims_page, name="capacity-claims"),
]
