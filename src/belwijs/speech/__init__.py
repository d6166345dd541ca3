"""Speech becomes words: windows of speech, a recogniser behind one protocol, guards, turns."""

from belwijs.speech.recogniser import RecognisedWord, Recogniser, Recognition
from belwijs.speech.transcribe import Transcript, transcribe
from belwijs.speech.turns import turns

__all__ = ["RecognisedWord", "Recogniser", "Recognition", "Transcript", "transcribe", "turns"]
