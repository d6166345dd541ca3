"""WebVTT and SRT: names, times, marks, and who is who."""

import pytest

from belwijs.call import CallSource, Problem, ReadOptions, read_call_bytes


def read(text: str, name: str = "talk.vtt", **options: str) -> CallSource:
    (source,) = read_call_bytes(text.encode(), name, ReadOptions(**options))  # type: ignore[arg-type]
    return source


def said(source: CallSource) -> list[tuple[str, float, float, str]]:
    return [(t.speaker, t.start, t.end, t.text) for t in source.call.turns]


def test_voices_of_webvtt() -> None:
    source = read(
        "WEBVTT - gesprek\nLanguage: nl-NL\n\nNOTE a remark\nover two lines\n\nSTYLE\n::cue {}\n\n"
        "1\n00:09.400 --> 00:13.100 align:start\n<v.loud Monique Bos>Goedemiddag, <b>Bakker</b> &amp; Zn.</v>\n\n"
        "00:00:13.500 --> 00:00:15.000\n<v Jansen>Dag, met\nJansen.\n\n"
        "00:00:15.200 --> 00:00:16.000\n<v Jansen><00:00:15.300>Ik <c.x>bel</c> &lt;u&gt;.\n"
    )
    assert source.kind == "webvtt"
    assert source.call.id == "talk"
    assert source.call.language == "nl"
    assert said(source) == [
        ("a1", 9.4, 13.1, "Goedemiddag, Bakker & Zn."),
        ("c1", 13.5, 16.0, "Dag, met Jansen. Ik bel <u>."),
    ]
    assert [(p.role, p.name) for p in source.call.participants] == [("agent", "Monique Bos"), ("customer", "Jansen")]
    assert source.roles_guessed
    assert "Who is the agent is a guess: Monique Bos, who answers first" in source.call.notes[0]


def test_two_voices_in_one_cue_share_its_time() -> None:
    source = read("WEBVTT\n\n00:00.000 --> 00:04.000\n<v Agent>Goede dag.</v>\n<v Klant>Goede dag.</v>\n")
    assert said(source) == [("a1", 0.0, 2.0, "Goede dag."), ("c1", 2.0, 4.0, "Goede dag.")]
    assert not source.roles_guessed
    assert source.call.notes == ()


SRT = """1
00:00:09,400 --> 00:00:13,100
{0}Goedemiddag, u spreekt met Monique.

2
00:00:13,500 --> 00:00:15,000
{1}Let op: ik heb een vraag.

3
00:00:20,000 --> 00:00:21,000
{0}Zegt u het maar.
"""


@pytest.mark.parametrize("style", ["{}: ", "[{}] ", "[{}]: ", "- {}: "])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_names_in_srt(style: str, line_end: str) -> None:
    text = SRT.format(style.format("Jan de Vries"), style.format("Monique")).replace("\n", line_end)
    source = read("\ufeff" + text, "talk.srt")
    assert source.kind == "srt"
    names = {p.id: p.name for p in source.call.participants}
    assert [names[t.speaker] for t in source.call.turns] == ["Jan de Vries", "Monique", "Jan de Vries"]
    assert source.call.turns[1].text == "Let op: ik heb een vraag."


def test_role_words_are_roles_not_names() -> None:
    source = read(SRT.format("Klant: ", "Medewerker: "), "talk.srt")
    assert [(p.role, p.name) for p in source.call.participants] == [("customer", None), ("agent", None)]
    assert not source.roles_guessed


def test_the_user_names_the_agent() -> None:
    text = SRT.format("Jan: ", "Piet: ")
    assert [p.role for p in read(text, "x.srt", agent="piet").call.participants] == ["customer", "agent"]
    with pytest.raises(Problem, match="nobody in it is called 'Kees'"):
        read(text, "x.srt", agent="Kees")


def test_without_names_it_is_a_guess_and_said_to_be() -> None:
    source = read(SRT.format("", ""), "talk.srt")
    assert [t.speaker for t in source.call.turns] == ["a1", "c1", "a1"]
    assert any("who says what is a guess" in note for note in source.call.notes)
    assert [p.name for p in source.call.participants] == [None, None]
    assert source.roles_guessed


def test_a_colon_in_a_sentence_is_no_name() -> None:
    source = read(SRT.format("", ""), "talk.srt")
    assert source.call.turns[1].text.startswith("Let op: ")


def test_dashes_mark_a_change_of_speaker() -> None:
    source = read("1\n00:00:01,000 --> 00:00:02,000\n- Dag.\n\n2\n00:00:02,100 --> 00:00:03,000\n- Hallo.\n", "x.srt")
    assert said(source) == [("a1", 1.0, 2.0, "Dag."), ("c1", 2.1, 3.0, "Hallo.")]


def test_sounds_are_not_words() -> None:
    source = read("WEBVTT\n\n00:01.000 --> 00:02.000\n[muziek] ♪\n\n00:02.000 --> 00:03.000\n<v Agent>Dag (lacht) u.\n")
    assert said(source) == [("a1", 2.0, 3.0, "Dag u.")]


def test_missing_blank_lines_between_subtitles() -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\nAgent: Dag.\n2\n00:00:02,100 --> 00:00:03,000\nKlant: Ja.\n"
    source = read(text, "x.srt")
    assert [t.text for t in source.call.turns] == ["Dag.", "Ja."]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("WEBVTT\n", "has no subtitles in it"),
        ("WEBVTT\n\n00:05.000 --> 00:01.000\nx\n", "ends before it starts on line 3"),
        ("WEBVTT\n\n00:05.000 --> later\nx\n", "cannot be read on line 3"),
        ("WEBVTT\n\n00:75.000 --> 01:00.000\nx\n", "cannot be read on line 3"),
        ("WEBVTT\n\n--> \nx\n", "cannot be read on line 3"),
        ("WEBVTT\n\n00:05.000 --> 9999:00:00.000\nx\n", "more than a day into the call on line 3"),
        ("WEBVTT\n\n00:05.000 --> 00:06.000\n[muziek]\n", "no words in them"),
        ("WEBVTT\n\n" + "".join(f"00:0{n % 9}.000 --> 00:09.000\n<v Naam{n}>x\n\n" for n in range(40)), "40 different"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, says: str) -> None:
    with pytest.raises(Problem) as caught:
        read(text)
    assert says in caught.value.line()
