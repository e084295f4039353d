from django.urls import path

from selaras.web.pages.agreements import (
    views_acts,
    views_agreement,
    views_drafts,
    views_ending,
    views_history,
    views_list,
    views_proposal,
    views_working,
)

urlpatterns = [
    path("", views_list.agreements, name="agreements"),
    path("new/", views_drafts.new, name="agreement-new"),
    path("drafts/<int:draft>/", views_drafts.draft, name="draft"),
    path("drafts/<int:draft>/text/", views_drafts.text, name="draft-text"),
    path("drafts/<int:draft>/form/", views_working.form, name="draft-form"),
    path("drafts/<int:draft>/check/", views_working.check, name="draft-check"),
    path("drafts/<int:draft>/preview/", views_working.preview, name="draft-preview"),
    path("drafts/<int:draft>/propose/", views_drafts.propose, name="draft-propose"),
    path("drafts/<int:draft>/discard/", views_drafts.discard, name="draft-discard"),
    path("<str:name>/", views_agreement.agreement, name="agreement"),
    path("<str:name>/versions/", views_agreement.versions, name="agreement-versions"),
    path("<str:name>/versions/<int:number>/", views_agreement.version, name="agreement-version"),
    path("<str:name>/versions/<int:number>/yaml/", views_agreement.yaml, name="agreement-yaml"),
    path("<str:name>/compare/", views_agreement.compare, name="agreement-compare"),
    path("<str:name>/history/", views_history.history, name="agreement-history"),
    path("<str:name>/history/export/", views_history.export, name="agreement-history-export"),
    path("<str:name>/amend/", views_acts.amend, name="agreement-amend"),
    path("<str:name>/end/", views_ending.end, name="agreement-end"),
    path("<str:name>/end/agree/", views_ending.agree, name="agreement-end-agree"),
    path("<str:name>/end/take-back/", views_ending.take_back, name="agreement-end-take-back"),
    path("<str:name>/proposals/<int:number>/", views_proposal.proposal, name="proposal"),
    path("<str:name>/proposals/<int:number>/sign/", views_proposal.sign, name="proposal-sign"),
    path("<str:name>/proposals/<int:number>/comment/", views_acts.comment, name="proposal-comment"),
    path(
        "<str:name>/proposals/<int:number>/withdraw/", views_acts.withdraw, name="proposal-withdraw"
    ),
    path("<str:name>/proposals/<int:number>/answer/", views_acts.answer, name="proposal-answer"),
]
