from django.urls import path

from selaras.web.pages.administration import audit, invitations, parties, people, schedules

urlpatterns = [
    path("", people.people, name="administration"),
    path("people/<int:pk>/", people.one, name="administration-person"),
    path("people/<int:pk>/roles/", people.add_role, name="administration-role-add"),
    path(
        "people/<int:pk>/roles/<int:role>/remove/",
        people.remove_role,
        name="administration-role-remove",
    ),
    path("people/<int:pk>/evidence/", people.evidence, name="administration-person-evidence"),
    path("people/<int:pk>/access/", people.access, name="administration-person-access"),
    path(
        "people/<int:pk>/second-factor/",
        people.second_factor,
        name="administration-person-second-factor",
    ),
    path(
        "people/<int:pk>/password-link/",
        people.password_link,
        name="administration-person-password-link",
    ),
    path("parties/", parties.parties, name="administration-parties"),
    path("parties/<slug:slug>/", parties.rename, name="administration-party"),
    path("invitations/", invitations.invitations, name="administration-invitations"),
    path(
        "invitations/<int:pk>/revoke/",
        invitations.revoke,
        name="administration-invitation-revoke",
    ),
    path("schedules/", schedules.schedules, name="administration-schedules"),
    path("schedules/<int:pk>/", schedules.change, name="administration-schedule"),
    path("audit/", audit.audit, name="administration-audit"),
    path("audit.csv", audit.as_csv, name="administration-audit-csv"),
]
