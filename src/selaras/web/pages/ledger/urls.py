from django.urls import path

from selaras.web.pages.ledger import exports, promise, tracing, views

urlpatterns = [
    path("", views.ledger, name="ledger"),
    path("export.<form>", exports.ledger, name="ledger-export"),
    path("trace/<verdict_id>/", tracing.trace, name="trace"),
    path("trace/<verdict_id>/items/", tracing.items, name="trace-items"),
    path("trace/<verdict_id>/items.<form>", tracing.export, name="trace-export"),
    path("<agreement>/", views.agreement, name="agreement-ledger"),
    path("<agreement>/<commitment>/", promise.commitment, name="commitment"),
    path("<agreement>/<commitment>/open/", promise.open_items, name="commitment-open"),
]
