from django.urls import path

from selaras.web.pages.glossary.views import glossary

urlpatterns = [path("", glossary, name="glossary")]
