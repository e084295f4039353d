from django.urls import path

from selaras.web.pages.reviews import views_answers

urlpatterns = [
    path("", views_answers.answers, name="answers"),
    path("<int:pk>/", views_answers.answer, name="answer"),
    path("<int:pk>/agenda/", views_answers.answer_agenda, name="answer-agenda"),
]
