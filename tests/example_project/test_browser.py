"""The shop in a real Chromium. The fixture `page` fails a test whose console complains."""

import pytest

from example_project.scenarios import SCENARIOS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_visitor_runs_every_scenario(live_server, page):
    for scenario in SCENARIOS.values():
        page.goto(live_server.url)
        page.get_by_role("button", name=f"Run: {scenario.title}", exact=True).click()
        assert page.url == live_server.url + scenario.url
        assert page.get_by_role("heading", name="Done").is_visible()
        assert page.locator("#djDebug").count() == 1


def test_the_pages_work_under_a_strict_content_security_policy(live_server, page):
    def with_policy(route):
        response = route.fetch()
        headers = {**response.headers, "content-security-policy": "default-src 'self'"}
        route.fulfill(response=response, headers=headers)

    page.route(f"{live_server.url}/", with_policy)
    page.goto(live_server.url)
    colour = page.get_by_role("button").first.evaluate("e => getComputedStyle(e).backgroundColor")
    assert colour == "rgb(15, 118, 110)"  # the style sheet was let in


@pytest.mark.parametrize(("scheme", "darker"), [("light", "color"), ("dark", "backgroundColor")])
def test_the_colours_follow_the_system(live_server, page, scheme, darker):
    page.emulate_media(color_scheme=scheme)
    page.goto(live_server.url)
    style = page.locator("body").evaluate(
        """body => {
          const { color, backgroundColor } = getComputedStyle(body);
          const sum = (text) => text.match(/\\d+/g).reduce((total, part) => total + +part, 0);
          return { color: sum(color), backgroundColor: sum(backgroundColor) };
        }"""
    )
    assert min(style, key=style.get) == darker
    assert abs(style["color"] - style["backgroundColor"]) > 500
