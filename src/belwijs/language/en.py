"""English forms."""

from __future__ import annotations

from belwijs.language.forms import LanguagePack, any_of, frozen, whole

AGENT = {
    "greet": any_of(
        r"good (?:morning|afternoon|evening|day)", r"hello", r"hi", r"hiya", r"welcome to", r"morning(?= ?,)"
    ),
    "introduce": any_of(
        r"(?:you're|you are) (?:speaking|talking) (?:to|with)",
        r"my name is",
        r"my name's",
        r"(?<!\w)\w+ speaking",
        r"(?:this|it) is (?!the|a|an|not|just|so|very|about|your)\w+",
        r"this's \w+",
    ),
    "offer_help": any_of(
        r"how (?:can|may|could) I (?:help|assist)",
        r"what can I do for you",
        r"(?:is there )?anything else (?:I can|you need|today)?",
        r"how can we help",
        r"can I help",
    ),
    "backchannel": whole(
        "m+h*m*",
        "h+m+",
        "uh huh",
        "yes",
        "yeah",
        "right",
        "ok",
        "okay",
        "I see",
        "sure",
        "oh",
        "no",
        "gosh",
        "dear",
        "oh dear",
        "of course",
        "I hear you",
        "go on",
    ),
    "summarise": any_of(
        r"(?:so )?if I (?:understand|understood|heard|have|got) (?:you|this|that|it)?",
        r"let me (?:just )?(?:sum up|recap|check I)",
        r"(?:have|did) I got? (?:that|it) right",
    ),
    "apologise": any_of(
        r"apolog\w+",
        r"(?:I'm|I am|we're|we are|so|very|really|truly) (?:\w+ )?sorry (?:about|for (?!the wait|keeping)|that)",
        r"our (?:mistake|fault)",
    ),
    "hold_announce": any_of(
        r"(?:one|just a|a|hold on a|bear with me a) (?:moment|minute|second|sec|mo|tick)",
        r"bear with me",
        r"hold (?:the line|on|please)",
        r"(?:put|pop|place) you on hold",
        r"(?:can|could|would) you (?:hold|wait)",
    ),
    "hold_reason": any_of(
        r"(?:while|so) I(?:'ll| will| can)? (?:\w+ )?(?:check|look|find|ask|pull|see|have)\w*",
        r"(?:let me|I'll|I will|I need to) (?:just )?(?:check|look|find|ask|pull|see|have a look)",
    ),
    "hold_duration": any_of(
        r"(?:a|one|two|three|five|couple of|thirty|half a|about a|\d+) (?:minutes?|seconds?)", r"half a minute"
    ),
    "hold_thanks": any_of(
        r"thank(?:s| you) (?:so much )?for (?:waiting|holding|your patience|bearing)",
        r"sorry (?:for|about|to) (?:the wait|keep\w*|that (?:wait|took))[^.?!]{0,15}",
    ),
    "ask_identity": any_of(
        r"(?:may|can|could) I (?:have|take|get|ask)(?: for)? (?:your|the|who)[^.?!]{0,20}(?:name|number|postcode"
        r"|date of birth|reference|speaking|account|calling)?",
        r"who(?:'s| is| am I)? (?:calling|speaking)",
        r"what(?:'s| is) (?:your|the) (?:\w+ )?(?:name|number|postcode|reference)",
        r"your (?:\w+ )?(?:name|postcode|account number|order number|reference|date of birth)",
    ),
    "announce_transfer": any_of(
        r"(?:put|putting|pop) you (?:straight |right )?through", r"transfer(?:ring)? you", r"connect(?:ing)? you"
    ),
    "offer_callback": any_of(
        r"(?:call|ring|phone) you (?:back|again|tomorrow|this|later|on|myself)?",
        r"call(?: you)? back",
        r"give you a (?:call|ring|bell)",
        r"ring you",
    ),
    "ask_why": any_of(r"why (?:not|didn't|don't|haven't|wouldn't|did you|would you|are you|on earth)", r"how come you"),
    "exit_politely": any_of(
        r"thank(?:s| you) for your (?:time|honesty)",
        r"I'll leave (?:it|you)[^.?!]{0,15}",
        r"won't (?:keep|bother|trouble) you",
    ),
    "give_up": any_of(r"(?:oh|right|okay|ok|fine)[ ,.]+(?:never mind|forget it|then)", r"never mind(?: then)?"),
    "ask_callback": any_of(
        r"(?:ask|have|get|could|would|can) (?:him|her|them|you|he|she|they) (?:to )?(?:call|ring|phone) (?:me|us)"
    ),
    "indifferent": any_of(
        r"not my (?:problem|department|job)",
        r"nothing (?:I|we) can do",
        r"that's (?:just )?(?:how|the way) it is",
        r"it is what it is",
        r"can't help you (?:there|with that)",
    ),
    "defend": any_of(
        r"(?:that's|it's) (?:just |simply )?(?:our|the|company) (?:policy|procedure|process|rule)\w*",
        r"we (?:do|are doing|did) our best",
        r"(?:isn't|not|wasn't) our fault",
    ),
    "blame": any_of(
        r"you should(?:'ve| have)[^.?!]{0,40}",
        r"(?:that's|it's) your (?:own )?(?:fault|responsibility)",
        r"you didn't[^.?!]{0,30}",
    ),
    "snap": any_of(
        r"calm down",
        r"I (?:just|already) (?:said|told)[^.?!]{0,15}",
        r"(?:let|would you let) me finish",
        r"there's no need to",
    ),
    "set_limit": any_of(
        r"if you (?:continue|carry on|keep|speak|talk)[^.?!]{0,40}(?:end|hang|terminate)\w*",
        r"(?:won't|will not|can't) (?:be|accept|tolerate)[^.?!]{0,30}",
    ),
    "announce_end": any_of(
        r"(?:I'm|I am|I will|I'll) (?:now )?(?:ending|end|going to end|hang|terminat\w*|hanging)[^.?!]{0,25}"
    ),
    "acknowledge_feeling": any_of(
        r"(?:understand|see|imagine|hear)[^.?!]{0,30}(?:frustrat\w*|upset\w*|angry|worr\w*|annoy\w*|scar\w*"
        r"|fright\w*|disappoint\w*|distress\w*)",
        r"I(?:'d| would) (?:be|feel)[^.?!]{0,30}(?:too|as well)?",
        r"(?:must|that) (?:be|have been|sounds|is)[^.?!]{0,15}(?:frustrating|awful|worrying|upsetting|horrible"
        r"|frightening|maddening)",
    ),
    "overpromise": any_of(
        r"(?:he|she|they|my colleague|the engineer|somebody|someone)(?:'ll| will) (?:definitely |certainly"
        r" )?(?:call|ring|phone|contact|be|fix|sort)[^.?!]{0,20}"
    ),
}

CUSTOMER = {
    "give_identity": any_of(
        r"my name is",
        r"my name's",
        r"(?:this|it) is (?!the|a|an|not|just|so|very|about)[A-Za-z]+",
        r"(?:account|order|reference|customer) number (?:is)?",
        r"calling from",
        r"[A-Z]{1,2}\d{1,2} ?\d[A-Z]{2}",
    ),
    "ask_confirm": any_of(
        r"(?:am I|is (?:this|that)) (?:speaking|talking|through|the|with)[^?.!]{0,30}",
        r"have I (?:got|reached|come)[^?.!]{0,20}",
    ),
    "phrase:you_people": any_of(r"you people", r"you lot", r"people like you"),
    "phrase:your_fault": any_of(
        r"your (?:company's |company |own )?(?:fault|mistake)",
        r"(?:your company|you lot|you) (?:made|messed|screwed)[^.?!]{0,20}",
    ),
    "phrase:hear_me": any_of(
        r"(?:can|do|did) you (?:even )?(?:hear|listen)\w*[^.?!]{0,12}", r"are you (?:even )?(?:listening|deaf)"
    ),
    "phrase:meaning": any_of(r"meaning", r"what do you mean", r"what's that supposed to mean"),
    "phrase:clueless": any_of(
        r"(?:no|don't have a|haven't a|not a) (?:idea|clue)[^.?!]{0,25}", r"don't know what you're talking about"
    ),
    "phrase:always_right": any_of(r"customer is (?:always right|king)"),
    "phrase:manager": any_of(r"(?:your|a|the) (?:manager|supervisor|boss)"),
    "phrase:so_hard": any_of(r"(?:is|how) (?:it|that|hard)[^.?!]{0,12}(?:so |that )?(?:hard|difficult|is it)"),
    "phrase:wont_pay": any_of(r"(?:not|won't be|never) pay\w*", r"won't pay", r"not (?:a|one) penny"),
    "obj=supplier": any_of(
        r"(?:already|we) (?:have|got|use|work with|with)[^.?!]{0,25}(?:supplier|someone|somebody|provider|already"
        r"|agency)"
    ),
    "obj=interest": any_of(r"not (?:really )?interested", r"no (?:interest|need|thanks|thank you)", r"don't need"),
    "obj=time": any_of(
        r"(?:no|haven't got|don't have|haven't the)(?: any| the)? time",
        r"(?:bad|not a good) (?:time|moment)",
        r"in a meeting",
        r"too busy",
    ),
    "obj=documentation": any_of(
        r"(?:send|email|pop) (?:me |us |it |that )?(?:something|some|an|over|a|your|the)[^.?!]{0,20}",
        r"brochure",
        r"leaflet",
    ),
    "obj=later": any_of(
        r"(?:call|ring|try|come) (?:me |us )?(?:back|again)[^.?!]{0,25}",
        r"(?:in|after) (?:\w+ ){0,3}(?:months|year|quarter|summer|spring|autumn)",
    ),
    "emotional": any_of(
        r"(?:furious|angry|fed up|sick (?:of|and tired)|ridiculous|disgrace\w*|disgusting|unbelievable|bloody|damn"
        r"|scared|terrified|crying|desperate|joke|appalling|at my wits)"
    ),
    "complain": any_of(
        r"still (?:no|not|haven't|waiting)",
        r"complain\w*",
        r"ridiculous",
        r"unacceptable",
        r"disgrace\w*",
        r"(?:third|second|fourth) time",
        r"nobody (?:\w+ )?(?:calls|called|answers|came|turned)",
    ),
    "calm_again": any_of(
        r"(?:oh|well|okay|right|alright)[ ,.]+(?:okay|that's|good|thank|fine|fair)[^.?!]{0,20}",
        r"relief",
        r"fair enough",
    ),
}

PACK = LanguagePack(
    language="en",
    agent=frozen(AGENT),
    customer=frozen(CUSTOMER),
    digits={
        "zero": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "four": "4",
        "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    },
)
