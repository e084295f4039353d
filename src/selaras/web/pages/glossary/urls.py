from django.urls import path

from selaras.web.pages.glossary import views

urlpatterns = [
    path("", views.glossary, name="glossary"),
    path("use/", views.use, name="glossary-use"),
]
