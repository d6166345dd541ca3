"""French forms."""

from __future__ import annotations

from belwijs.language.forms import LanguagePack, any_of, frozen, whole

AGENT = {
    "greet": any_of(r"bonjour", r"bonsoir", r"allô", r"salut", r"bienvenue"),
    "introduce": any_of(
        r"vous parlez (?:à|avec)",
        r"je m'appelle",
        r"mon nom est",
        r"\w+ à (?:l'appareil|votre (?:service|écoute))",
        r"(?:c'est|ici) (?!le|la|un|une|pas|bien|très|noté|ça|pour|vrai)\w+",
    ),
    "offer_help": any_of(
        r"(?:que|qu'est-ce que|comment|en quoi) (?:puis-je|je peux|peut-on)[^?.!]{0,30}",
        r"(?:comment|en quoi) puis-je vous[^?.!]{0,20}",
        r"autre chose[^?.!]{0,25}",
        r"à votre (?:service|écoute)",
    ),
    "backchannel": whole(
        "h+m+",
        "m+h*m*",
        "oui",
        "d'accord",
        "ok",
        "ah",
        "oh",
        "je vois",
        "je comprends",
        "je vous écoute",
        "bien sûr",
        "ah bon",
        "oh là là",
        "non",
        "mince",
    ),
    "summarise": any_of(
        r"si (?:je|j'ai) (?:vous |bien |le )?(?:comprends|compris|résume)[^?.!]{0,10}",
        r"(?:je|pour) résume\w*",
        r"c'est bien ça",
    ),
    "apologise": any_of(
        r"(?:je (?:suis|vous)|nous|toutes) [^.?!]{0,20}(?:désolée?s?|excuses?|navrée?)",
        r"excuses",
        r"désolée? (?:pour (?!l'attente)|que)",
        r"notre erreur",
    ),
    "hold_announce": any_of(
        r"(?:un|une) (?:petit(?:e)? )?(?:instant|moment|minute|seconde)",
        r"ne quittez pas",
        r"(?:restez|reste) en ligne",
        r"(?:mets|mettre|place) en attente",
        r"patient(?:er|ez)",
    ),
    "hold_reason": any_of(
        r"je (?:vais )?(?:regarde|vérifie|demande|cherche|consulte|vois)\w*[^.?!]{0,20}",
        r"le temps de[^.?!]{0,20}",
        r"que je (?:regarde|vérifie|demande)",
    ),
    "hold_duration": any_of(
        r"(?:une|deux|trois|cinq|quelques|dix|trente|demi|\d+)[ -](?:minutes?|secondes?)", r"demi-minute"
    ),
    "hold_thanks": any_of(
        r"merci (?:d'avoir|pour|de) (?:\w+ )?(?:patienté|attendu|votre (?:patience|attente)|l'attente|patience)",
        r"(?:désolée?|pardon) (?:pour|de|pour vous)[^.?!]{0,15}(?:attente|attendre|patienter)",
    ),
    "ask_identity": any_of(
        r"(?:votre|ton) (?:\w+ )?(?:nom|prénom|numéro (?:de )?(?:client|dossier|commande|contrat)|adresse|code"
        r" postal|date de naissance|immatriculation|plaque)",
        r"(?:c'est|à|de) (?:qui|quel nom|la part de qui)",
        r"qui (?:dois-je|est à)[^?.!]{0,15}",
    ),
    "announce_transfer": any_of(
        r"je vous (?:le |la |les )?(?:passe|transfère|mets en (?:relation|communication|contact))", r"transfér\w*"
    ),
    "offer_callback": any_of(r"(?:vous )?rappell?e\w*", r"(?:vous )?recontact\w*"),
    "ask_why": any_of(r"pourquoi (?:pas|vous|est-ce|donc)?", r"comment ça(?: se fait)?"),
    "exit_politely": any_of(
        r"merci (?:pour|de) (?:votre (?:temps|franchise|honnêteté)|m'avoir)[^.?!]{0,12}",
        r"je ne vous (?:dérange|retiens)[^.?!]{0,12}",
    ),
    "give_up": any_of(r"(?:ah|bon|d'accord|ok)[ ,.]+(?:tant pis|laissez)", r"tant pis"),
    "ask_callback": any_of(
        r"(?:pouvez|pourriez|peut|pourrait)-(?:vous|il|elle) (?:me|nous) rappeler",
        r"(?:qu'il|qu'elle) (?:me|nous) rappelle",
        r"rappelez-(?:moi|nous)",
    ),
    "indifferent": any_of(
        r"(?:c'est|ce n'est) pas mon (?:problème|service|rayon)",
        r"c'est comme ça",
        r"je n'y peux rien",
        r"(?:rien|je ne peux rien) (?:y )?faire",
    ),
    "defend": any_of(
        r"c'est (?:la|notre|le) (?:procédure|règle|règlement|politique|protocole)",
        r"on fait (?:de )?(?:notre|ce)[^.?!]{0,15}",
        r"(?:pas|n'est pas) (?:de )?notre faute",
    ),
    "blame": any_of(
        r"(?:vous|il) (?:auriez dû|fallait|aviez qu'à)[^.?!]{0,30}",
        r"(?:de )?votre (?:faute|responsabilité)",
        r"vous n'avez pas[^.?!]{0,30}",
    ),
    "snap": any_of(
        r"calmez-vous",
        r"je (?:vous )?(?:l'ai|viens de|ai)[^.?!]{0,10}(?:déjà|dit|dire)",
        r"laissez-moi (?:finir|parler)",
    ),
    "set_limit": any_of(r"si vous continuez[^.?!]{0,50}", r"(?:sur|de) ce ton[^.?!]{0,20}"),
    "announce_end": any_of(r"je (?:mets|vais mettre) fin[^.?!]{0,25}", r"je (?:vais )?raccroche\w*"),
    "diminutive": any_of(r"petite? (?:moment|instant|minute|seconde)", r"minutette"),
    "acknowledge_feeling": any_of(
        r"(?:comprends|imagine|entends)[^.?!]{0,35}(?:colère|énerv\w*|inqui\w*|peur|déç\w*|agac\w*|frustr\w*"
        r"|fâch\w*|angoiss\w*)",
        r"(?:à votre place|moi aussi)[^.?!]{0,30}",
        r"(?:très )?(?:pénible|frustrant|rageant|inquiétant)",
    ),
    "overpromise": any_of(
        r"(?:il|elle|mon collègue|ma collègue|le technicien) (?:vous |va )(?:rappelle|rappeler|contacte|appelle"
        r"|passe|règle|vous)\w*[^.?!]{0,20}"
    ),
}

CUSTOMER = {
    "give_identity": any_of(
        r"je m'appelle",
        r"mon nom est",
        r"(?:madame|monsieur) [A-Zà-ü]\w+",
        r"(?:c'est|ici) (?:madame|monsieur|[A-Z]\w+)",
        r"(?:numéro|code) (?:client|de dossier|de commande|postal)[^.?!]{0,10}",
        r"née? le",
        r"de la société",
    ),
    "ask_confirm": any_of(
        r"(?:je suis|c'est|suis-je|je parle) (?:bien|à|chez|au)[^?.!]{1,20}\?", r"je suis (?:bien )?(?:chez|au)"
    ),
    "phrase:you_people": any_of(r"vous (?:autres|tous)", r"(?:des )?gens comme vous"),
    "phrase:your_fault": any_of(
        r"votre (?:faute|erreur)", r"(?:votre (?:société|boîte|entreprise)|vous) (?:a|avez) (?:fait|commis)[^.?!]{0,20}"
    ),
    "phrase:hear_me": any_of(r"vous m'(?:entendez|écoutez)[^.?!]{0,10}", r"(?:est-ce que )?vous écoutez"),
    "phrase:meaning": any_of(
        r"comment ça", r"c'est-à-dire", r"qu'est-ce que (?:ça|vous) (?:veut dire|voulez dire)", r"dans quel sens"
    ),
    "phrase:clueless": any_of(
        r"vous ne savez (?:même )?pas[^.?!]{0,20}", r"vous n'y connaissez rien", r"aucune idée de[^.?!]{0,15}"
    ),
    "phrase:always_right": any_of(r"(?:le )?client (?:est|a) (?:roi|toujours raison)"),
    "phrase:manager": any_of(r"(?:votre|un|le|la) (?:responsable|supérieur|chef|directeur|manager)"),
    "phrase:so_hard": any_of(r"(?:c'est|est-ce) (?:si|tellement|donc si|vraiment si) (?:compliqué|difficile|dur)"),
    "phrase:wont_pay": any_of(r"(?:je )?(?:ne )?paie(?:rai)? (?:pas|rien)", r"pas un (?:centime|sou|euro)"),
    "obj=supplier": any_of(
        r"(?:on a|nous avons|j'ai|on travaille|déjà)[^.?!]{0,25}(?:déjà|fournisseur|quelqu'un|prestataire|satisfaits?)"
    ),
    "obj=interest": any_of(r"(?:pas|ne m'|ne nous) ?(?:intéress\w*)", r"pas besoin", r"pas d'intérêt"),
    "obj=time": any_of(r"pas le temps", r"(?:mauvais|pas le bon) moment", r"en (?:réunion|rendez-vous)", r"débordée?"),
    "obj=documentation": any_of(r"envoyez[- ](?:moi|nous)?[^.?!]{0,25}", r"(?:documentation|brochure|plaquette)"),
    "obj=later": any_of(
        r"(?:dans|après) (?:\w+ ){0,3}(?:mois|semaines|vacances|été|rentrée)",
        r"rappelez[- ](?:moi|nous)?[^.?!]{0,20}(?:plus tard|mois|rentrée|année)",
    ),
    "emotional": any_of(
        r"(?:furieu\w+|colère|marre|honte|honteux|scandal\w*|inadmissible|putain|merde|peur|désespér\w*|bout"
        r"|incroyable|pleur\w*|foutez|ras le bol|n'importe quoi)"
    ),
    "complain": any_of(
        r"(?:toujours (?:pas|rien)|encore une fois|(?:deuxième|troisième|quatrième) fois)",
        r"plain\w*",
        r"inadmissible",
        r"scandal\w*",
        r"honteux",
        r"personne (?:ne )?\w+",
    ),
    "calm_again": any_of(
        r"(?:bon|ah|d'accord|ok)[ ,.]+(?:d'accord|c'est|merci|bien|très bien)[^.?!]{0,20}", r"soulag\w*", r"rassur\w*"
    ),
}

PACK = LanguagePack(
    language="fr",
    agent=frozen(AGENT),
    customer=frozen(CUSTOMER),
    informal=any_of(r"tu", r"toi", r"ton", r"ta", r"tes", r"t'(?:as|es|inquiète|appelle)"),
    digits={
        "zéro": "0", "un": "1", "deux": "2", "trois": "3", "quatre": "4", "cinq": "5",
        "six": "6", "sept": "7", "huit": "8", "neuf": "9",
    },
)
