"""The routes of the support workspace."""

from django.urls import path

from roles.support.views import attachments, bookings, demand, outcomes, support

urlpatterns = [
    path("support/", support.SupportListView.as_view(), name="support_list"),
    path("support/outcomes/", outcomes.OutcomesView.as_view(), name="support_outcomes"),
    path(
        "support/outcomes/<slug:line>/",
        outcomes.OutcomeRowsView.as_view(),
        name="support_outcome_rows",
    ),
    path("support/demand/", demand.DemandView.as_view(), name="support_demand"),
    path("support/demand/requests/", demand.DemandRowsView.as_view(), name="support_demand_rows"),
    path("support/bookings/", bookings.BookingListView.as_view(), name="booking_list"),
    path(
        "support/bookings/<int:booking>/",
        bookings.BookingDeclineView.as_view(),
        name="booking_decline",
    ),
    path("support/ask/", support.AskView.as_view(), name="support_ask"),
    path(
        "support/<reference:reference>/", support.SupportDetailView.as_view(), name="support_detail"
    ),
    path(
        "support/<reference:reference>/questions/<int:question>/",
        support.QuestionAnswerView.as_view(),
        name="support_answer",
    ),
    path(
        "support/<reference:reference>/files/<int:file>/",
        attachments.FileView.as_view(),
        name="support_file",
    ),
    path(
        "support/<reference:reference>/files/<int:file>/read/",
        attachments.FileReadView.as_view(),
        name="support_file_read",
    ),
    path(
        "support/<reference:reference>/files/<int:file>/remove/",
        attachments.FileRemoveView.as_view(),
        name="support_file_remove",
    ),
    path(
        "campaigns/<reference:reference>/feedback/",
        outcomes.CampaignFeedbackView.as_view(),
        name="campaign_feedback",
    ),
    path(
        "support/<reference:reference>/feedback/",
        outcomes.FeedbackView.as_view(),
        name="support_feedback",
    ),
    path(
        "support/<reference:reference>/bookings/<int:booking>/cancel/",
        outcomes.BookingCancelView.as_view(),
        name="support_booking_cancel",
    ),
    path(
        "support/<reference:reference>/<slug:move>/",
        support.SupportMoveView.as_view(),
        name="support_move",
    ),
]
