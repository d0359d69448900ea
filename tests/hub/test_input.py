"""What comes in is cleaned once, everywhere; what goes out is safe to open; programs get data."""

from io import BytesIO

import pytest
from django import forms
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from hub.forms import DateField, Form, PhoneField
from hub.models import Organisation, StaffGroup, User
from hub.spreadsheets import as_text
from hub.typed_text import single_line
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
    ],
)
def test_a_single_line_holds_nothing_that_nobody_sees(typed, kept):
    assert single_line(typed) == kept


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
    assert form.errors["full_name"] == ["Enter what is your full name"]


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
