"""The generated documents say what the code declares."""

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_the_documents_are_up_to_date(capsys):
    call_command("document", check=True)
    assert capsys.readouterr().out == "All are up to date\n"
