"""Which words an act rests on, with networks and wordings made in the test."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from belwijs.call import Direction, Perspective, Problem
from belwijs.dialogue.encoder import Reading
from belwijs.dialogue.encoding import Line
from belwijs.dialogue.explain import Explainer
from belwijs.dialogue.nearest import NearestExamples, languages_of, read_examples
from belwijs.dialogue.ngrams import Spot, WordModel, pieces, places
from belwijs.dialogue.reasons import pointed, stretches
from tests.calls import call

LABELS = ("greet", "solve")


def words(text: str, *spots: Spot) -> list[str]:
    return [text[s.start : s.end] for s in stretches(text, spots)]


def row(*values: float) -> np.ndarray:
    return np.array(values, np.float32)


def test_a_token_adds_what_it_says_by_how_much_it_counts() -> None:
    found = pointed([(0, 0), (0, 3), (4, 7)], row(0, 1, 0), row(9, 2, -2), weight=0.5)
    share = np.exp(1) / (np.exp(1) + 2)
    assert [(s.start, s.end) for s in found] == [(0, 3), (4, 7)]
    assert found[0].weight == pytest.approx(0.5 * share * 2)
    assert found[1].weight < 0


def test_a_look_out_of_bounds_does_not_overflow() -> None:
    assert all(np.isfinite(s.weight) for s in pointed([(0, 1), (1, 2)], row(1e6, -1e6), row(1, 1)))


def test_the_strongest_words_come_first_and_neighbours_are_one_stretch() -> None:
    text = "Nou, dan belt u morgen maar, goedemorgen!"
    assert words(text, Spot(29, 40, 3.0), Spot(14, 15, 1.0), Spot(16, 22, 1.2)) == ["goedemorgen", "u morgen"]


def test_one_short_word_does_not_part_a_stretch() -> None:
    assert words("een of drie", Spot(0, 3, 1.0), Spot(7, 11, 1.0)) == ["een of drie"]
    assert words("een twee drie", Spot(0, 3, 1.0), Spot(9, 13, 1.0)) == ["een", "drie"]


def test_words_that_speak_against_are_not_named() -> None:
    text = "goed en slecht"
    assert words(text, Spot(0, 4, 1.0), Spot(8, 14, -2.0)) == ["goed"]
    assert words(text, Spot(8, 14, -2.0)) == []


def test_shares_are_of_all_that_speaks_for_it() -> None:
    found = stretches("aaa bbb ccc ddd eee fff", [Spot(0, 3, 6.0), Spot(16, 19, 3.0), Spot(8, 11, 1.0)])
    assert [s.share for s in found] == [0.6, 0.3]


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.floats(-5, 5)), max_size=6),
)
def test_stretches_lie_in_the_text(text: str, raw: list[tuple[int, int, float]]) -> None:
    found = stretches(text, [Spot(min(a, b), max(a, b), w) for a, b, w in raw])
    assert len(found) <= 3
    for s in found:
        assert 0 <= s.start < s.end <= len(text)
        assert 0 <= s.share <= 1


@given(st.text(max_size=900))
def test_places_name_the_features_of_the_words(text: str) -> None:
    own = {f for block, counts in pieces(text, "") if block != "before" for f in counts}
    found = places(text)
    assert set(found) == own
    assert all(0 <= a < b <= len(text) for spots in found.values() for a, b in spots)


def test_a_feature_stands_where_it_was_said() -> None:
    text = "Ja, goedemorgen."
    assert [text[a:b] for a, b in places(text)["wgoedemorgen"]] == ["goedemorgen"]
    assert [text[a:b] for a, b in places(text)["wja goedemorgen"]] == ["Ja, goedemorgen"]
    assert [text[a:b] for a, b in places(text)["cmorg"]] == ["morg"]


def wordings(**weights: tuple[int, int]) -> WordModel:
    """A model that knows whole words: word=(weight for greet, weight for solve); `b_word` of the turn before."""
    names = [f"b{k[2:]}" if k.startswith("b_") else f"w{k}" for k in weights]
    return WordModel(
        {name: n for n, name in enumerate(names)},
        np.ones(len(names), np.float32),
        np.array(list(weights.values()), np.int8),
        np.full(2, 0.1, np.float32),
        np.zeros(2, np.float32),
    )


class Reads:
    """An encoder that looks at the second token of each turn for `greet`, and leans on the turn before for `solve`."""

    def readings(self, lines: Sequence[Line], direction: Direction, perspective: Perspective) -> list[Reading]:
        made = []
        for n, line in enumerate(lines):
            first = len(line.text.split()[0])
            look = np.array([[0, 0], [5, 0], [0, 0]], np.float32)
            tell = np.array([[0, 0], [4, 0], [0, 0]], np.float32)
            hidden = np.array([[0.0, 3.0], [0.0, 0.1]], np.float32)[:n]
            offsets = ((0, 0), (0, first), (first + 1, len(line.text)))
            made.append(Reading(row(2, 1), offsets, look, tell, hidden))
        return made


def explainer(model: WordModel, nearest: NearestExamples | None = None) -> Explainer:
    weights = np.array([[1, 1, 1, 0], [1, 1, 1, 0]], np.float32)
    return Explainer(LABELS, Reads(), model, weights, nearest)


TALK = call("a: Goedemorgen zegt u het maar.", "c: Mijn kist is kapot.", "a: Ik stuur morgen iemand langs.")


def test_an_act_is_explained_by_its_words() -> None:
    (found,) = explainer(wordings()).reasons(TALK, [(0, "greet", 0.9)])
    assert [w.text for w in found.words] == ["Goedemorgen"]
    assert (found.words[0].start, found.words[0].end) == (0, 11)
    assert (found.turn, found.label, found.confidence) == (0, "greet", 0.9)
    assert found.context == ()


def test_wordings_count_as_well() -> None:
    (found,) = explainer(wordings(stuur=(0, 30), langs=(0, 30))).reasons(TALK, [(2, "solve", 0.9)])
    assert [w.text for w in found.words] == ["stuur", "langs"]


def test_a_turn_without_which_it_would_be_less_sure_is_named() -> None:
    (found,) = explainer(wordings()).reasons(TALK, [(2, "solve", 0.8)])
    assert [c.turn for c in found.context] == [1]
    assert found.context[0].without < 0.4
    (found,) = explainer(wordings()).reasons(TALK, [(2, "greet", 0.8)])
    assert found.context == ()


def test_words_of_the_turn_before_count_as_context() -> None:
    (found,) = explainer(wordings(b_kapot=(60, 0))).reasons(TALK, [(2, "greet", 0.9)])
    assert [c.turn for c in found.context] == [1]


def test_the_most_alike_training_sentences_are_named() -> None:
    model = wordings(stuur=(0, 30), iemand=(0, 5), morgen=(0, 1))
    known = {"solve": ("Ik weet het.", "Morgen dan.", "Ik stuur u iemand.", "Ik stuur iemand langs.", "Iemand.")}
    nearest = NearestExamples(model, LABELS, known)
    assert nearest("solve", "Ik stuur iemand.") == ("Ik stuur u iemand.", "Ik stuur iemand langs.")
    assert nearest("solve", "Niets van dat al.") == ()
    assert nearest("greet", "Ik stuur iemand.") == ()
    (found,) = explainer(model, nearest).reasons(TALK, [(2, "solve", 0.9)])
    assert "Ik stuur iemand langs." in found.examples


def test_sentences_of_another_language_are_not_shown() -> None:
    german = ("Ich komme.", "Ich schicke das und ich komme auch mit der Kiste.")
    dutch = ("Ik stuur.", "Ik stuur het en ik kom ook met de kist.")
    model = wordings(ich=(0, 30), komme=(0, 30), stuur=(0, 30))
    nearest = NearestExamples(model, LABELS, {"solve": (*german, *dutch)})
    assert nearest("solve", "Ich komme, stuur.", "nl")[0] in dutch
    assert not {*nearest("solve", "Ich komme, stuur.", "nl")} & {*german}
    assert "Ich komme." in nearest("solve", "Ich komme, stuur.")


def test_the_languages_of_the_examples_that_ship_are_told_apart() -> None:
    spoken = [language for sentences in read_examples().values() for language in languages_of(sentences)]
    assert spoken.count(None) < 0.05 * len(spoken)
    assert {*spoken} - {None} == {"nl", "en", "de", "fr"}


def test_nothing_asked_reads_nothing() -> None:
    assert Explainer(LABELS, None, wordings(), np.zeros((2, 4), np.float32)).reasons(TALK, []) == ()  # type: ignore[arg-type]


@pytest.mark.parametrize("content", [b"", b"x", b"\x1f\x8b"])
def test_damaged_examples_are_refused(tmp_path, content: bytes) -> None:  # type: ignore[no-untyped-def]
    file = tmp_path / "examples.json.gz"
    with pytest.raises(Problem, match="not there"):
        read_examples(file)
    file.write_bytes(content)
    with pytest.raises(Problem, match="cannot be read"):
        read_examples(file)


def test_every_label_of_the_model_has_examples() -> None:
    known = read_examples()
    assert {"greet", "snap", "obj=supplier", "agg=expressive/you"} <= set(known)
    assert all(3 <= len(s) <= 140 for sentences in known.values() for s in sentences)


@pytest.mark.real
def test_the_model_that_ships_explains_itself() -> None:
    from belwijs.dialogue.understand import TrainedModel

    model = TrainedModel()
    asked = [(0, "greet", 0.99), (2, "solve", 0.8)]
    first = model.explain(TALK, asked)
    assert [(r.turn, r.label) for r in first] == [(0, "greet"), (2, "solve")]
    assert first[0].words[0].text.startswith("Goedemorgen")
    assert first[0].examples
    assert model.explain(TALK, asked) == first


@pytest.mark.real
@pytest.mark.parametrize("text", ["", "x", "😀", "nee " * 3000, "İstanbul ŉ ﬁn", "漢字 漢字", "\x00"])
def test_odd_turns_can_be_explained(text: str) -> None:
    from belwijs.dialogue.understand import load_act_model

    made = call("a: Goedemorgen.", "c: Hallo.")
    made = made.with_(turns=(made.turns[0], made.turns[1].model_copy(update={"text": text}), made.turns[0]))
    for reason in load_act_model().explain(made, [(1, "complain", 0.5), (2, "greet", 0.9)]):  # type: ignore[attr-defined]
        for w in reason.words:
            assert made.turns[reason.turn].text[w.start : w.end] == w.text
