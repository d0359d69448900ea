"""Posts: filled when the offer is accepted, once; the need, the campaign and the hub hear of it."""

import threading

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from hub.authorisation import as_system
from hub.models import Need
from hub.signals import appointment_ended, appointment_made
from roles.campaigns.services import posts
from roles.campaigns.services.posts import PostTaken
from roles.campaigns.services.withdrawing import withdraw_post
from roles.models import Post, PostState
from tests.factories.hub import make_person, signed_in
from tests.factories.roles import (
    actions_of,
    actions_on_thread,
    make_accepted_request,
    make_draft,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard():
    found = []

    def hear(kind):
        def receiver(**facts):
            found.append((kind, facts))

        return receiver

    made, ended = hear("made"), hear("ended")
    appointment_made.connect(made)
    appointment_ended.connect(ended)
    yield found
    appointment_made.disconnect(made)
    appointment_ended.disconnect(ended)


def test_R17_a_post_is_filled_when_the_offer_is_accepted(team):
    post = make_accepted_request(team).posts.get()
    posts.offer_post(post=post, reference="A-1", actor=team.manager)
    post.refresh_from_db()
    assert (post.state, post.filled_on) == (PostState.OFFERED, None)
    posts.accept_post(post=post, person=make_person(), reference="A-1", actor=None)
    post.refresh_from_db()
    assert (post.state, post.filled_on) == (PostState.ACCEPTED, timezone.localdate())
    assert list(Post.objects.filled()) == [post]
    posts.start_post(post=post, actor=team.manager)
    assert list(Post.objects.filled()) == [post]


def test_R17_the_filling_is_undone_when_the_offer_falls_through(team):
    post = make_accepted_request(team).posts.get()
    posts.accept_post(post=post, person=make_person(), reference="A-1", actor=None)
    posts.reopen_post(post=post, actor=team.manager)
    post.refresh_from_db()
    assert (post.state, post.filled_on, post.appointee) == (PostState.OPEN, None, None)
    assert post.fell_through_at is not None
    assert not Post.objects.filled().exists()
    assert actions_of(post) == ["roles.post_opened", "roles.post_filled", "roles.post_reopened"]


def test_R17_the_need_is_met_by_as_many_people_as_it_asks_for(team):
    request = make_accepted_request(team, posts_wanted=2)
    first, second = request.posts.all()
    posts.accept_post(post=first, person=make_person(), reference="A-1", actor=None)
    assert Need.objects.get().state == Need.State.ANSWERED
    posts.accept_post(post=second, person=make_person(), reference="A-2", actor=None)
    assert Need.objects.get().state == Need.State.MET
    posts.reopen_post(post=first, actor=team.manager)
    assert Need.objects.get().state == Need.State.ANSWERED
    thread = actions_on_thread(Need.objects.get())
    assert thread.count("roles.post_filled") == 2
    assert thread.count("roles.post_reopened") == 1


def test_the_fact_is_announced_with_the_hubs_nouns(team, heard, django_capture_on_commit_callbacks):
    request = make_accepted_request(team)
    campaign = make_draft(team, request)
    post, person = campaign.posts.get(), make_person()
    with django_capture_on_commit_callbacks(execute=True):
        posts.accept_post(post=post, person=person, reference="A-1", actor=team.manager)
    with django_capture_on_commit_callbacks(execute=True):
        posts.reopen_post(post=post, actor=team.manager)
    assert [kind for kind, _ in heard] == ["made", "ended"]
    for _, facts in heard:
        assert facts["person"] == person
        assert facts["need"] == request.need
        assert facts["organisation"] == team.organisation
        assert facts["role"] == request.role
        assert facts["reference"] == post.reference


def test_a_post_filled_by_nobody_the_hub_knows_is_not_announced(
    team, heard, django_capture_on_commit_callbacks
):
    post = make_accepted_request(team).posts.get()
    with django_capture_on_commit_callbacks(execute=True):
        posts.accept_post(post=post, person=None, reference="old/1", actor=team.manager)
    assert heard == []
    assert Post.objects.filled().count() == 1


def test_a_post_is_offered_and_accepted_once(team):
    post = make_accepted_request(team).posts.get()
    posts.offer_post(post=post, reference="A-1", actor=team.manager)
    with pytest.raises(PostTaken):
        posts.offer_post(post=post, reference="A-2", actor=team.manager)
    with pytest.raises(PostTaken):
        posts.accept_post(post=post, person=make_person(), reference="A-2", actor=None)
    posts.accept_post(post=post, person=make_person(), reference="A-1", actor=None)
    with pytest.raises(PostTaken):
        posts.accept_post(post=post, person=make_person(), reference="A-1", actor=None)


def test_a_declined_offer_frees_the_post(team):
    post = make_accepted_request(team).posts.get()
    posts.offer_post(post=post, reference="A-1", actor=team.manager)
    posts.release_post(post=post, actor=team.manager)
    assert list(Post.objects.open()) == [post]
    with pytest.raises(PostTaken):
        posts.reopen_post(post=post, actor=team.manager)


def test_only_an_open_post_is_withdrawn(team):
    first, second = make_accepted_request(team, posts_wanted=2).posts.all()
    withdraw_post(post=first, reason="-", actor=team.manager)
    assert list(Post.objects.open()) == [second]
    posts.offer_post(post=second, reference="A-1", actor=team.manager)
    with pytest.raises(PostTaken):
        withdraw_post(post=second, reason="-", actor=team.manager)


def test_H4_the_hub_does_not_say_that_a_department_will_not_fill_its_post(team):
    campaign = make_draft(team, make_accepted_request(team, posts_wanted=2))
    asked, free = campaign.posts.first(), make_accepted_request(team).posts.get()
    for post in (asked, free):
        for person in (team.adviser, team.lead):
            browser = signed_in(person)
            assert browser.post(f"/posts/{post.reference}/withdraw/").status_code == 404
            assert "Withdraw the post" not in browser.get(post.get_absolute_url()).text
        url, reason = f"/posts/{post.reference}/withdraw/", {"reason": "It is not needed."}
        assert signed_in(team.manager).post(url, reason).status_code == 302
    assert not Post.objects.filter(pk__in=[asked.pk, free.pk]).open().exists()


def test_R17_the_database_keeps_filled_and_its_day_together(team):
    post = make_accepted_request(team).posts.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(state=PostState.ACCEPTED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(filled_on=timezone.localdate())


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_acceptances_at_once_one_wins(team):
    post = make_accepted_request(team).posts.get()
    people = [make_person() for _ in range(8)]
    start, outcomes = threading.Barrier(len(people)), []

    @as_system()
    def accept(person):
        try:
            start.wait()
            posts.accept_post(post=post, person=person, reference=f"A-{person.pk}", actor=None)
            outcomes.append("filled")
        except PostTaken:
            outcomes.append("taken")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=accept, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert connection.vendor == "postgresql"
    assert sorted(outcomes) == ["filled"] + ["taken"] * 7
