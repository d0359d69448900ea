"""The language of an advert, Welsh and fluent speech as facts: asked, shown, found, checked."""

import json
import re
from datetime import timedelta
from gettext import GNUTranslations
from pathlib import Path

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from hub.notifications.delivery import sweep
from hub.page_cache import invalidate
from hub.permissions import StaffGroup
from roles.adverts.check import AdvertText, check
from roles.adverts.pages import VacancyPage
from roles.adverts.services.adverts import publish_advert
from roles.campaigns.advert_facts import missing_facts
from roles.campaigns.services.rounds import readvertise_campaign
from roles.models import Alert, Campaign, Listing, RecruitmentPolicy
from roles.models.campaigns.campaign_terms import FLUENCY_STATEMENTS, CampaignTerms
from roles.search.services.alerts.delivery import notify_due
from roles.search.services.alerts.matching import match_new
from roles.search.services.alerts.subscribing import subscribe
from roles.search.vacancy_search import Terms
from tests.factories.hub import make_person, signed_in
from tests.factories.roles import as_seen, make_approved, make_draft, make_open
from tests.roles.terms import page_of, save_terms
from tests.typed import answers_on

pytestmark = pytest.mark.django_db
WELSH = {
    "welsh": "essential",
    "welsh_spoken": "advanced",
    "welsh_written": "proficient",
    "fluency": "english_or_welsh",
}
BOTH = {
    **WELSH,
    "advert_language": "both",
    "welsh_criteria": "Rydych wedi arwain tîm.\nRydych wedi darparu gwasanaeth.",
}
TEXT = {
    "welsh_title": "Rheolwr cyflawni",
    "welsh_summary": "Helpu tîm i gyflawni.",
    "welsh_body": "Byddwch yn ymuno â thîm.\n\n## Y gwaith\n\n- Cynllunio\n- Cyflawni",
}


def bilingual(team):
    """An open advert in English and Welsh."""
    campaign = make_approved(team, **BOTH)
    page = VacancyPage.objects.get(campaign=campaign).get_latest_revision_as_object()
    for name, words in TEXT.items():
        setattr(page, name, words)
    page.save_revision(user=team.manager)
    publish_advert(campaign=campaign, actor=team.adviser)
    return VacancyPage.objects.get(campaign=campaign)


def in_welsh(team):
    """An open advert in Welsh alone."""
    campaign = make_approved(team, **WELSH, advert_language="cy")
    page = VacancyPage.objects.get(campaign=campaign).get_latest_revision_as_object()
    page.title, page.summary = "Rheolwr cyflawni", "Helpu tîm i gyflawni."
    page.save_revision(user=team.manager)
    publish_advert(campaign=campaign, actor=team.adviser)
    return VacancyPage.objects.get(campaign=campaign)


def posting(text):
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)
    return json.loads(found[1])


def test_R24_a_welsh_advert_says_so_of_its_text_and_the_furniture_stays_english(client, team):
    text = client.get(in_welsh(team).url).content.decode()
    assert '<html lang="en"' in text
    assert '<h1 class="govuk-heading-xl" lang="cy">Rheolwr cyflawni</h1>' in text
    assert '<p class="govuk-body-l" lang="cy">Helpu tîm i gyflawni.</p>' in text
    assert '<div class="hub-prose" lang="cy">' in text
    assert '<h2 class="govuk-heading-m">Meini prawf hanfodol</h2>' in text
    assert "Back to all roles" in text
    assert posting(text)["inLanguage"] == "cy"
    assert "hreflang" not in text


def test_an_advert_in_both_has_a_page_for_each_that_name_one_another(client, team):
    page = bilingual(team)
    english = client.get(page.url).content.decode()
    welsh = client.get(f"{page.url}cymraeg/").content.decode()
    assert f'href="{page.url}cymraeg/" hreflang="cy"' in english
    for text in (english, welsh):
        assert len(re.findall(r'<link rel="alternate" hreflang="(?:en|cy)"', text)) == 2
    assert posting(english)["inLanguage"] == "en"
    data = posting(welsh)
    assert (data["inLanguage"], data["title"]) == ("cy", "Rheolwr cyflawni")
    assert data["url"].endswith("/cymraeg/")
    assert '<h1 class="govuk-heading-xl" lang="cy">Rheolwr cyflawni</h1>' in welsh
    assert "<h2>Y gwaith</h2>" in welsh
    assert "<li>Rydych wedi arwain tîm.</li>" in welsh
    assert "Delivery manager" in english


def advert_of(text):
    """The part of the page that is the advert, and its language."""
    column = re.search(
        r'<div class="govuk-grid-column-two-thirds"( lang="cy")?>(.*?)</main>', text, re.S
    )
    return column[1] or "", column[2]


ENGLISH_LABELS = (
    *("Apply now", "Closes at", "Closing date", "Essential criteria", "How we will assess you"),
    *("Who can apply", "Complaints", "Reserve list", "Print this page", "Interviews from"),
    *("hours a week", "Save this role for later", "These dates may change"),
)


def test_R24_the_labels_of_a_welsh_advert_are_in_welsh_and_those_of_an_english_one_are_not(
    client, team
):
    page = bilingual(team)
    campaign = page.campaign
    language, english = advert_of(client.get(page.url).content.decode())
    assert (language, [label for label in ENGLISH_LABELS if label not in english]) == ("", [])
    language, welsh = advert_of(client.get(f"{page.url}cymraeg/").content.decode())
    assert (language, [label for label in ENGLISH_LABELS if label in welsh]) == (' lang="cy"', [])
    closes = timezone.localdate(campaign.closes_at)
    with translation.override("cy"):
        day = date_format(closes, "j F Y")
    for words in ("Gwneud cais nawr", f"Yn cau am 11:55pm ar {day}", "Sut byddwn yn eich asesu"):
        assert words in welsh
    assert "Gallwch wneud cais yn Gymraeg." not in welsh
    Campaign.objects.filter(pk=campaign.pk).update(takes_welsh=True)
    invalidate()
    assert "Gallwch wneud cais yn Gymraeg." in client.get(f"{page.url}cymraeg/").content.decode()
    assert "You can apply in Welsh." in client.get(page.url).content.decode()
    # What the hub and the department wrote in English is marked so.
    policy = RecruitmentPolicy.load()
    assert f'<div lang="en"><p class="govuk-body">{policy.adjustments_statement[:20]}' in welsh
    assert f'<span lang="en">{campaign.role.name}</span>' in welsh


def test_every_label_of_an_advert_has_its_words_in_the_welsh_catalogue():
    template = Path("roles/jinja2/roles/adverts/vacancy_page.html").read_text(encoding="utf-8")
    said = [
        "".join(re.findall(r'"((?:[^"])*)"', call))
        for call in re.findall(r'say\(((?:"[^"]*"\s*)+)', template)
    ]
    terms = CampaignTerms
    for choices in (terms.Contract, terms.WorkingPattern, terms.SecurityLevel, terms.Nationality):
        said += [str(label) for label in choices.labels]
    said += [str(label) for label in terms.Welsh.labels]
    said += [str(label).split(":")[0].lower() for label in terms.WelshLevel.labels[1:]]
    said += FLUENCY_STATEMENTS.values()
    assert len(said) > 70
    with translation.override("cy"):
        assert [words for words in said if translation.gettext(words) == words] == []


def test_the_compiled_catalogue_says_what_the_written_one_says():
    folder = Path("roles/locale/cy/LC_MESSAGES")
    written = dict(
        re.findall(
            r'msgid "(.+)"\nmsgstr "(.+)"', (folder / "django.po").read_text(encoding="utf-8")
        )
    )
    with (folder / "django.mo").open("rb") as file:
        compiled = GNUTranslations(file)
    assert {words: compiled.gettext(words) for words in written} == written


def test_an_advert_in_one_language_has_no_page_in_the_other(client, team):
    campaign = make_open(team)
    assert client.get(f"{campaign.page.url}cymraeg/").status_code == 404
    assert client.get("/roles/no-such-advert/cymraeg/").status_code == 404


def test_R24_welsh_and_fluent_speech_are_facts_of_the_advert(client, team):
    text = client.get(bilingual(team).url).content.decode()
    assert "Essential: spoken at advanced level and written at proficient level" in text
    assert "you need to speak fluent English or Welsh" in text
    plain = client.get(make_open(team).page.url).content.decode()
    assert "Not needed" in plain
    assert "you need to speak fluent" not in plain


def test_people_search_by_welsh_and_by_language_and_in_welsh_words(client, team):
    both, welsh, english = bilingual(team), in_welsh(team), make_open(team).page

    def found(**query):
        return {item.path for item in client.get("/roles/", query).context_data["listings"]}

    assert found(welsh="essential") == {both.url, welsh.url}
    assert found(welsh="not_needed") == {english.url}
    assert found(language="cy") == {both.url, welsh.url}
    assert found(language="en") == {both.url, english.url}
    assert found(q="rheolwr") == {both.url, welsh.url}
    listed = client.get("/roles/").content.decode()
    assert f'href="{welsh.url}" lang="cy">Rheolwr cyflawni</a>' in listed
    assert f'href="{both.url}cymraeg/" hreflang="cy"' in listed
    assert (
        "Welsh language skills: Welsh essential"
        in client.get("/roles/", {"welsh": "essential"}).content.decode()
    )


def test_programs_read_languages_in_api_feeds_and_sitemap(client, team):
    both, welsh = bilingual(team), in_welsh(team)
    found = {item["url"]: item for item in client.get("/api/vacancies").json()["vacancies"]}
    one = next(item for url, item in found.items() if url.endswith(both.url))
    other = next(item for url, item in found.items() if url.endswith(welsh.url))
    assert one["languages"] == ["en", "cy"]
    assert one["in_welsh"]["title"] == "Rheolwr cyflawni"
    assert one["in_welsh"]["url"].endswith(f"{both.url}cymraeg/")
    assert one["welsh"] == {"needed": "essential", "spoken": "advanced", "written": "proficient"}
    assert one["fluency"] == "english_or_welsh"
    assert (other["languages"], other["in_welsh"]) == (["cy"], None)
    assert len(client.get("/api/vacancies?language=cy&welsh=essential").json()["vacancies"]) == 2
    assert client.get("/api/vacancies?language=fr").status_code == 400
    items = {item["url"]: item for item in client.get("/roles/feed.json").json()["items"]}
    assert {item["language"] for item in items.values()} == {"en-GB", "cy"}
    assert 'xml:lang="cy"' in client.get("/roles/feed.atom").content.decode()
    sitemap = client.get("/sitemap-vacancies.xml").content.decode()
    assert sitemap.count("cymraeg/</loc>") == 1
    assert sitemap.count('hreflang="cy"') == 2


def test_alerts_look_for_languages_and_their_mail_marks_what_is_welsh(team):
    person = make_person("a@example.com")
    for terms in (Terms(welsh="essential"), Terms(language="cy"), Terms(language="en")):
        subscribe(terms=terms, email="", frequency="at_once", person=person)
    in_welsh(team)
    match_new()
    assert {
        alert.criteria.get("language", "") for alert in Alert.objects.filter(matches__pk__gt=0)
    } == {"", "cy"}
    notify_due()
    mail.outbox.clear()
    sweep()
    found = [message for message in mail.outbox if message.subject.startswith("New roles")]
    bodies = [message.alternatives[0][0] for message in found]
    assert ['<span lang="cy">Rheolwr cyflawni</span>' in body for body in bodies] == [True, True]


def test_the_terms_ask_for_level_and_for_criteria_in_both_languages(team):
    campaign = make_draft(team)
    browser = signed_in(team.manager)
    (page,) = save_terms(browser, campaign, welsh="desirable")
    assert "Select how much spoken or written Welsh is needed" in page.text
    save_terms(browser, campaign, welsh="desirable", welsh_spoken="entry")
    save_terms(browser, campaign, advert_language="both", fluency="english")
    (page,) = save_terms(browser, campaign, welsh_criteria="Un llinell yma.")
    assert "as many lines as in English" in page.text
    save_terms(browser, campaign, welsh_criteria="Un llinell yma.\r\nUn llinell arall.")
    campaign = Campaign.objects.get()
    assert (campaign.welsh, campaign.welsh_spoken, campaign.fluency) == (
        "desirable",
        "entry",
        "english",
    )
    assert campaign.criteria_in_welsh == ["Un llinell yma.", "Un llinell arall."]
    assert (
        "Desirable: spoken at entry level"
        in browser.get(campaign.get_absolute_url()).content.decode()
    )


def test_R6_facts_of_languages_that_are_missing_are_named(team):
    campaign = make_draft(team, welsh="essential", advert_language="both")
    assert missing_facts(campaign) == [
        "Select how much spoken or written Welsh is needed",
        "Enter the essential criteria in Welsh, as many lines as in English",
    ]


def test_an_advert_in_both_is_not_published_without_its_welsh_text_by_any_way(team):
    campaign = make_approved(team, **BOTH)
    address = reverse("roles:campaign_move", args=[campaign.reference, "publish"])
    text = signed_in(team.adviser).post(address, as_seen(campaign), follow=True).content.decode()
    assert "Write the title, the summary and the advert in Welsh" in text
    campaign.page.get_latest_revision().publish()
    assert Campaign.objects.get().opened_at is None
    assert VacancyPage.objects.get().live is False


def test_the_department_writes_the_welsh_text_and_does_not_publish_its_own(team):
    campaign = make_approved(team, **BOTH)
    writer = make_person("", StaffGroup.HUB_STAFF)
    browser = signed_in(writer)
    address = reverse("roles:campaign_move", args=[campaign.reference, "write"])
    page = browser.get(address)
    form = page.context_data["form"]
    assert 'lang="cy"' in page.content.decode()
    answers = {name: form[name].value() for name in form.fields}
    missing = browser.post(address, {**answers, "prose": "You join a team."}).content.decode()
    assert "Enter the title in Welsh" in missing
    browser.post(address, {**answers, "prose": "You join a team.", **TEXT})
    draft = VacancyPage.objects.get().get_latest_revision_as_object()
    assert (draft.welsh_title, draft.welsh_body.splitlines()[0]) == (
        "Rheolwr cyflawni",
        "Byddwch yn ymuno â thîm.",
    )
    publish = reverse("roles:campaign_move", args=[campaign.reference, "publish"])
    assert "You cannot approve this advert because you sent it" in " ".join(
        browser.post(publish, as_seen(campaign), follow=True).content.decode().split()
    )
    signed_in(team.adviser).post(publish, as_seen(campaign))
    assert Listing.objects.get().languages == ["en", "cy"]


def test_a_new_round_keeps_languages_and_the_welsh_text(team):
    old = bilingual(team).campaign
    Campaign.objects.filter(pk=old.pk).update(
        state="unfilled", closes_at=timezone.now() - timedelta(days=9), ended_at=timezone.now()
    )
    new = readvertise_campaign(campaign=Campaign.objects.get(pk=old.pk), actor=team.manager)
    assert {name: getattr(new, name) for name in BOTH} == BOTH
    new.closes_on = timezone.localdate() + timedelta(days=20)
    new.save()
    move = reverse("roles:campaign_move", args=[new.reference, "draft-advert"])
    signed_in(team.manager).post(move)
    page = VacancyPage.objects.get(campaign=new)
    assert {name: getattr(page, name) for name in TEXT} == TEXT


GOOD = {
    "title": "Delivery manager",
    "summary": "Help a team.",
    "body": "You help a team.",
    "criteria": ("You have led a team.",),
    "assessment": ("Interview: one hour",),
}


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({}, []),
        ({"welsh": "essential"}, ["welsh"]),
        ({"welsh": "essential", "criteria": ("You write well in Welsh.",)}, []),
        ({"welsh": "essential", "criteria": ("Gallwch ysgrifennu yn Gymraeg.",)}, []),
        ({"body": "You need fluent Welsh."}, ["welsh"]),
        ({"body": "This is a public-facing role."}, ["fluency"]),
        ({"body": "This is a public-facing role.", "fluency": "english"}, []),
        ({"fluency": "english", "assessment": ("Sift: a statement",)}, ["fluency"]),
        ({"language": "both"}, ["welsh"]),
        ({"language": "both", "welsh_words": ("Teitl", "Crynodeb", "Testun")}, []),
        # Rules about English words are not for Welsh ones.
        ({"language": "cy", "body": "Utilise this to facilitate synergy. " * 20}, []),
    ],
)
def test_the_advert_check_compares_facts_of_languages_with_the_words(changes, rules):
    found = check(AdvertText(**{**GOOD, **changes}))
    assert [finding.rule for finding in found] == rules


def test_a_department_says_whether_candidates_can_apply_in_welsh(team):
    campaign = make_draft(team)
    client = signed_in(team.manager)
    address = page_of(campaign, "takes_welsh")
    form = answers_on(client.get(address).content.decode())
    assert "takes_welsh" not in form
    client.post(address, {**form, "takes_welsh": "on"})
    campaign.refresh_from_db()
    assert campaign.takes_welsh is True
    page = client.get(campaign.get_absolute_url()).content.decode()
    assert "Applications in Welsh" in page
