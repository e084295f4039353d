from django.urls import path

from selaras.web.pages.today.views import today

urlpatterns = [path("", today, name="today")]
