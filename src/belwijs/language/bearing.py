"""Words that an act cannot do without, or that it cannot be, in every language at once: a turn may mix them."""

from __future__ import annotations

import re

# "Daar ben ik weer" alone is no thanks: of 804 turns labelled so in training, four have none of these words.
THANKS = re.compile(
    r"dank|merci|thank|appreciat|patien|geduld|sorry|excus|pardon|désol|navr|entschuld|verzeih|wacht|wait|warte|attend|"
    r"duurde|\b(?:leid|spijt|hang\w*|hold\w*|lijn|leitung|ligne|dran\w*|lange?r?|long|(?:fijn|lief) dat|gut dass)\b",
    re.IGNORECASE,
)

# Who asks the customer to call again offers nothing; of the turns labelled so in training none has such words alone.
YOU_CALL = re.compile(
    r"(?:^|[.,!?;:…] |\b(?:en|dan|of|maar|anders) )"
    r"(?:belt (?:u|ge|gij)|bel (?:je|jij)|(?:kunt|kan|kun|wilt|wil|zou) (?:u|je|jij|ge)) "
    r"(?:\w+ ){0,5}(?:nog (?:eens|een keer)|opnieuw|terug\w*|later|morgen|straks)\b|"
    r"\b(?:can|could|would|will) you (?:please )?(?:try|call|ring|phone)\b|"
    r"(?:^|[.,!?;:…] )(?:please )?(?:try|call|ring) (?:us |me )?(?:back|again)\b|"
    r"\brufen sie (?:\w+ ){0,5}(?:noch ?mal|wieder|später|morgen|erneut|zurück)|"
    r"\bkönn(?:en|ten) sie (?:\w+ ){0,6}(?:anrufen|zurückrufen)|\b(?:rappelez|pouvez-vous (?:\w+ ){0,3}rappeler)\b",
    re.IGNORECASE,
)
SOMEBODY_CALLS = re.compile(
    r"\b(?:ik|wij|we|hij|zij|ze|ie|die|collega\w*|iemand|i|i'll|he|she|they|someone|"
    r"ich|er|wir|kolleg\w*|jemand|je|il|elle|on|nous) "
    r"(?:\w+ ){0,6}(?:\w*bel\w*|call\w*|ring\w*|phone\w*|\w*ruf\w*|meld\w*|rappel\w*)",
    re.IGNORECASE,
)
