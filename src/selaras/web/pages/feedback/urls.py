from django.urls import path

from selaras.web.pages.feedback import views, views_wins

urlpatterns = [
    path("", views.feedback, name="feedback"),
    path("new/", views.feedback_new, name="feedback-new"),
    path("<int:pk>/", views.feedback_one, name="feedback-one"),
    path("wins/", views_wins.wins, name="wins"),
]
