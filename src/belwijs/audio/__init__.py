"""Sound to measures and events: decoding, channels, voice activity, tones."""
