from django.urls import path

from selaras.web.pages.data import (
    views,
    views_loads,
    views_mapping,
    views_quarantine,
    views_uploads,
)

urlpatterns = [
    path("", views.data, name="data"),
    path("snapshots/", views.snapshots, name="data-snapshots"),
    path("loads/", views_loads.loads, name="data-loads"),
    path("loads/new/", views_loads.load_ask, name="data-load-ask"),
    path("loads/<int:pk>/", views_loads.load_one, name="data-load"),
    path("quarantine/", views_quarantine.quarantine_list, name="data-quarantine"),
    path("quarantine/replay/", views_quarantine.quarantine_replay, name="data-replay"),
    path("quarantine/<slug:mapping>/words/", views_quarantine.quarantine_words, name="data-words"),
    path(
        "quarantine/<slug:mapping>/<slug:row>/",
        views_quarantine.quarantine_row,
        name="data-quarantine-row",
    ),
    path("mappings/<slug:name>/", views_mapping.mapping, name="data-mapping"),
    path("uploads/", views_uploads.upload_new, name="data-upload-new"),
    path("uploads/<int:pk>/", views_uploads.upload_one, name="data-upload"),
    path("uploads/<int:pk>/check/", views_uploads.upload_check, name="data-upload-check"),
    path("uploads/<int:pk>/load/", views_uploads.upload_load, name="data-upload-load"),
    path("uploads/<int:pk>/remove/", views_uploads.upload_remove, name="data-upload-remove"),
]
