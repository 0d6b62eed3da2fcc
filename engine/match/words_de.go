package match

import "regexp"

// german is what there is to know about German.
var german = Language{
	code: "de",
	commands: map[Command][]string{
		Confirm:  {"ja", "j", "jep", "jo", "jawohl", "klar", "na klar", "gern", "gerne", "ja gerne", "genau", "richtig", "stimmt", "passt", "passt so", "in ordnung", "einverstanden", "korrekt", "perfekt", "super", "gut", "sehr gut", "mach das", "machen sie das", "alles klar", "bestätigen", "anlegen", "speichern", "los"},
		Deny:     {"nein", "nee", "nö", "ne", "nein danke", "nicht", "falsch", "stimmt nicht", "das stimmt nicht", "lieber nicht", "doch nicht", "besser nicht"},
		Cancel:   {"abbrechen", "abbruch", "brich ab", "brechen sie ab", "stopp", "halt", "aufhören", "beenden", "vergiss es", "vergessen sie es", "egal", "schon gut", "lass es", "lassen sie es", "lassen wir das", "stornieren"},
		Back:     {"zurück", "geh zurück", "gehen sie zurück", "einen schritt zurück", "vorherige frage", "eins zurück"},
		Skip:     {"überspringen", "überspring das", "auslassen", "weglassen", "keine ahnung", "weiß nicht", "weiß ich nicht", "weiss nicht", "weiss ich nicht", "ich weiß es nicht", "keine", "keiner", "keins", "nichts", "leer lassen", "später", "entfällt", "keine angabe"},
		SkipAll:  {"rest überspringen", "alles überspringen", "das war's", "das wars", "das ist alles", "mehr nicht", "sonst nichts", "keine weiteren fragen", "fertig", "einfach anlegen"},
		Repeat:   {"wiederholen", "noch mal", "nochmal bitte", "wie bitte", "wie war die frage", "was war die frage", "wiederhole das", "wiederholen sie das"},
		Restart:  {"von vorn", "von vorne", "neu anfangen", "noch mal von vorn", "nochmal von vorn", "neu starten", "neustart", "von vorn beginnen"},
		Help:     {"hilfe", "was kannst du", "was können sie", "was kann ich tun", "was geht", "befehle", "menü", "optionen", "hilf mir"},
		Why:      {"warum", "wieso", "weshalb", "wozu", "warum fragen sie", "warum fragst du", "wofür brauchen sie das", "wozu brauchen sie das", "wofür"},
		Status:   {"stand", "wo sind wir", "wo waren wir", "was haben sie bisher", "zusammenfassung", "zwischenstand"},
		Retry:    {"noch einmal versuchen", "nochmal versuchen", "erneut versuchen", "noch einmal", "nochmal", "erneut"},
		Next:     {"weiter", "mehr", "nächste", "nächste seite", "mehr anzeigen", "weitere"},
		GoOn:     {"weitermachen", "fortfahren", "mach weiter", "machen sie weiter", "den rest", "weiter mit dem rest"},
		Previous: {"vorherige", "vorherige seite", "zurückblättern", "seite zurück"},
		SignOut:  {"abmelden", "ausloggen", "melde mich ab", "logout", "verbindung trennen", "hubspot trennen"},
		WhoAmI:   {"wer bin ich", "welches konto", "welches konto ist das", "als wer bin ich angemeldet"},
		NewLink:  {"neuer link", "neuen link", "neuen link bitte", "noch ein link", "anmelden", "einloggen", "ich möchte mich anmelden", "wie melde ich mich an", "log mich ein"},
		Undo:     {"rückgängig", "rückgängig machen", "mach das rückgängig", "machen sie das rückgängig", "zurücknehmen", "nimm das zurück", "nehmen sie das zurück", "widerrufen", "stell das wieder her", "wiederherstellen"},
		Pause:    {"einen moment", "moment", "moment bitte", "warte", "warte kurz", "warten sie", "warten sie kurz", "sekunde", "gleich", "bin gleich zurück"},
		Greet:    {"hallo", "guten tag", "guten morgen", "guten abend", "moin", "servus", "grüß gott", "hallo zusammen"},
		Thanks:   {"danke", "danke schön", "dankeschön", "vielen dank", "besten dank", "herzlichen dank", "merci", "danke sehr"},

		SwitchAccount: {"konto wechseln", "anderes konto", "ein anderes konto", "das bin nicht ich", "falsches konto", "mit einem anderen konto anmelden", "als jemand anderes anmelden"},
	},
	polite: [2][]string{{"bitte "}, {" bitte", " danke"}},
	tails:  []string{" bitte", " danke", " in hubspot"},
	labels: map[string]string{
		"name": "name", "titel": "name", "betrag": "amount", "wert": "amount", "summe": "amount", "preis": "amount", "phase": "stage", "stufe": "stage", "abschlussdatum": "close date", "abschluss": "close date", "datum": "close date", "termin": "close date",
		"kontakt": "contact", "ansprechpartner": "contact", "inhaber": "owner", "besitzer": "owner", "zuständiger": "owner", "vorname": "first name", "nachname": "last name", "firma": "company", "unternehmen": "company",
		"telefon": "phone", "telefonnummer": "phone", "nummer": "phone", "mail": "email", "e-mail": "email", "mailadresse": "email", "e-mail-adresse": "email", "position": "job title",
	},
	corrections: corrections{
		changeTo: regexp.MustCompile(`(?i)^(?:nein[,.]? +)?(?:bitte +)?(?:ändere|ändre|ändern sie|setze?|setzen sie|stelle?|stellen sie|mache?|machen sie|korrigiere|korrigieren sie)(?: +bitte)? +(?:(?:den|die|das|dem|seinen?|ihren?|meinen?) +)?(.+?) +(?:auf|in|zu|=) +(.+)$`),
		changeIt: regexp.MustCompile(`(?i)^(?:nein[,.]? +)?(?:bitte +)?(?:ändere|ändre|ändern sie|korrigiere|korrigieren sie)(?: +bitte)? +(?:(?:den|die|das|dem|seinen?|ihren?|meinen?) +)?(.+)$`),
		isNow:    regexp.MustCompile(`(?i)^(?:nein[,.]? +|doch[,.]? +|entschuldigung[,.]? +)?(?:(?:der|die|das) +)?([\p{L} _-]{2,30}?)(?: +(?:ist|soll|beträgt|lautet|=) +| *: *)(.+?)(?: sein)?$`),
		meant:    regexp.MustCompile(`(?i)^(?:(?:nein|nee|nö|doch|halt|moment|stopp|sorry|entschuldigung|verzeihung|ach|eigentlich)[,.!]? +)+(?:(?:ich )?mein(?:t)?e +|es (?:ist|sind) +|lieber +|eher +|doch +)?(.+)$`),
		iMeant:   regexp.MustCompile(`(?i)^(?:ich mein(?:t)?e +|lieber +|eher +)(.+)$`),
		notBut:   regexp.MustCompile(`(?i)^(?:nein[,.]? +)?nicht +(.+?)[,;]? +(?:sondern|lieber) +(.+)$`),
		notComma: regexp.MustCompile(`(?i)^(?:nein[,.]? +)?nicht +(.+?), *(.+)$`),
		says:     regexp.MustCompile(`(?i)^(?:(?:nein|nee|doch|halt|moment|sorry|entschuldigung|eigentlich|auch|und|bitte)[,.]? +)+(?:ich mein(?:t)?e +|lieber +|eher +)?`),
	},
}
