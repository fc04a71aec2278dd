"""Forms as a browser sends them: read from the page that was given out, filled in, and sent whole.

What counts as a control that is sent: HTML Living Standard, "Constructing the entry list".
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
from django.http import HttpResponse
from django.http.request import QueryDict
from django.test import Client

NOT_SENT = {"submit", "button", "image", "reset"}
PREFIX = "__prefix__"  # stands in the names of a formset's empty row


class Control:
    """A control of a form: its element, its name and the values that a browser would send of it."""

    def __init__(self, element: Element, disabled: bool) -> None:
        self.element, self.disabled = element, disabled
        self.name = element.get("name", "")
        self.type = element.get("type", "text").lower() if element.tag == "input" else element.tag
        self.value = element.get("value", "on" if self.type in ("checkbox", "radio") else "")
        self.checked = element.get("checked") is not None
        self.files: list[Any] = []
        if element.tag == "textarea":
            self.value = "".join(element.itertext()).removeprefix("\n")
        if element.tag == "select":
            self.chosen = self._chosen()

    def _chosen(self) -> list[str]:
        open_options = [one for one in self.element.iter("option") if one.get("disabled") is None]
        chosen = [_value_of(one) for one in open_options if one.get("selected") is not None]
        if self.element.get("multiple") is not None:
            return chosen
        return chosen[-1:] or [_value_of(one) for one in open_options[:1]]

    @property
    def choices(self) -> list[str]:
        """The values that a select offers."""
        return [_value_of(one) for one in self.element.iter("option")]

    @property
    def sent(self) -> list[Any]:
        """What a browser sends of it, in order."""
        if not self.name or self.disabled or self.type in NOT_SENT or self.element.tag == "button":
            return []
        if self.type in ("checkbox", "radio"):
            return [self.value] if self.checked else []
        if self.element.tag == "select":
            return self.chosen
        if self.type == "file":
            return self.files
        return [
            self.value.replace("\r\n", "\n").replace("\n", "\r\n") if self.type == "textarea" else self.value
        ]


def _value_of(option: Element) -> str:
    return option.get("value", "".join(option.itertext()).strip())


class Form:
    """A form of a page: `form["name"] = value` fills a control in, `submit()` sends all of them."""

    def __init__(self, page: "Page", element: Element, controls: list[Control]) -> None:
        self.page, self.element, self.controls = page, element, controls
        self.action = urljoin(page.url, element.get("action") or page.url)
        self.method = (element.get("method") or "get").lower()

    def of(self, name: str) -> list[Control]:
        """Return the controls of a name; raise KeyError where the page shows none."""
        found = [one for one in self.controls if one.name == name and one.type not in NOT_SENT]
        if not found:
            raise KeyError(f"no control {name!r}; there are {sorted({one.name for one in self.controls})}")
        return found

    def __contains__(self, name: str) -> bool:
        return any(one.name == name for one in self.controls)

    def __getitem__(self, name: str) -> Any:
        """Return the value that would be sent, None where none would, a list where there are several."""
        sent = [value for control in self.of(name) for value in control.sent]
        return sent if len(sent) > 1 else (sent[0] if sent else None)

    def __setitem__(self, name: str, value: Any) -> None:
        """Fill a control in; a check box takes True or False, a select refuses what it does not offer."""
        controls = self.of(name)
        first = controls[0]
        if first.type in ("checkbox", "radio"):
            for one in controls:
                one.checked = value is True or one.value in _listed(value)
            return
        if first.type == "select":
            wanted = [str(one) for one in _listed(value)]
            looked_up = "admin-autocomplete" in first.element.get("class", "")
            if not looked_up and (unknown := set(wanted) - set(first.choices)):
                raise ValueError(f"{name} does not offer {unknown}; it offers {first.choices}")
            first.chosen = wanted
        elif first.type == "file":
            first.files = list(_listed(value))
        else:
            first.value = "" if value is None else str(value)

    def fill(self, **values: Any) -> "Form":
        """Fill several controls in and return the form."""
        for name, value in values.items():
            self[name] = value
        return self

    def add_row(self, prefix: str, **values: Any) -> str:
        """Add a row to a formset as the page's script does; return the prefix of its names."""
        total = self.of(f"{prefix}-TOTAL_FORMS")[0]
        row = f"{prefix}-{total.value}"
        for control in [one for one in self.controls if one.name.startswith(f"{prefix}-{PREFIX}-")]:
            new = Control(control.element, control.disabled)
            new.name = control.name.replace(PREFIX, total.value)
            self.controls.append(new)
        total.value = str(int(total.value) + 1)
        for name, value in values.items():
            self[f"{row}-{name}"] = value
        return row

    @property
    def buttons(self) -> list[str]:
        """The names of the buttons that send the form."""
        return [one.name for one in self._submitters()]

    def _submitters(self) -> list[Control]:
        return [
            one
            for one in self.controls
            if one.type in ("submit", "image") or (one.type == "button" and _sends(one.element))
        ]

    def data(self, button: str | None = None, value: str | None = None) -> dict[str, list[Any]]:
        """Return what a browser would send, by name; of the buttons only the one that was pressed."""
        sent: dict[str, list[Any]] = {}
        for control in self.controls:
            for one in control.sent:
                sent.setdefault(control.name, []).append(one)
        if button is not None:
            pressed = [one for one in self._submitters() if one.name == button and value in (None, one.value)]
            if not pressed:
                raise KeyError(f"no button {button!r}; there are {self.buttons}")
            sent.setdefault(button, []).append(pressed[0].value)
        return sent

    def submit(self, button: str | None = None, value: str | None = None, **extra: Any) -> HttpResponse:
        """Send the form, as if `button` (with `value`) had been pressed; `extra` goes to the test client."""
        data = self.data(button, value)
        target = urlsplit(self.action)
        path = target.path + (f"?{target.query}" if target.query else "")
        if self.method == "post":
            return self.page.client.post(path, data, headers={"referer": self.page.url}, **extra)
        query = QueryDict(mutable=True)
        for name, values in data.items():
            query.setlist(name, values)
        return self.page.client.get(f"{target.path}?{query.urlencode()}", **extra)


def _listed(value: Any) -> Any:
    return value if isinstance(value, list | tuple | set) else [value]


def _sends(element: Element) -> bool:
    return element.tag == "button" and element.get("type", "submit") == "submit"


class Page:
    """An answer read as a browser reads it, with its forms."""

    def __init__(self, client: Client, response: HttpResponse, url: str) -> None:
        self.client, self.response, self.url = client, response, url
        self.text = response.content.decode()
        self.tree = html5lib.parse(self.text, namespaceHTMLElements=False)

    @classmethod
    def open(cls, client: Client, url: str, status: int = 200) -> "Page":
        """Open a page, following redirects as a browser does; fail where it does not answer `status`."""
        response = client.get(url, follow=True)
        assert response.status_code == status, f"{url} answered {response.status_code}"
        end = response.redirect_chain[-1][0] if response.redirect_chain else url
        return cls(client, response, urljoin(urljoin("http://testserver/", url), end))

    @classmethod
    def of(cls, client: Client, response: HttpResponse) -> "Page":
        """Read an answer that is already there, such as a form given back with its errors."""
        return cls(client, response, urljoin("http://testserver/", response.request["PATH_INFO"]))

    @property
    def forms(self) -> list[Form]:
        """All forms of the page, each with the controls that belong to it."""
        elements = list(self.tree.iter("form"))
        owned: dict[int, list[Control]] = {id(one): [] for one in elements}
        by_id = {one.get("id"): one for one in elements if one.get("id")}
        for control, owner, disabled in _controls(self.tree, None, False):
            named = control.get("form")
            form = by_id.get(named) if named else owner
            if form is not None:
                owned[id(form)].append(Control(control, disabled))
        return [Form(self, one, owned[id(one)]) for one in elements]

    def form(self, **attributes: str) -> Form:
        """Return the only form with these attributes, or that holds a control named by `having`."""
        having = attributes.pop("having", None)
        found = [
            one
            for one in self.forms
            if all(one.element.get(name) == value for name, value in attributes.items())
            and (having is None or having in one)
        ]
        assert len(found) == 1, f"{len(found)} forms of {self.url} with {attributes or having}"
        return found[0]

    def admin_form(self) -> Form:
        """Return the form of a record at the desk."""
        found = [one for one in self.forms if (one.element.get("id") or "").endswith("_form")]
        assert len(found) == 1, f"{len(found)} forms of a record on {self.url}"
        return found[0]

    @property
    def errors(self) -> list[str]:
        """The texts of all lists of errors."""
        lists = [one for one in self.tree.iter("ul") if "errorlist" in (one.get("class") or "").split()]
        return ["".join(item.itertext()).strip() for one in lists for item in one.iter("li")]

    @property
    def messages(self) -> list[str]:
        """What Django's messages say on the page."""
        lists = [one for one in self.tree.iter("ul") if "messagelist" in (one.get("class") or "").split()]
        return [" ".join("".join(item.itertext()).split()) for one in lists for item in one.iter("li")]

    def follow(self, words: str) -> "Page":
        """Follow the first link whose words contain `words`."""
        for link in self.tree.iter("a"):
            if words in " ".join("".join(link.itertext()).split()) and link.get("href"):
                target = urlsplit(urljoin(self.url, link.get("href")))
                return Page.open(self.client, target.path + (f"?{target.query}" if target.query else ""))
        raise AssertionError(f"{self.url} has no link with the words {words!r}")


def filled(client: Client, address: str, **changes: Any) -> Form:
    """Open the form of a record and fill boxes in; rows are added up to a formset's TOTAL_FORMS."""
    form = Page.open(client, address).admin_form()
    totals = {name: changes.pop(name) for name in list(changes) if name.endswith("-TOTAL_FORMS")}
    for name, total in totals.items():
        while int(form[name]) < int(total):
            form.add_row(name.removesuffix("-TOTAL_FORMS"))
    return form.fill(**changes)


def sent(client: Client, address: str, **changes: Any) -> HttpResponse:
    """Open a form, change it, press the button named in `changes`; with `sure` answer yes where it asks once more."""
    pressed = {
        name: changes.pop(name)
        for name in ("_continue", "_save", "_submit", "_publish", "_step")
        if name in changes
    }
    sure = changes.pop("sure", None)
    button = next(iter(pressed), None)
    form = filled(client, address, **changes)
    answer = form.submit(button, pressed.get("_step"), follow=True)
    asked = [one for one in Page.of(client, answer).forms if "sure" in one] if sure else []
    return asked[0].submit("sure" if "sure" in asked[0].buttons else None, follow=True) if asked else answer


def _controls(
    element: Element, form: Element | None, disabled: bool
) -> Iterator[tuple[Element, Element | None, bool]]:
    """Go through the controls below an element: each with the form around it and whether it is disabled."""
    for child in element:
        if not isinstance(child.tag, str) or child.tag in ("template", "datalist"):
            continue
        closed = disabled or (child.tag == "fieldset" and child.get("disabled") is not None)
        if child.tag in ("input", "select", "textarea", "button"):
            yield child, form, closed or child.get("disabled") is not None
        yield from _controls(child, child if child.tag == "form" else form, closed)
