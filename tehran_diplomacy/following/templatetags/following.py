"""Links to follow by e-mail; without a mail server there are none."""

from django import template

from tehran_diplomacy.following.topics import Topic, is_on, search_topic

register = template.Library()


@register.simple_tag
def follow_address(kind: str, key: str) -> str:
    """The address of the page on which something is followed, '' where that is not offered."""
    return Topic(kind, key).form_address() if is_on() else ""


@register.simple_tag(takes_context=True)
def follow_search_address(context: template.Context) -> str:
    """The same for the search of the page at hand."""
    found = search_topic(context["request"].GET)
    return found.form_address() if is_on() and found.key else ""


@register.simple_tag
def name_of_topic(topic: Topic) -> object:
    """What a topic is called, for `translated_text`."""
    return topic.name()
