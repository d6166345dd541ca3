"""Words to forms: a language pack each for nl, en, de and fr."""
