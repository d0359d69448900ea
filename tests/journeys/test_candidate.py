"""A candidate's whole way on a small screen: by keyboard alone, and without JavaScript.

Find, begin, sign in by the code of a mail, leave, come back on another machine, send once, follow,
ask, withdraw; apply elsewhere with the same answers; take everything away, and erase it.
"""

from __future__ import annotations

import email
import io
import json
import re
import zipfile
from email import policy
from pathlib import Path

import pytest

from hub.views.messages import BETWEEN_MAILS
from tests.browser import NARROW
from tests.factories.files import make_pdf
from tests.journeys.somebody import Somebody, Typist

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
MOST_QUESTIONS = 40
ANSWERS = {
    "full_name": "Zoë Ní Dhálaigh",
    "phone": "020 7946 0000",
    "statement": "I led a service from discovery to live.",
    "places_wanted": "",
    "pattern_wanted": "flexible",
    "is_needed": "yes",
    "detail": "The questions in writing",
    "schemes": "veterans",
    "age": "",
}
# The adverts that the runs apply for; the words of the titles are their own.
ADVERTISE = """
from hub.models import HubPolicy, Organisation
policy = HubPolicy.load()
policy.mail_per_minute = 9999
policy.save()
from tests.factories.adverts import make_advert
for way in ("keyboard", "paper"):
    for code, word in (("DWP", "heron"), ("HMRC", "curlew")):
        make_advert(
            f"Product manager, {word} {way}",
            organisation=Organisation.objects.get(code=code),
            places=("Leeds", "Glasgow"),
            experience="cv",
            essential_criteria="You have led a service.",
            contact_name="Digital recruitment",
            contact_email="jobs@example.gov.uk",
        )
"""


@pytest.fixture(scope="module")
def advertised(demo_site):
    """The demonstration with two more adverts for each run; mail goes out without pacing."""
    quick = (
        "from hub.models import HubPolicy as P\np = P.load()\np.mail_per_minute = 9999\np.save()"
    )
    demo_site.manage("shell", "-c", f"{quick}\n{ADVERTISE}")
    return demo_site


@pytest.mark.parametrize("scripts", [True, False], ids=["by-keyboard", "without-js"])
def test_a_candidate_on_a_small_screen(advertised, browser, tmp_path, scripts):
    way = "keyboard" if scripts else "paper"
    address = f"zoe.{way}@example.com"

    def machine() -> Somebody:
        kind = Typist if scripts else Somebody
        return kind(browser, advertised, scripts=scripts, width=NARROW)

    candidate = machine()
    begin(candidate, f"heron {way}")
    sign_in(candidate, advertised, address)
    assert "/applications/start/" in candidate.page.url
    candidate.send()
    home = candidate.page.url.removeprefix(candidate.base)
    assert home.startswith("/applications/A-")
    candidate.press(candidate.page.get_by_role("link", name="About you"))
    nothing_is_asked_for_plainly(candidate)
    candidate.send(full_name=ANSWERS["full_name"])
    candidate.fill_in(email="zoe@example.org", phone="12")
    candidate.press(candidate.page.get_by_role("button", name="Save and come back later"))
    assert "Your progress is saved" in candidate.page.inner_text("body")
    candidate.leave()

    candidate = machine()
    candidate.go(f"{home}contact/")
    sign_in(candidate, advertised, address)
    assert candidate.page.input_value("main [name=phone]") == "12"
    candidate.press(candidate.button())
    assert "Enter a phone number, like 01632 960 001" in candidate.words()
    candidate.send(phone=ANSWERS["phone"])
    hand_in_a_cv(candidate, home, tmp_path)
    answer_the_rest(candidate, home)

    changed = "I led two services from discovery to live."
    candidate.press(candidate.page.locator("main a[href*='/statement/?change=yes']"))
    candidate.send(statement=changed)
    assert "/check/" in candidate.page.url  # without a script the fragment stays
    assert changed in candidate.words()
    reference = home.removeprefix("/applications/").strip("/")
    send_twice(candidate)
    assert reference in candidate.words()
    received = mails_to(advertised, address, "We have your application")
    assert [mail["Subject"] for mail in received] == [f"We have your application {reference}"]
    assert ANSWERS["statement"] not in received[0].as_string()

    status = candidate.go(home)
    for words in ("What happens next", "Sent to", "We will delete it after"):
        assert words in status
    candidate.press(
        candidate.page.get_by_role("link", name="Ask the department about this application")
    )
    candidate.press(candidate.button())
    assert "Enter your question" in candidate.words()
    candidate.send(text="Is there a lift?")
    assert "Is there a lift?" in candidate.words()
    candidate.press(candidate.page.get_by_role("link", name="Withdraw this application"))
    candidate.send()
    assert "You withdrew this application" in candidate.words()

    begin(candidate, f"curlew {way}")
    candidate.send()
    again = candidate.page.url.removeprefix(candidate.base)
    copy_everything(candidate)
    hand_in_a_cv(candidate, again, tmp_path)
    answer_the_rest(candidate, again)
    assert changed in candidate.words()
    candidate.send(declaration="on")

    take_the_data_away(candidate, changed)
    candidate.press(candidate.page.get_by_role("link", name="Close your account"))
    candidate.press(candidate.button())
    assert "Confirm that you understand that this cannot be undone" in candidate.words()
    candidate.send(sure="on")
    assert "Your data has been erased" in candidate.words()
    assert "Your receipt" in candidate.words()
    assert candidate.page.request.get(candidate.base + again).url.startswith(
        f"{candidate.base}/accounts/login/"
    )
    candidate.leave()


def begin(candidate: Somebody, words: str) -> None:
    """Find the role by words of its title, and press the button that applies for it."""
    candidate.go("/roles/")
    fold = candidate.page.get_by_role("button", name="Show filters")
    # With scripts, the results come first on a narrow screen.
    if fold.count():
        candidate.push(fold.first)
    candidate.fill_in(q=words)
    candidate.press(candidate.page.get_by_role("button", name="Apply filters").first)
    candidate.press(candidate.page.locator(".hub-result__title a").first)
    assert words in candidate.words()
    candidate.press(candidate.page.get_by_role("button", name="Apply now").first)


def sign_in(candidate: Somebody, site, address: str) -> None:
    """By the code of the newest mail, after one that is wrong."""
    assert "/accounts/login/" in candidate.page.url
    candidate.press(candidate.button())
    assert "Enter your email address" in candidate.words()
    candidate.send(email=address)
    candidate.fill_in(code="WRONG")
    candidate.press(candidate.button())
    assert "That code is wrong" in candidate.words()
    body = mails_to(site, address, "code")[-1].get_body(preferencelist=("plain",)).get_content()
    candidate.send(code=re.search(r"^\s*([A-Z0-9]{4,}(?:-[A-Z0-9]+)*)\s*$", body, re.M)[1])


def mails_to(site, address: str, subject: str) -> list[email.message.EmailMessage]:
    """The mails to an address with these words in the subject, oldest first, all delivered."""
    # So many at a time: those of the demonstration are before it.
    while not site.manage("deliver").startswith("0 "):
        pass
    folder = Path(site.env["HUB_DATA_DIR"]) / "mail"
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime_ns)
    mails = [
        email.message_from_bytes(mail, policy=policy.default)
        for path in files
        for mail in path.read_bytes().split(BETWEEN_MAILS)
        if mail.strip()
    ]
    return [mail for mail in mails if mail["To"] == address and subject in mail["Subject"]]


def nothing_is_asked_for_plainly(candidate: Somebody) -> None:
    candidate.fill_in(full_name="")
    candidate.press(candidate.button())
    assert candidate.page.title().startswith("Error: ")
    assert "Enter your full name" in candidate.words()


def hand_in_a_cv(candidate: Somebody, home: str, folder: Path) -> None:
    """First something that is no CV, then one."""
    wrong, right = folder / "cv.exe", folder / "cv.pdf"
    wrong.write_bytes(b"MZ not a document")
    right.write_bytes(make_pdf())
    candidate.go(f"{home}cv/")
    for file, is_good in ((wrong, False), (right, True)):
        candidate.page.locator("main input[type=file]").set_input_files(file)
        candidate.press(candidate.button())
        assert bool(candidate.page.locator(".govuk-error-summary").count()) is not is_good


def answer_the_rest(candidate: Somebody, home: str) -> None:
    """Go through every part that waits, and one that is optional, to check your answers."""
    candidate.go(home)
    for part in ("Reasonable adjustments", "Interview schemes"):
        candidate.press(candidate.page.get_by_role("link", name=part))
        candidate.send(**answers_asked(candidate))
        candidate.go(home)
    waiting = candidate.page.locator(
        ".govuk-task-list__item:has(.govuk-tag--blue, .govuk-tag--light-blue, .govuk-tag--yellow) a"
    )
    for _ in range(MOST_QUESTIONS):
        if candidate.page.url.endswith("/check/"):
            return
        if waiting.count():
            candidate.press(waiting.first)
        else:
            candidate.send(**answers_asked(candidate))
    raise AssertionError("more questions than there are")


def answers_asked(candidate: Somebody) -> dict[str, str]:
    """The answers to what the page asks and does not know yet."""
    asked = candidate.page.eval_on_selector_all(
        "main form [name]", "list => list.map(item => item.name)"
    )
    known = candidate.page.locator("main textarea, main input[type=text]")
    filled = {item.get_attribute("name") for item in known.all() if item.input_value()}
    return {name: ANSWERS[name] for name in asked if name in ANSWERS and name not in filled}


def send_twice(candidate: Somebody) -> None:
    """From two tabs, each with the page from before it was sent."""
    other = candidate.context.new_page()
    other.goto(candidate.page.url)
    other.locator("main [name=declaration]").check()
    candidate.send(declaration="on")
    assert "Application sent" in candidate.words()
    other.get_by_role("button", name="Send application").dblclick()
    other.wait_for_url(re.compile("/submitted/"))
    assert "Application sent" in other.inner_text("main")
    other.close()


def copy_everything(candidate: Somebody) -> None:
    candidate.press(
        candidate.page.get_by_role("link", name="Copy answers from an earlier application")
    )
    candidate.press(candidate.button())
    assert "Select the answers you want to copy" in candidate.words()
    for box in candidate.page.locator("main input[type=checkbox]").all():
        candidate.tick(box)
    candidate.press(candidate.button())
    assert "Check and confirm" in candidate.words()


def take_the_data_away(candidate: Somebody, statement: str) -> None:
    candidate.go("/account/")
    candidate.press(candidate.page.locator("main").get_by_role("link", name="Your data"))
    link = candidate.page.get_by_role("link", name="Download it all, with your files (ZIP)")
    with candidate.page.expect_download() as download:
        candidate.push(link)
    packed = zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes()))
    names = packed.namelist()
    assert {"my-data.json", "my-data.html"} <= set(names)
    files = [packed.read(name) for name in names if name.startswith("files/")]
    assert [file[:5] for file in files] == [b"%PDF-"] * 2  # As they were made harmless.
    assert statement in json.dumps(json.loads(packed.read("my-data.json")), ensure_ascii=False)
    for words in (statement, "Is there a lift?", "The questions in writing"):
        assert words in packed.read("my-data.html").decode()
