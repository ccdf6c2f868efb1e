"""`manage.py signaltrace`: a command, a request, or a save."""

import io
import json
import sys

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import OperationalError, connections, transaction
from django.db.models.signals import post_save
from django.dispatch import Signal

from example_project.accounts.models import Profile
from example_project.accounts.samples import newest_customer
from signal_inspector import Recording

pytestmark = pytest.mark.django_db


def trace(*words, options=()):
    call_command("signaltrace", *options, "--", *words)


def usage_error(*options, match):
    with pytest.raises(CommandError, match=match) as caught:
        call_command("signaltrace", *options)
    assert caught.value.returncode == 2


def create(name, *options):
    trace("createsuperuser", "--noinput", f"--username={name}", "--email=a@b.de", options=options)


def test_the_cascade_follows_what_the_command_prints(capsys):
    trace("createsuperuser", "--noinput", "--username=ann", "--email=ann@example.com")
    out = capsys.readouterr().out
    assert out.startswith("Superuser created")
    assert "post_save ⟨auth.User⟩" in out
    assert "create_profile" in out


def test_equal_paths_can_be_merged(capsys):
    trace(
        "createsuperuser",
        "--noinput",
        "--username=bo",
        "--email=b@example.com",
        options=["--merge"],
    )
    assert "post_save ⟨auth.User⟩  ×1" in capsys.readouterr().out


def test_a_command_that_exits_with_a_message_fails(monkeypatch, capsys):
    def exits(*_, **__):
        sys.exit("no way")

    monkeypatch.setattr("django.core.management.commands.check.Command.handle", exits)
    with pytest.raises(SystemExit) as caught:
        trace("check")
    assert caught.value.code == 1
    assert "no way" in capsys.readouterr().err


@pytest.mark.parametrize(("option", "coloured"), [("--force-color", True), ("--no-color", False)])
def test_colours_are_those_that_django_would_use(capsys, option, coloured):
    create("joe", option)
    assert ("\x1b[" in capsys.readouterr().out) is coloured


def test_the_recording_is_written_whole(tmp_path, capsys):
    file = tmp_path / "trace.json"
    trace("check", options=["-o", str(file)])
    assert json.loads(file.read_text())["version"] == 1
    assert Recording.from_json(file.read_text()).name == "check"
    assert f"Wrote {file}." in capsys.readouterr().err


def test_the_suffix_of_the_file_chooses_the_format(tmp_path):
    for name in ("trace.speedscope.json", "trace.chrome.json", "trace.txt"):
        trace("check", options=["-o", str(tmp_path / name)])
    assert "profiles" in json.loads((tmp_path / "trace.speedscope.json").read_text())
    assert "traceEvents" in json.loads((tmp_path / "trace.chrome.json").read_text())
    assert (tmp_path / "trace.txt").read_text().startswith("check")


def test_a_suffix_that_is_unknown_is_told_before_anything_runs(tmp_path, capsys):
    with pytest.raises(CommandError, match=r"Did you mean '\.json'") as caught:
        trace("check", options=["-o", str(tmp_path / "trace.jsn")])
    assert caught.value.returncode == 2
    assert capsys.readouterr().out == ""


def test_a_folder_that_is_not_there_is_told_before_anything_runs(tmp_path, capsys):
    with pytest.raises(CommandError, match="no folder") as caught:
        trace("check", options=["-o", str(tmp_path / "nowhere" / "x.json")])
    assert caught.value.returncode == 2
    assert capsys.readouterr().out == ""


def test_an_unknown_command_is_told_with_the_nearest_one():
    with pytest.raises(CommandError, match=r"'chek'\. Did you mean 'check'") as caught:
        trace("chek")
    assert caught.value.returncode == 2


def test_no_command_is_a_usage_error():
    with pytest.raises(CommandError, match="What is to be traced") as caught:
        trace()
    assert caught.value.returncode == 2


def test_the_exit_status_of_the_command_is_kept(capsys):
    with pytest.raises(SystemExit) as caught:
        trace("createsuperuser", "--noinput", "--username=cy", "--email=no address")
    assert caught.value.code == 1
    captured = capsys.readouterr()
    assert "valid email address" in captured.err
    assert "dispatches" in captured.out


def test_what_the_command_raises_goes_on_after_the_cascade(capsys, monkeypatch):
    def breaks(*_, **__):
        User.objects.create(username="kim")
        raise LookupError("broken")

    monkeypatch.setattr("django.core.management.commands.check.Command.handle", breaks)
    with pytest.raises(LookupError, match="broken"):
        trace("check")
    assert "post_save ⟨auth.User⟩" in capsys.readouterr().out


def test_a_test_can_be_written(tmp_path):
    file = tmp_path / "test_it.py"
    create("dan", "-o", str(file))
    source = file.read_text()
    assert 'call_command("createsuperuser", "--noinput", "--username=dan"' in source
    assert 'sender="auth.User"' in source


def test_problems_are_told_at_the_end(capsys):
    def fails(**kwargs):
        raise ValueError("no stock")

    post_save.connect(fails, sender=User)
    try:
        with pytest.raises(ValueError, match="no stock"):
            create("eve")
    finally:
        post_save.disconnect(fails, sender=User)
    cascade, _, problems = capsys.readouterr().out.partition("error R001 exception")
    assert "! ValueError: no stock at tests/management/" in cascade
    assert "fails raised ValueError: no stock" in problems
    assert "tests/management/test_signaltrace.py:" in problems


@pytest.mark.parametrize("fail_on", [["warning"], ["info"], ["all"], ["W010,swallowed-exception"]])
def test_problems_fail_where_that_is_wanted(capsys, fail_on):
    def fails(**kwargs):
        raise ValueError("no stock")

    signal = Profile.greeted = Signal()
    signal.connect(fails)
    sends = lambda **kwargs: signal.send_robust(None)  # noqa: E731
    post_save.connect(sends, sender=User)
    options = [f"--fail-on={each}" for each in fail_on]
    try:
        with pytest.raises(SystemExit) as caught:
            create("fay", *options)
        create("gil", "--fail-on=error", "--fail-on=recursion")
    finally:
        post_save.disconnect(sends, sender=User)
        del Profile.greeted
    assert caught.value.code == 1
    assert "Problems to fail on: swallowed-exception" in capsys.readouterr().err


def test_an_unknown_rule_to_fail_on_is_a_usage_error():
    usage_error("--fail-on=recursoin", "--", "check", match="Did you mean 'recursion'")


def test_budgets_fail_the_run(capsys):
    create("hal", "--max-depth=9", "--max-dispatches=99", "--max-ms=60000")
    with pytest.raises(SystemExit) as caught:
        create("ida", "--max-depth=1", "--max-dispatches=1", "--max-ms=0")
    assert caught.value.code == 1
    told = capsys.readouterr().err
    assert "deep; the budget is 1." in told
    assert "dispatches; the budget is 1." in told
    assert "the budget is 0 ms." in told


@pytest.mark.parametrize("budget", ["--max-depth=-1", "--max-dispatches=-1", "--max-ms=nan"])
def test_a_budget_that_is_none_is_told_before_anything_runs(budget, capsys):
    usage_error(budget, "--", "check", match=rf"{budget.replace('=', ' cannot be ')}.*: give 0 or")
    assert capsys.readouterr().out == ""


def test_the_status_of_the_command_comes_before_ours(monkeypatch):
    def exits(*_, **__):
        User.objects.create(username="lea")
        sys.exit(7)

    monkeypatch.setattr("django.core.management.commands.check.Command.handle", exits)
    with pytest.raises(SystemExit) as caught:
        trace("check", options=["--max-dispatches=0"])
    assert caught.value.code == 7


def test_the_toolbar_is_left_out(capsys):
    newest_customer()
    call_command("signaltrace", "--url", "/orders/place/", "--method", "post")
    out = capsys.readouterr().out
    assert "order_placed" in out
    assert "toolbar" not in out
    assert "template_rendered" not in out


class TestRequest:
    @pytest.fixture(autouse=True)
    def _without_toolbar(self, settings):
        settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if "toolbar" not in each]

    def test_the_answer_and_the_cascade_are_told(self, capsys):
        newest_customer()
        call_command("signaltrace", "--url", "/orders/place/", "--method", "post")
        out = capsys.readouterr().out
        assert out.startswith("200 OK\nPOST /orders/place/")
        assert "order_placed ⟨orders.Order⟩" in out

    def test_data_makes_it_a_post(self, capsys, settings):
        settings.ROOT_URLCONF = "tests.management.urls"
        call_command("signaltrace", "--url=/echo/?a=1", "--data=b=2", "--data=c=3")
        call_command("signaltrace", "--url=/echo/", "--data", '{"d": 4}', "--method=PUT")
        out = capsys.readouterr().out
        assert "POST a=1 b=2&c=3 application/x-www-form-urlencoded None" in out
        assert 'PUT  {"d": 4} application/json None' in out

    def test_a_user_is_logged_in_without_a_trace(self, capsys, settings):
        settings.ROOT_URLCONF = "tests.management.urls"
        user = User.objects.create(username="ann")
        call_command("signaltrace", "--url=/echo/", "--user=ann")
        out = capsys.readouterr().out
        assert "GET    ann" in out
        assert "user_logged_in" not in out
        user.refresh_from_db()
        assert user.last_login is None
        assert not Session.objects.exists()

    def test_a_view_that_fails_fails_the_run(self, capsys, settings):
        settings.ROOT_URLCONF = "tests.management.urls"
        with pytest.raises(SystemExit) as caught:
            call_command("signaltrace", "--url=/broken/")
        assert caught.value.code == 1
        out = capsys.readouterr().out
        assert out.startswith("500 Internal Server Error\nZeroDivisionError left the view.\n")

    @pytest.mark.parametrize(
        ("hosts", "host"),
        [([], "localhost"), (["*"], "localhost"), ([".shop.example"], "shop.example")],
    )
    def test_it_goes_to_a_host_that_the_project_answers_to(self, capsys, settings, hosts, host):
        settings.ROOT_URLCONF, settings.ALLOWED_HOSTS = "tests.management.urls", hosts
        settings.DEBUG = True  # no hosts are then these: localhost
        call_command("signaltrace", "--url=/host/")
        assert capsys.readouterr().out.startswith(f"{host}\n200 OK")

    def test_the_port_of_the_url_is_that_of_the_request(self, capsys, settings):
        settings.ROOT_URLCONF = "tests.management.urls"
        call_command("signaltrace", "--url=http://localhost:8000/host/")
        call_command("signaltrace", "--url=https://localhost/host/")
        told = capsys.readouterr().out
        assert told.startswith("localhost:8000\n200 OK")
        assert "\nlocalhost\n200 OK" in told

    def test_an_app_that_a_user_needs_is_named(self, settings):
        apps = [each for each in settings.INSTALLED_APPS if not each.endswith("sessions")]
        settings.INSTALLED_APPS = apps
        usage_error("--url=/", "--user=ann", match="needs the app django.contrib.sessions")

    def test_redirects_say_where_to(self, capsys, settings):
        settings.ROOT_URLCONF = "tests.management.urls"
        call_command("signaltrace", "--url=/moved/")
        assert capsys.readouterr().out.startswith("302 Found to /echo/\n")

    def test_a_status_of_no_standard_is_told(self, capsys, settings):
        settings.ROOT_URLCONF = "tests.management.urls"
        call_command("signaltrace", "--url=/gone/")
        assert capsys.readouterr().out.startswith("499 Unknown Status Code\n")

    def test_https_is_sent_as_that(self, capsys, settings):
        settings.ROOT_URLCONF = "tests.management.urls"
        call_command("signaltrace", "--url=https://localhost/secure/")
        call_command("signaltrace", "--url=http://localhost/secure/")
        answers = [line for line in capsys.readouterr().out.splitlines() if line[:1].isdigit()]
        assert answers[:2] == ["200 OK", "400 Bad Request"]

    def test_users_need_no_manager_of_a_certain_name(self, monkeypatch, capsys, settings):
        settings.ROOT_URLCONF = "tests.management.urls"
        User.objects.create(username="ann")
        monkeypatch.setattr(User, "objects", None)
        call_command("signaltrace", "--url=/echo/", "--user=ann")
        assert "GET    ann" in capsys.readouterr().out

    def test_a_name_that_no_user_can_have_is_told(self, monkeypatch):
        monkeypatch.setattr(User, "USERNAME_FIELD", "id")
        usage_error("--url=/", "--user=ann", match="no user 'ann'")

    def test_users_that_cannot_be_looked_up_are_an_error(self, monkeypatch):
        def fails(**kwargs):
            raise OperationalError("no such table: auth_user")

        monkeypatch.setattr(User._default_manager, "get", fails)
        match = "The user 'ann' cannot be looked up: no such table: auth_user"
        usage_error("--url=/", "--user=ann", match=match)

    def test_mistakes_are_told(self):
        usage_error("--url=ftp://localhost/", match="neither of http nor of https")
        usage_error("--url=http://[::1/", match=r"'http://\[::1/' cannot be read: Invalid IPv6 URL")
        usage_error("--url=http://shop:port/", match="cannot be read: Port could not be cast")
        usage_error("--url=orders", match="does not begin with a slash")
        usage_error("--url=/", "--method=FETCH", match="Unknown method 'FETCH'")
        usage_error("--url=/", "--method=GET", "--data=a=1", match="GET request has no --data")
        usage_error("--url=/", "--data={1", match="looks like JSON and is none")
        usage_error("--url=/", "--user=nobody", match="no user 'nobody'")
        usage_error("--data=a=1", "--", "check", match="--data belongs to --url")


class TestSave:
    @pytest.fixture
    def user(self):
        user = User.objects.create(username="ann", email="ann@example.com")
        mail.outbox.clear()
        return user

    def test_it_is_saved_and_rolled_back(self, user, capsys):
        def writes(instance, **kwargs):
            User.objects.filter(pk=instance.pk).update(first_name="Anna")
            mail.send_mail("a", "b", "c@d.de", ["e@f.de"])
            transaction.on_commit(lambda: None)

        post_save.connect(writes, sender=User)
        try:
            call_command("signaltrace", f"--save=auth.User:{user.pk}", "--yes")
        finally:
            post_save.disconnect(writes, sender=User)
        captured = capsys.readouterr()
        assert f"save auth.User:{user.pk}" in captured.out
        assert "post_save ⟨auth.User⟩" in captured.out
        assert (
            "Rolled back.\nNot undone: 1 mail.\nCommit callbacks that did not run: 1."
            in captured.out
        )
        assert "mails, requests to other services, tasks" in captured.err
        user.refresh_from_db()
        assert user.first_name == ""

    def test_it_is_rolled_back_after_an_exception_too(self, user):
        def fails(instance, **kwargs):
            User.objects.filter(pk=instance.pk).update(first_name="Anna")
            raise ValueError("no")

        post_save.connect(fails, sender=User)
        try:
            with pytest.raises(ValueError, match="no"):
                call_command("signaltrace", f"--save=auth.User:{user.pk}", "--yes")
        finally:
            post_save.disconnect(fails, sender=User)
        user.refresh_from_db()
        assert user.first_name == ""

    @pytest.mark.parametrize(("answer", "saved"), [("y", 1), ("YES", 1), ("", 0), ("n", 0)])
    def test_it_asks_first(self, user, monkeypatch, capsys, answer, saved):
        monkeypatch.setattr(sys, "stdin", Terminal())
        monkeypatch.setattr("builtins.input", lambda question: answer)
        if saved:
            call_command("signaltrace", f"--save=auth.User:{user.pk}")
        else:
            usage_error(f"--save=auth.User:{user.pk}", match="Nothing was saved")
        assert capsys.readouterr().out.count("post_save ⟨auth.User⟩") == saved

    def test_where_nobody_can_be_asked_it_does_nothing(self, user, monkeypatch):
        monkeypatch.setattr(sys, "stdin", io.StringIO())
        usage_error(f"--save=auth.User:{user.pk}", match="say --yes")

    def test_mistakes_are_told(self):
        usage_error("--save=auth.User", match="takes app.Model:pk")
        usage_error("--save=auth.Usr:1", match="Did you mean 'auth.User'")
        usage_error("--save=auth.User:0", match="no auth.User with the key '0'")
        usage_error("--save=auth.User:x", match="'x' is no key of auth.User")
        usage_error("--save=auth.User:1", "--url=/", match="one of a command, --url and --save")

    def test_a_database_that_is_away_is_told(self, user, monkeypatch):
        def refused():
            raise OperationalError("connection refused")

        monkeypatch.setattr(connections["default"], "ensure_connection", refused)
        usage_error(f"--save=auth.User:{user.pk}", "--yes", match="cannot be reached.*refused")

    def test_a_database_that_cannot_roll_back_is_refused(self, user, monkeypatch):
        features = connections["default"].features
        monkeypatch.setattr(features, "supports_transactions", False)
        usage_error(f"--save=auth.User:{user.pk}", "--yes", match="'default' cannot roll back")


class Terminal(io.StringIO):
    def isatty(self):
        return True
