"""What comes in is cleaned once, everywhere; what goes out is safe to open; programs get data."""

from io import BytesIO

import pytest
from django import forms
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from hub.admin_fields import LineEmailField, LongTextField
from hub.forms import DateField, Form, PhoneField
from hub.models import Organisation, StaffGroup, User
from hub.spreadsheets import as_text
from hub.typed_text import has_stacked_marks, long_text, single_line
from tests.factories.hub import make_organisation, make_person, signed_in

pytestmark = pytest.mark.django_db
FORMULA = '=HYPERLINK("http://evil.example","x")'
PERSIAN = "\u0646\u06cc\u200c\u0645\u0627"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\u200bAda\u202e  Lovelace\n", "Ada Lovelace"),
        ("Jose\u0301\u00a0Garci\u0301a", "Jos\u00e9 Garc\u00eda"),
        ("A\u00adda\ufe0f\u034f\u2060", "Ada"),
        ("Ada\u2028Lovelace\tKing", "Ada Lovelace King"),
        ("A\u200dd\u200ca", "Ada"),
        (PERSIAN, PERSIAN),
        (f"\u200c{PERSIAN}\u200d", PERSIAN),
        ("O\u2019Neil-Smith", "O\u2019Neil-Smith"),
        *(
            (char, "")
            for char in "\u200b\u2800\u3164\u115f\u1160\uffa0\u202e\u00ad\ufeff\u3000\u200d"
        ),
        # Accents of no letter.
        *((char, "") for char in ("\u0300", " \u0300\u0301 ")),
        *((char, "") for char in "\U000e0001\U000e0100\u180e\u2066"),
        # The place of an object, private use, and what is no character.
        *((char, "") for char in "\ufffc\ue000\uf8ff\U000f0000\ufdd0\ufffe\uffff\U0010ffff"),
        ("\uf0b7 Ada\ufffc", "Ada"),
        ("Nguy\u1ec5n \u00de\u00f3r", "Nguy\u1ec5n \u00de\u00f3r"),
    ],
)
def test_a_single_line_holds_nothing_that_nobody_sees(typed, kept):
    assert single_line(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Two\nlines", "Two\nlines"),
        ("develop\u00ader and de\u200bsigner", "developer and designer"),
        ("\u00ad " * 600, ""),
        ("\u200b\u2060\n\ufffc", ""),
        (PERSIAN, PERSIAN),
        # A family is one sign of several joined ones.
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
    ],
)
def test_a_long_text_counts_only_what_shows(typed, kept):
    assert long_text(typed) == kept


@pytest.mark.parametrize("blank", ["\u200b\u2060", "\u00ad \ufeff", "\ufffc\n\u200d"])
def test_a_reason_that_nobody_sees_is_missing(blank):
    form = LinesForm({"words": blank})
    assert form.errors["words"] == ["Enter words"]


@pytest.mark.parametrize("blank", ["\u200b\u2060", "\u00ad \ufeff"])
def test_a_text_of_the_admin_that_nobody_sees_is_missing(blank):
    with pytest.raises(forms.ValidationError):
        LongTextField().clean(blank)


class LinesForm(Form):
    full_name = forms.CharField(max_length=10, label="What is your full name?")
    email = forms.EmailField(label="Email address")
    phone = PhoneField()
    posts = forms.IntegerField(label="Number of posts")
    site = forms.URLField(label="Web address", assume_scheme="https")
    starts = DateField(label="Start date")
    words = forms.CharField(widget=forms.Textarea, label="Words")


def test_every_kind_of_single_line_field_is_cleaned_before_it_is_checked():
    form = LinesForm(
        {
            "full_name": "Ada\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200bKing",
            "email": "\u200bada@example\u2060.com",
            "phone": "\u202a+44 7700 900982\u202c",
            "posts": "\u200e2",
            "site": "https://example.com\u200b",
            "starts_day": "\u200b27",
            "starts_month": "9\u200e",
            "starts_year": "2027\u200b",
            "words": "Two\n\nparagraphs and \U0001f469\u200d\U0001f4bb",
        }
    )
    assert form.is_valid(), form.errors
    data = form.cleaned_data
    assert (data["full_name"], data["email"]) == ("AdaKing", "ada@example.com")
    assert (data["phone"], data["posts"]) == ("+44 7700 900982", 2)
    assert (data["site"], data["starts"].isoformat()) == ("https://example.com", "2027-09-27")
    assert data["words"] == "Two\n\nparagraphs and \U0001f469\u200d\U0001f4bb"


@pytest.mark.parametrize("blank", ["\u200b", "\u2800", "\u3164", "\u202e\u200f"])
def test_a_name_that_nobody_sees_is_missing(blank):
    form = LinesForm({"full_name": blank})
    assert form.errors["full_name"] == ["Enter your answer"]


def renamed(first_name: str) -> tuple[str, str]:
    """What the page of one's name says of a first name, and the one that is kept."""
    person = make_person("ada@example.com")
    User.objects.filter(pk=person.pk).update(first_name="Ada", last_name="Lovelace")
    sent = {"first_name": first_name, "last_name": "Lovelace"}
    said = signed_in(person).post(reverse("account_name"), sent, follow=True)
    person.refresh_from_db()
    return said.content.decode(), person.first_name


@pytest.mark.parametrize("name", ["\ufffc", "\ue000", "\ufdd0"])
def test_a_name_that_shows_nothing_counts_as_none(name):
    """It may be left empty; where a name has to be given, it is asked for in words."""
    assert renamed(name)[1] == ""
    assert LinesForm({"full_name": name}).errors["full_name"] == ["Enter your answer"]


def test_a_name_that_buries_the_lines_around_it_is_refused_in_words():
    html, kept = renamed("A" + "\u0335" * 40)
    assert ("Remove some of the accents. There are too many on one letter" in html, kept) == (
        True,
        "Ada",
    )


# Vietnamese without its composed letters, Hebrew with points and accents, Thai, Tibetan.
WRITTEN = ["Nguye\u0302\u0303n", "\u05d1\u05bc\u05b0\u0591", "\u0e19\u0e49\u0e33"]


@pytest.mark.parametrize("name", [*WRITTEN, "\u0f66\u0f92\u0fb2\u0f74\u0f56"])
def test_a_name_with_the_marks_of_its_language_is_taken(name):
    assert not has_stacked_marks(single_line(name))


@pytest.mark.parametrize(
    "typed",
    [
        "mailto:ada@example.com",
        "MAILTO:ada@example.com?subject=Hello",
        "<ada@example.com>",
        "Ada Lovelace <ada@example.com>",
        "<mailto:ada@example.com>",
        "ada\uff20example.com",
        "\uff41\uff44\uff41\uff20\uff45\uff58\uff41\uff4d\uff50\uff4c\uff45\uff0e\uff43\uff4f\uff4d",
    ],
)
def test_an_email_address_is_taken_as_people_paste_it(client, typed):
    answer = client.post(reverse("account_login"), {"email": typed})
    assert answer.status_code == 302
    call_command("deliver")
    assert [letter.to for letter in mail.outbox] == [["ada@example.com"]]
    assert LineEmailField().clean(typed) == "ada@example.com"


@pytest.mark.parametrize(
    "typed", ["<ada@example.com", "ada@example.com>", "<>", "mailto:", "<a><b>"]
)
def test_what_is_no_email_address_is_refused_in_words(client, typed):
    answer = client.post(reverse("account_login"), {"email": typed})
    assert "email address" in answer.content.decode()
    assert (answer.status_code, len(mail.outbox)) == (200, 0)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("tel:+44 7700 900982", "+44 7700 900982"),
        ("07700 900982 (after 6pm)", "07700 900982 (after 6pm)"),
        ("0044 (0)20 7946 0000 ext 12", "0044 (0)20 7946 0000 ext 12"),
        ("020\u20117946\u20110000", "020\u20117946\u20110000"),
    ],
)
def test_a_phone_number_is_taken_as_people_write_it(typed, kept):
    assert PhoneField().clean(typed) == kept


@pytest.mark.parametrize("typed", ["12", "call me", "07700 900982 or at home", "(after 6pm)"])
def test_what_cannot_be_a_phone_number_is_refused(typed):
    with pytest.raises(forms.ValidationError):
        PhoneField().clean(typed)


def test_the_admin_cleans_single_lines_too():
    lead = signed_in(make_person("lead@hub.example", StaffGroup.HUB_LEADS))
    answer = lead.post(
        reverse("organisation:add"),
        {
            "code": "AAA",
            "display_code": "\u200bA",
            "name": "\u202eDepartment  of\u200b A",
            "kind": "department",
            "valid_from": "2013-01-01",
        },
    )
    assert answer.status_code == 302
    assert Organisation.objects.filter(code="AAA", name="Department of A").count() == 1
    lead.post(
        reverse("wagtailusers_users:add"),
        {"email": "ada\u200b@hub.example", "first_name": "\u2800Ada", "last_name": "King\u202e"},
    )
    assert (
        User.objects.filter(email="ada@hub.example", first_name="Ada", last_name="King").count()
        == 1
    )


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (FORMULA, f"'{FORMULA}"),
        ("+1+1", "'+1+1"),
        ("-1+1", "'-1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        (" \t=1", "' \t=1"),
        ("\uff1d1", "'\uff1d1"),
        ("\t1", "'\t1"),
        ("-12.5", "-12.5"),
        (-3, -3),
        ("Department of A", "Department of A"),
    ],
)
def test_a_cell_is_never_a_formula(value, cell):
    assert as_text(value) == cell


def test_exports_of_the_admin_hold_no_formula():
    make_organisation("AAA", name=FORMULA)
    staff = signed_in(make_person("adviser@hub.example", StaffGroup.HUB_STAFF))
    csv = b"".join(staff.get(reverse("organisation:index") + "?export=csv").streaming_content)
    assert b"'=HYPERLINK" in csv
    assert b',"=' not in csv
    assert b",=" not in csv
    xlsx = b"".join(staff.get(reverse("organisation:index") + "?export=xlsx").streaming_content)
    cells = [cell for row in load_workbook(BytesIO(xlsx)).active.rows for cell in row]
    assert f"'{FORMULA}" in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b"}


def test_wagtails_own_reports_hold_no_formula():
    lead = make_person("lead@hub.example", StaffGroup.HUB_LEADS)
    lead.first_name, lead.is_superuser = FORMULA, True
    lead.save()
    browser = signed_in(lead)
    browser.post(
        reverse("organisation:add"),
        {
            "code": "BBB",
            "display_code": "B",
            "name": FORMULA,
            "kind": "department",
            "valid_from": "2013-01-01",
        },
    )
    export = browser.get(reverse("wagtailadmin_reports:site_history") + "?export=csv")
    text = b"".join(export.streaming_content).decode()
    assert "'=HYPERLINK" in text
    assert '"=HYP' not in text


ADDRESSES = ["/api/nosuch", "/api/vacancies/foo", "/api/", "/api", "/api/vacancies/V-1/x/"]


@pytest.mark.parametrize("method", ["get", "post", "delete", "put", "options", "head"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_machines_get_a_problem_where_there_is_nothing(address, method):
    response = getattr(Client(enforce_csrf_checks=True), method)(address)
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("method", ["post", "delete", "put", "patch", "options"])
@pytest.mark.parametrize(
    "address",
    ["/api/vacancies", "/api/indicators", "/api/openapi.json", "/api/docs", "/roles/feed.atom",
     "/roles/feed.json", "/roles/export.json", "/roles/export.xml"],
)  # fmt: skip
def test_machines_get_a_problem_for_a_method_that_is_none(address, method):
    client = Client(enforce_csrf_checks=True)
    response = getattr(client, method)(address, data="{}", content_type="application/json")
    assert response["Content-Type"] == "application/problem+json"
    assert response.status_code == response.json()["status"] == 405
    assert "GET" in response["Allow"]


def test_machines_get_a_problem_for_a_host_that_is_none(settings):
    settings.ALLOWED_HOSTS = ["hub.example"]
    response = Client().get("/api/vacancies", headers={"host": "evil.example"})
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")


def test_an_unknown_parameter_of_the_figures_is_refused():
    response = Client().get("/api/indicators?quarter=2013-Q2")
    assert response.status_code == 400
    assert "There is no parameter 'quarter'" in response.json()["detail"]


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_parameter_of_the_export_is_refused_not_ignored(form):
    response = Client().get(f"/roles/export.{form}?grade=XX")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert response.json()["detail"].startswith("grade is not a parameter of the export")


def test_people_still_get_pages_where_there_is_nothing(client):
    assert client.get("/nosuch/")["Content-Type"].startswith("text/html")
