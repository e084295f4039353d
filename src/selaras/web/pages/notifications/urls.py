from django.urls import path

from selaras.web.pages.notifications import following, preferences, views

urlpatterns = [
    path("notifications/", views.notices, name="notices"),
    path("notifications/read/", views.read, name="notices-read"),
    path("notifications/<int:notice_id>/", views.open_notice, name="notice"),
    path("me/notifications/", preferences.preferences, name="telling"),
    path("me/notifications/channels/", preferences.add, name="channel-add"),
    path(
        "me/notifications/channels/<int:channel_id>/remove/",
        preferences.remove,
        name="channel-remove",
    ),
    path("me/notifications/trial/", preferences.trial, name="telling-trial"),
    path("tasks/<int:task_id>/", following.task, name="task"),
]
