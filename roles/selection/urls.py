"""The routes of the sift, offers, reserve lists and consents."""

from django.urls import path

from roles.selection.views import (
    assisted,
    board,
    check_answers,
    complaints,
    conflicts,
    consents,
    decision_record,
    going_on,
    interview_choice,
    marking,
    merit_lists,
    moderation,
    moderation_closing,
    offers,
    own_places,
    panel_links,
    panels,
    quality,
    redaction,
    referrals,
    share,
    sharing,
    sift,
    sift_cuts,
    sift_list,
    slots,
    third_marks,
    times,
)

APPLICATION = "applications/<reference:reference>/"
SIFT = "campaigns/<reference:reference>/applications/"
MARKING = "panels/<int:member>/marking/"
PANELS = "campaigns/<reference:reference>/panels/"
MARKS = f"{PANELS}<int:number>/marks-that-differ/"
MERIT = "campaigns/<reference:reference>/merit-list/"
DETAILS = "campaigns/<reference:reference>/personal-details/"
CUT = "campaigns/<reference:reference>/number-to-invite/"
SLOTS = "campaigns/<reference:reference>/interview-times/"

urlpatterns = [
    path(MERIT, merit_lists.MeritListView.as_view(), name="merit_list"),
    path(f"{MERIT}sign/", merit_lists.SignView.as_view(), name="merit_list_sign"),
    path(f"{MERIT}outcomes/", merit_lists.OutcomesView.as_view(), name="merit_list_outcomes"),
    path(
        f"{MERIT}<int:version>/confirm/",
        merit_lists.ConfirmView.as_view(),
        name="merit_list_confirm",
    ),
    path(PANELS, panels.PanelListView.as_view(), name="panel_list"),
    path(f"{PANELS}<int:number>/", panels.PanelSetUpView.as_view(), name="panel_set_up"),
    path(MARKS, moderation.ModerationListView.as_view(), name="moderation_list"),
    path(
        f"{MARKS}close/", moderation_closing.CloseModerationView.as_view(), name="moderation_close"
    ),
    path(
        f"{MARKS}reopen/",
        moderation_closing.ReopenModerationView.as_view(),
        name="moderation_reopen",
    ),
    path(
        f"{MARKS}<reference:application>/<slug:element>/",
        moderation.ModerationItemView.as_view(),
        name="moderation_item",
    ),
    path(
        f"{MARKS}<reference:application>/<slug:element>/third/",
        moderation.ThirdMarkerView.as_view(),
        name="moderation_third",
    ),
    path(f"{PANELS}<int:number>/share/", share.ShareOutView.as_view(), name="share_out"),
    path(
        f"{MARKS}<reference:application>/<slug:element>/third/take-back/",
        third_marks.TakeBackThirdView.as_view(),
        name="moderation_third_back",
    ),
    path(f"{PANELS}<int:number>/<slug:move>/", panels.PanelMoveView.as_view(), name="panel_move"),
    path(
        f"{PANELS}places/<int:member>/<slug:move>/",
        panels.PanelPlaceMoveView.as_view(),
        name="panel_place_remove",
    ),
    path(f"{PANELS}conflicts/", conflicts.ConflictListView.as_view(), name="conflict_list"),
    path(
        f"{PANELS}conflicts/record/",
        conflicts.ConflictRecordView.as_view(),
        name="conflict_record",
    ),
    path(
        f"{PANELS}conflicts/<int:conflict>/<slug:move>/",
        conflicts.ConflictMoveView.as_view(),
        name="conflict_move",
    ),
    path("campaigns/complaints/", complaints.ComplaintListView.as_view(), name="complaint_list"),
    path(
        "campaigns/complaints/<reference:reference>/",
        complaints.ComplaintDetailView.as_view(),
        name="complaint_detail",
    ),
    path(
        "campaigns/complaints/<reference:reference>/<slug:move>/",
        complaints.ComplaintMoveView.as_view(),
        name="complaint_move",
    ),
    path(
        "campaigns/<reference:reference>/complaints/record/",
        complaints.ComplaintRecordView.as_view(),
        name="complaint_record",
    ),
    path(f"{APPLICATION}complain/", complaints.ComplainView.as_view(), name="complain"),
    path(
        f"{APPLICATION}complaints/<reference:complaint>/",
        complaints.OwnComplaintView.as_view(),
        name="own_complaint",
    ),
    path("panels/", own_places.PlaceListView.as_view(), name="place_list"),
    path("panels/invitation/<str:token>/", panel_links.PanelLinkView.as_view(), name="panel_link"),
    path("panels/<int:member>/", own_places.PlaceView.as_view(), name="panel_place"),
    path("panels/<int:member>/agreed-marks/", moderation.OwnMarksView.as_view(), name="own_marks"),
    path(
        "panels/third-mark/<int:moderation>/",
        moderation.GiveThirdMarkView.as_view(),
        name="third_mark",
    ),
    path(f"{MARKING}", marking.MarkingView.as_view(), name="marking"),
    path(f"{MARKING}next/", marking.MarkingNextView.as_view(), name="marking_next"),
    path(
        f"{MARKING}<slug:element>/<slug:code>/",
        marking.MarkAnswerView.as_view(),
        name="marking_answer",
    ),
    path(
        f"{MARKING}<slug:element>/<slug:code>/know/",
        marking.RecogniseView.as_view(),
        name="marking_recognise",
    ),
    path(
        "panels/<int:member>/<slug:move>/",
        own_places.PlaceMoveView.as_view(),
        name="panel_place_move",
    ),
    path(DETAILS, redaction.RedactionListView.as_view(), name="redaction_list"),
    path(f"{DETAILS}who/", redaction.RedactorView.as_view(), name="redactor"),
    path(f"{DETAILS}next/", redaction.RedactNextView.as_view(), name="redact_next"),
    path(f"{DETAILS}<reference:application>/", redaction.RedactView.as_view(), name="redact"),
    path(CUT, sift_cuts.CutView.as_view(), name="sift_cut"),
    path(f"{CUT}schemes/", sift_cuts.SchemesView.as_view(), name="schemes"),
    path(f"{CUT}rule/", sift_cuts.RuleView.as_view(), name="scheme_rule"),
    path(f"{CUT}rule/confirm/", sift_cuts.ConfirmRuleView.as_view(), name="scheme_rule_confirm"),
    path(SLOTS, slots.SlotListView.as_view(), name="slot_list"),
    path(f"{SLOTS}offer/", slots.SlotOfferView.as_view(), name="slot_offer"),
    path(f"{SLOTS}<int:slot>/<slug:move>/", slots.SlotMoveView.as_view(), name="slot_move"),
    path(f"{SLOTS}<slug:move>/", slots.CampaignSlotMoveView.as_view(), name="slots_move"),
    path(
        f"{APPLICATION}interview/",
        interview_choice.ChooseTimeView.as_view(),
        name="application_interview",
    ),
    path(
        f"{APPLICATION}interview/cancel/",
        interview_choice.CancelInterviewView.as_view(),
        name="application_interview_cancel",
    ),
    path(
        f"{APPLICATION}interview/none-suits/",
        interview_choice.NoneSuitsView.as_view(),
        name="application_interview_none",
    ),
    path(f"{APPLICATION}offer/", offers.OfferView.as_view(), name="application_offer"),
    path(
        f"{APPLICATION}offer/discuss/",
        offers.OfferDiscussView.as_view(),
        name="application_offer_discuss",
    ),
    path(
        f"{APPLICATION}offer/letter/",
        offers.OfferLetterView.as_view(),
        name="application_offer_letter",
    ),
    path(
        f"{APPLICATION}offer/<slug:answer>/",
        offers.OfferAnswerView.as_view(),
        name="application_offer_answer",
    ),
    path(
        "offers/amounts/<int:approval>/<slug:move>/",
        offers.AmountMoveView.as_view(),
        name="amount_move",
    ),
    path(
        f"{APPLICATION}checks/",
        check_answers.DoubtAnswerView.as_view(),
        name="application_checks",
    ),
    path(f"{APPLICATION}sharing/", sharing.SharingView.as_view(), name="application_sharing"),
    path("consents/", consents.ConsentListView.as_view(), name="consent_list"),
    path("campaigns/marking-quality/", quality.QualityView.as_view(), name="quality"),
    path(
        "campaigns/marking-quality/people/<int:person>/",
        quality.PersonQualityView.as_view(),
        name="person_quality",
    ),
    path(
        "campaigns/<reference:reference>/marking-quality/",
        quality.CampaignQualityView.as_view(),
        name="campaign_quality",
    ),
    path(
        "campaigns/<reference:reference>/marking-quality/marks/",
        quality.QualityRowsView.as_view(),
        name="quality_rows",
    ),
    path("campaigns/times/", times.TimesView.as_view(), name="times"),
    path("campaigns/times/<slug:part>/", times.TimeRowsView.as_view(), name="time_rows"),
    path(
        "campaigns/<reference:reference>/times/",
        times.CampaignTimesView.as_view(),
        name="campaign_times",
    ),
    path(
        "campaigns/<reference:reference>/times/<slug:part>/",
        times.CampaignTimeRowsView.as_view(),
        name="campaign_time_rows",
    ),
    path("campaigns/<reference:reference>/board/", board.BoardView.as_view(), name="board"),
    path(
        "campaigns/<reference:reference>/decisions/",
        decision_record.DecisionRecordView.as_view(),
        name="decision_record",
    ),
    path(
        "campaigns/<reference:reference>/decisions/disclosed/",
        decision_record.DisclosedRecordView.as_view(),
        name="disclosed_record",
    ),
    path(
        f"{SIFT}<reference:application>/explanation/",
        decision_record.ExplanationView.as_view(),
        name="explanation",
    ),
    path(SIFT, sift_list.SiftListView.as_view(), name="sift_list"),
    path(f"{SIFT}<reference:application>/", sift.SiftDetailView.as_view(), name="sift_detail"),
    path(f"{SIFT}next/<slug:state>/", going_on.NextView.as_view(), name="sift_next"),
    path(
        f"{SIFT}<reference:application>/go-on/",
        going_on.ApplicationGoOnView.as_view(),
        name="sift_go_on",
    ),
    path(f"{SIFT}enter/", assisted.EnterView.as_view(), name="application_enter"),
    path(f"{SIFT}<reference:application>/cv/", sift.CvView.as_view(), name="sift_cv"),
    path(f"{SIFT}<reference:application>/cv/read/", sift.CvReadView.as_view(), name="sift_cv_read"),
    path(
        f"{SIFT}<reference:application>/for-candidate/<slug:act>/",
        assisted.ActView.as_view(),
        name="act_for_candidate",
    ),
    path(
        f"{SIFT}<reference:application>/arrangements/",
        sift.ArrangementsView.as_view(),
        name="sift_arrangements",
    ),
    path(
        f"{SIFT}<reference:application>/offer-letter/",
        offers.OfferLetterOfCampaignView.as_view(),
        name="sift_offer_letter",
    ),
    path(f"{SIFT}<reference:application>/answer/", sift.AnswerView.as_view(), name="sift_answer"),
    path(
        f"{SIFT}<reference:application>/<slug:move>/",
        sift.ApplicationMoveView.as_view(),
        name="sift_move",
    ),
    path(
        "support/<reference:reference>/people/",
        referrals.PeopleView.as_view(),
        name="support_people",
    ),
    path(
        "support/<reference:reference>/people/<reference:application>/<slug:move>/",
        referrals.ReferralMoveView.as_view(),
        name="support_person",
    ),
    path(
        "support/<reference:reference>/people/<reference:application>/offer/<slug:move>/",
        referrals.SelectedMoveView.as_view(),
        name="support_person_offer",
    ),
]
