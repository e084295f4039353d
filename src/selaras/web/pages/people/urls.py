from django.urls import path

from selaras.web.pages.people.views import person

urlpatterns = [path("<path:subject>/", person, name="person")]
