from django.urls import path

from selaras.web.pages.reviews import views, views_agenda, views_outcomes, views_targets

urlpatterns = [
    path("", views.reviews, name="reviews"),
    path("new/", views.review_new, name="review-new"),
    path("calendar.ics", views.reviews_calendar, name="reviews-calendar"),
    path("actions/", views_outcomes.actions, name="actions"),
    path("actions/<int:pk>/", views_outcomes.action_change, name="action-change"),
    path("target/", views_targets.target_propose, name="target-propose"),
    path("target/<str:agreement>/", views_targets.target_answer, name="target-answer"),
    path("<int:pk>/", views.review, name="review"),
    path("<int:pk>/edit/", views.review_edit, name="review-edit"),
    path("<int:pk>/cancel/", views.review_cancel, name="review-cancel"),
    path("<int:pk>/hold/", views.review_hold, name="review-hold"),
    path("<int:pk>/print/", views.review_print, name="review-print"),
    path("<int:pk>/calendar.ics", views.review_calendar, name="review-calendar"),
    path("<int:pk>/draw/", views_agenda.agenda_draw, name="agenda-draw"),
    path("<int:pk>/points/", views_agenda.agenda_add, name="agenda-add"),
    path("<int:pk>/points/<int:item>/", views_agenda.agenda_change, name="agenda-change"),
    path("<int:pk>/minutes/", views_outcomes.minutes_write, name="minutes-write"),
    path("<int:pk>/decisions/", views_outcomes.decision_note, name="decision-note"),
    path("<int:pk>/actions/", views_outcomes.action_give, name="action-give"),
]
