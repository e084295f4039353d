from django.urls import path

from selaras.web.pages.me import tokens, views

urlpatterns = [
    path("", views.me, name="me"),
    path("tokens/", tokens.tokens, name="me-tokens"),
    path("tokens/<int:pk>/revoke/", tokens.revoke, name="me-token-revoke"),
]
