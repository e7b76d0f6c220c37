"""HTML becomes the text that a reader sees, in bounded time."""

import time

import pytest

from forethought.drafts.extract import MAX_HTML, text_of_html


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("plain < text & more", "plain < text & more"),
        ("<p>One</p><p>Two</p>", "One\nTwo"),
        ("<p>One</p><p><br></p><p>Two</p>", "One\n\nTwo"),
        ("<div>One<br>two</div>", "One\ntwo"),
        ("a<b>b</b><i>c</i>", "abc"),
        ('Well done <img alt="👏" src="x"> <img src="y">', "Well done 👏 "),
        ("<ul><li>one</li><li>two</li></ul>", "one\ntwo"),
        ("&lt;b&gt; &amp; &eacute;&#128077;", "<b> & é👍"),
        ("<script>steal()</script><style>p{}</style><!-- c -->seen", "seen"),
        ("before<!-- never closed <p>after", "before"),
        ("one<?php x ?><!doctype html>two", "onetwo"),
        ("<textarea>unseen</textarea><template>unseen</template>seen", "seen"),
        ("\r\none\r\ntwo\r", "one\ntwo"),
        ("<p>I waited <a href='https://x.example'>here</a> today.</p>", "I waited here today."),
    ],
)
def test_html_becomes_what_a_reader_sees(html: str, text: str):
    assert text_of_html(html) == text


def test_more_html_than_any_draft_needs_is_refused_without_being_repeated():
    with pytest.raises(ValueError, match="80000") as caught:
        text_of_html("secret" * MAX_HTML)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "trap",
    [
        "<!--",
        "<![CDATA[",
        "<!",
        "<?",
        "<a ",
        '<a x="',
        "</a ",
        "<",
        "<p>",
        "&#",
        "<div><b>",
        "<a href='",
        "<p a=",
        "<b ",
        "<script",
        "<!-- -->",
        '<a x="y>',
    ],
)
def test_no_markup_takes_long(trap: str):
    html = (trap * MAX_HTML)[:MAX_HTML]
    started = time.process_time()
    text_of_html(html)
    # 0.5 s at most on the slowest of two cores; the plain parser took minutes for the first of these.
    assert time.process_time() - started < 2
