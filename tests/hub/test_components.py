"""The hub's own components: empty, escaped, and usable by keyboard."""

import datetime as dt
from typing import Any

from django.template import engines


def component(source: str, **context: Any) -> str:
    names = (
        "action_button, data_table, empty_state, figures, page_heading, pagination, removable, "
        "state_tag, summary_list, timeline"
    )
    head = f'{{% from "hub/components.html" import {names} %}}'
    html = engines["jinja2"].from_string(head + source).render(context)
    return " ".join(html.split())


def test_data_table_scrolls_in_a_region_that_the_keyboard_reaches() -> None:
    html = component(
        '{{ data_table("Open roles", ["Role", {"text": "Posts", "format": "numeric"}], rows) }}',
        rows=[["<Developer>", 1234]],
    )
    assert (
        '<div class="hub-table-scroll" role="region" aria-label="Open roles" tabindex="0">' in html
    )
    assert '<caption class="govuk-table__caption govuk-table__caption--m">' in html
    assert '<span class="hub-table__caption">Open roles</span></caption>' in html
    assert "&lt;Developer&gt;</th>" in html
    assert '<td class="govuk-table__cell govuk-table__cell--numeric ">1234</td>' in html


def test_data_table_without_rows_says_so() -> None:
    html = component(
        '{{ data_table("Open roles", ["Role"], [], empty={"what": "No roles are open.", '
        '"then": "Look again tomorrow."}) }}'
    )
    assert "<table" not in html
    assert "No roles are open." in html


def test_zero_is_a_value_and_not_an_empty_cell() -> None:
    assert ">0</td>" in component(
        '{{ data_table("Posts", ["Role", "Posts"], [["Developer", 0]]) }}'
    )
    assert "0 </dd>" in component('{{ summary_list([("Posts", 0)]) }}')


def test_a_missing_cell_is_empty() -> None:
    assert "None" not in component('{{ data_table("Posts", ["Role", "Posts"], [[none, none]]) }}')


def test_summary_list_takes_text_markup_and_nothing() -> None:
    html = component(
        '{% set tag = state_tag("Filled") %}'
        '{{ summary_list([("A", "<b>"), ("State", tag), ("Why", none), '
        '("Closes", "today", {"href": "/edit/", "hidden": "closing date"})]) }}'
    )
    assert "&lt;b&gt;" in html
    assert '<strong class="govuk-tag hub-tag govuk-tag--green">' in html
    assert "Not given" in html
    assert 'Change<span class="govuk-visually-hidden"> closing date</span>' in html


def test_state_is_text_with_a_colour() -> None:
    assert "govuk-tag--red" in component('{{ state_tag("Overdue") }}')
    assert "govuk-tag--grey" in component('{{ state_tag("A state of a plugin") }}')
    assert "govuk-tag--purple" in component('{{ state_tag("A state of a plugin", "purple") }}')


def test_timeline_names_when_who_and_what() -> None:
    entries = [
        {
            "what": "Vacancy <advertised>",
            "when": dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC),
            "who": "Ann Other",
            "href": "/x/",
        },
        {"what": "Planned", "when": dt.date(2026, 7, 2)},
    ]
    html = component('{{ timeline(entries, heading="History") }}', entries=entries)
    assert '<a class="govuk-link" href="/x/">Vacancy &lt;advertised&gt;</a>' in html
    assert "1 July 2026, 12:30am</time> by Ann Other" in html
    assert "2 July 2026</time>" in html
    assert "Nothing has happened yet." in component("{{ timeline([]) }}")


def test_pagination_only_where_there_is_another_page() -> None:
    assert component('{{ pagination("", "") }}') == ""
    html = component('{{ pagination("", "?after=9") }}')
    assert 'rel="next"' in html
    assert 'rel="prev"' not in html


def test_figures_show_qualifier_parts_and_link() -> None:
    html = component(
        '{{ figures([{"label": "Posts filled", "value": "29", "of": "of 40", "qualifier": "about",'
        ' "href": "/rows/"}, {"label": "Told us", "value": "3", "reported": true}]) }}'
    )
    assert 'href="/rows/">Posts filled</a>' in html
    assert 'about </span><span class="hub-figure__number">29</span>' in html
    assert "of 40" in html
    assert html.count("hub-figure--reported") == 1


def test_action_button_is_a_form_that_posts() -> None:
    html = component('{{ action_button("Accept", "/go/", csrf, {"version": 3}) }}', csrf="TOKEN")
    assert '<form class="hub-action" method="post" action="/go/"> TOKEN' in html
    assert '<input type="hidden" name="version" value="3">' in html


def test_removable_filters_say_what_following_them_does() -> None:
    html = component('{{ removable([("Grade 7", "/roles/")]) }}')
    assert '<span class="govuk-visually-hidden">Remove this filter: </span>Grade 7' in html
    assert component("{{ removable([]) }}") == ""


def test_a_table_of_many_cells_says_in_each_what_it_is_for_a_narrow_screen() -> None:
    head = '["Role", {"html": "<abbr>SCS</abbr>"}, {"text": "Posts", "format": "numeric"}]'
    html = component('{{ data_table("Roles", ' + head + ', [["Developer", "No", 3]]) }}')
    assert '<table class="govuk-table hub-table--stacks " role="table">' in html
    assert '<th scope="row" role="rowheader" class="govuk-table__header ">Developer</th>' in html
    assert 'role="cell" data-label="SCS">No</td>' in html
    assert 'role="cell" data-label="Posts">3</td>' in html
