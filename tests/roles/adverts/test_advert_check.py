"""The advert check: the same words give the same findings; a good advert gives none."""

import json

import pytest

from roles.adverts.check import RULES, AdvertText, check, reading_age
from roles.campaigns.advert_facts import facts

GOOD = AdvertText(
    title="Product manager, tax for small firms",
    summary="You lead a team that makes tax simple for people who run a small firm.",
    body=(
        "You join a team of eight. We meet the people who use the service every two weeks.\n"
        "You decide with the team what to build next. You show the work to others and listen.\n"
        "You explain what we learnt and why it matters. You help the team to test ideas early.\n"
        "You can work part time, share the job, or work from home for part of the week."
    ),
    criteria=("You have led a team that made a service.", "You can explain a choice with facts."),
    assessment=("Sift: statement of 500 words",),
)


def found(**changes):
    """(rule, words) of what is found in the good advert with something changed."""
    from dataclasses import replace

    return [(item.rule, item.words) for item in check(replace(GOOD, **changes))]


def test_a_good_advert_has_no_findings():
    assert check(GOOD) == []


def test_the_same_words_give_the_same_findings():
    bad = {"title": "NINJA", "summary": "We leverage synergies (TLA).", "criteria": ("a",) * 9}
    assert found(**bad) == found(**bad)
    assert found(**bad) != []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"summary": "You leverage tools."}, [("jargon", "leverage")]),
        ({"summary": "You hit the ground running."}, [("jargon", "hit the ground running")]),
        ({"summary": "Robustness matters."}, []),
        ({"summary": "You work with the DVLA."}, [("abbreviation", "DVLA")]),
        ({"summary": "You work with the Vehicle Agency (DVLA)."}, []),
        ({"summary": "You work for DVLA (the vehicle agency)."}, []),
        ({"summary": "You work in the UK on GOV.UK."}, []),
        ({"summary": "We want a ninja."}, [("coded", "ninja")]),
        ({"summary": "We want a nurturing person."}, [("coded", "nurturing")]),
        ({"summary": "A role for a recent graduate."}, [("excluding", "recent graduate")]),
        (
            {"criteria": ("You have five years’ experience.",)},
            [("excluding", "years' experience")],
        ),
        (
            {"body": GOOD.body + "\nDo, and teach: seeing how people use the service"},
            [("profile", "Do, and teach: seeing how people use the service")],
        ),
        (
            {"criteria": ("You can do user focus, with help where it is hard",)},
            [("profile", "You can do user focus, with help where it is hard")],
        ),
        (
            {
                "criteria": (
                    "You are good at agile working (content) and show others how.",
                    "You know about testing and how it applies to the work",
                )
            },
            [
                (
                    "profile",
                    "You are good at agile working (content) and show others how and 1 more line",
                )
            ],
        ),
        ({"copied": ("You have led a team that made a service",)}, [("profile", GOOD.criteria[0])]),
        ({"copied": ("Another line.",)}, []),
        ({"criteria": tuple(f"You can do thing {n}." for n in range(7))}, []),
        (
            {"criteria": tuple(f"You can do thing {n}." for n in range(8))},
            [("criteria", "8 essential criteria")],
        ),
        ({"criteria": ("Same.", "Same.")}, [("criteria", "same.")]),
        ({"body": ""}, [("prose", "")]),
        ({"title": "PRODUCT MANAGER"}, [("title", "PRODUCT MANAGER")]),
    ],
)
def test_each_rule_finds_what_it_is_for_and_nothing_else(changes, expected):
    rules = [item for item in found(**changes) if item != ("abbreviation", "PRODUCT")]
    assert [item for item in rules if item != ("abbreviation", "MANAGER")] == expected


def test_many_coded_words_are_one_finding_more():
    rules = [rule for rule, _ in found(summary="An aggressive, competitive and fearless hero.")]
    assert rules == ["coded"] * 4 + ["balance"]


def test_a_hard_text_has_a_high_reading_age():
    hard = (
        "Each and every successful candidate will always demonstrate considerable "
        "organisational responsibility, "
        "facilitating interdepartmental communication regarding technological modernisation "
        "programmes, notwithstanding significant constitutional considerations, constantly. "
    ) * 4
    assert reading_age(hard) > 20
    assert reading_age(GOOD.body) < 13
    rules = {rule for rule, _ in found(body=hard)}
    assert {"reading_age", "sentence"} <= rules


@pytest.mark.parametrize(
    "rubbish", ["", " ", "\n\n", "((((", "A" * 50_000, "🙂" * 100, "\x00", "'" * 99]
)
def test_rubbish_breaks_nothing(rubbish):
    check(AdvertText(rubbish, rubbish, rubbish, (rubbish,), (rubbish,)))
    assert reading_age(rubbish) >= 0


def test_the_rules_are_data_and_every_word_is_in_lower_case():
    rules = json.loads(RULES.read_text())
    assert rules["origin"]
    lists = [rules["jargon"], rules["excluding"], *rules["coded"].values()]
    for words in lists:
        assert [word for word in words if word != word.lower()] == []
    assert len(facts()) == len({name for name, _ in facts()})
