from django.urls import path

from selaras.web.pages.ledger.views import ledger

urlpatterns = [path("", ledger, name="ledger")]
