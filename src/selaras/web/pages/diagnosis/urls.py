from django.urls import path, re_path

from selaras.web.pages.diagnosis import views

_KIND = "(?P<kind>diagnosis|attribution|followup)"

urlpatterns = [
    path("", views.diagnosis, name="diagnosis"),
    path("attribution/", views.diagnosis, {"kind": "attribution"}, name="attribution"),
    path("followup/", views.diagnosis, {"kind": "followup"}, name="followup"),
    path("suppose/", views.suppose, name="diagnosis-suppose"),
    re_path(f"^answer/{_KIND}/$", views.answer, name="diagnosis-answer"),
    re_path(f"^keep/{_KIND}/$", views.keep, name="diagnosis-keep"),
]
