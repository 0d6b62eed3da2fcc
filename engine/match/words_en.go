package match

import (
	"regexp"
	"strings"

	"parley/engine/field"
)

// english is what there is to know about English, and the language that all
// others fall back to.
var english = Language{
	code: "en",
	commands: map[Command][]string{
		Confirm:  {"yes", "y", "yep", "yeah", "yup", "sure", "ok", "okay", "k", "go ahead", "do it", "please do", "correct", "right", "confirm", "confirmed", "looks good", "that's right", "that looks right", "looks right", "looks great", "yes please", "perfect", "👍", "go", "sounds good", "exactly", "ok then", "ok do it", "do that", "yes is ok", "is ok", "is good", "it's ok", "that's ok", "that's fine", "fine", "that works", "that's correct", "all good", "all right", "alright", "absolutely", "of course", "definitely", "save it", "yes do it", "yes go ahead", "yes that's right", "go for it", "yep go for it", "thats right", "yeah thats right", "yeah that's right", "that is right"},
		Deny:     {"no", "n", "nope", "nah", "no thanks", "don't", "do not", "wrong", "not right", "that's wrong", "👎", "no thank you", "keep it", "don't do it", "no don't", "rather not", "hold off", "not that", "that's not right", "thats not right", "that is wrong", "god no", "no way"},
		Cancel:   {"cancel", "stop", "quit", "exit", "abort", "nvm", "never mind", "nevermind", "forget it", "cancel that", "cancel it", "leave it", "no more", "stop it", "forget about it", "stop that", "leave it as it is", "stop this", "cancel the whole thing", "cancel all of it"},
		Back:     {"back", "go back", "previous question", "one step back"},
		Skip:     {"skip", "skip it", "skip this", "pass", "none", "nothing", "no idea", "not sure", "don't know", "i don't know", "idk", "leave it empty", "leave it blank", "n/a", "-", "whatever", "you decide", "up to you", "doesn't matter", "does not matter", "i don't care", "don't care", "it depends", "depends", "dunno", "i dunno", "no clue", "no preference", "don't have one", "i don't have one", "don't have it", "there is none", "none yet", "not yet", "unknown", "skip that one", "nobody", "no one"},
		SkipAll:  {"skip the rest", "skip all", "that's all", "thats all", "that's it", "nothing else", "no more questions", "just create it", "just do it", "just save it", "done"},
		Repeat:   {"repeat", "say that again", "what was the question", "come again", "pardon", "back to the deal", "back to the list", "back to the contact", "back to it", "let's get back to it", "let's continue", "let's move on", "what", "huh", "what do you mean", "i don't understand", "i don't get it", "what are my options", "what are the options", "what are the choices", "which ones are there", "what can i choose", "can you say that again", "ask me again", "read it to me again", "read it again"},
		Pause:    {"wait", "wait a moment", "wait a second", "hold on", "hang on", "one moment", "one moment please", "just a moment", "one sec", "one second", "just a second", "a second", "a moment", "let me think", "let me see", "let me check", "give me a moment", "give me a minute", "hm", "hmm", "hmmm", "um", "umm", "uh", "er", "well"},
		Restart:  {"start over", "restart", "start again", "from the beginning", "from the top", "reset", "let's start over"},
		Help:     {"help", "?", "what can you do", "what can i do", "menu", "commands", "options", "help me"},
		Why:      {"why", "why do you ask", "why do you need that", "why do you need this", "what for", "why is that needed", "why do you need it", "why do you want to know", "why is that important", "why do you need to know", "do i have to"},
		Status:   {"status", "where are we", "where were we", "what have you got", "summary", "what do you have so far", "what will you save", "what will be saved", "what did you understand", "what have you noted", "what happened", "what went wrong", "did it work", "did that work", "is it saved", "was it saved", "is it done"},
		Retry:    {"retry", "try again", "again", "once more", "try it again"},
		Next:     {"next", "more", "show more", "next page", "more please", "keep going"},
		GoOn:     {"go on", "continue", "carry on", "proceed", "go on with the rest", "do the rest", "the rest", "go on then"},
		Previous: {"previous", "prev", "previous page", "page back", "last page"},
		SignOut:  {"sign out", "sign me out", "log out", "log me out", "logout", "signout", "disconnect", "disconnect hubspot"},
		WhoAmI:   {"who am i", "whoami", "which account", "what account is this", "which account am i in"},
		NewLink:  {"new link", "send a new link", "another link", "link please", "sign in", "log in", "login", "log me in", "sign me in", "let me log in", "let me sign in", "i want to log in", "i want to sign in", "how do i log in", "how do i sign in"},
		Undo:     {"undo", "undo it", "undo that", "undo this", "undo last", "undo the last change", "undo my last change", "undo the last one", "revert", "revert it", "revert that", "take that back", "take it back", "put it back", "put that back", "change it back", "set it back", "roll back", "rollback", "roll it back", "roll that back", "reverse it", "reverse that", "bring it back", "restore it", "bring that back", "restore that", "i want it back"},
		Greet:    {"hi", "hello", "hey", "hi there", "hello there", "good morning", "good afternoon", "good evening", "hey there", "how are you", "how are you doing", "how's it going", "are you there", "are you still there", "still there", "anybody there"},
		Thanks:   {"thanks", "thank you", "thx", "ty", "cheers", "great", "great thanks", "thanks a lot", "thank you very much", "thank you so much", "many thanks", "thanks so much", "awesome", "cool", "nice", "nice one", "wonderful", "that's great", "that is great", "that is very kind", "that's very kind", "you're great", "great job", "well done", "good job", "bye", "goodbye", "bye bye", "see you", "see you later"},

		SwitchAccount: {"switch account", "switch accounts", "switch the account", "change account", "change the account", "use another account", "use a different account", "use the other account", "other account", "not me", "that's not me", "that is not me", "not my account", "wrong account", "that's the wrong account", "sign in as somebody else", "sign in as someone else", "sign in with another account", "log in with another account", "not you"},
	},
	polite: [2][]string{{"ok ", "okay ", "oh ", "please ", "pls "}, {" please", " pls", " plz", " thanks", " thank you", " thx", " then"}},
	labels: map[string]string{"money": "amount", "sum": "amount", "price": "amount", "budget": "amount", "mobile": "phone", "cell": "phone", "cell phone": "phone", "deadline": "close date"},
	tails:  []string{" please", " pls", " now", " thanks", " thank you", " for me", " in hubspot", " asap"},
	corrections: corrections{
		changeTo: regexp.MustCompile(`(?i)^(?:no[,.]? +)?(?:please +)?(?:change|set|update|make|put|switch|correct) +(?:please +)?(?:(?:the|its|my|his|her|their) +)?(.+?) +(?:to|as|into|=) +(.+)$`),
		changeIt: regexp.MustCompile(`(?i)^(?:no[,.]? +)?(?:please +)?(?:change|edit|correct|fix|update) +(?:(?:the|its|my|his|her|their) +)?(.+)$`),
		makeIts:  regexp.MustCompile(`(?i)^(?:no[,.]? +)?(?:please +)?(?:change|set|update|make|put|switch|correct) +(?:the|its|my|his|her|their) +(.+)$`),
		isNow:    regexp.MustCompile(`(?i)^(?:no[,.]? +|actually[,.]? +|sorry[,.]? +)?(?:the +)?([\p{L} _-]{2,30}?)(?: +(?:is|should be|=) +| *: *)(.+)$`),
		meant:    regexp.MustCompile(`(?i)^(?:(?:no|nope|wait|sorry|oops|actually|hold on|well|oh|hm+|scratch that|my mistake|my bad|on second thoughts?)[,.!…]* +)+(?:(?:i (?:meant|mean|want|said)|it(?:'?s| is| should be)|that should be|(?:let'?s |i'll )?(?:make|call|name|say|change|switch|set|put) (?:it|that|this)(?: back)?(?: to| as)?|(?:let'?s )?(?:go|switch|change)(?: back)? to|rather|better|say) +)*(.+)$`),
		iMeant:   regexp.MustCompile(`(?i)^(?:i (?:meant|mean) +|(?:make|call|name) (?:it|that) +|rather +)(.+)$`),
		notBut:   regexp.MustCompile(`(?i)^(?:no[,.]? +)?not +(.+?)[,;]? +(?:but|it'?s|rather) +(.+)$`),
		notComma: regexp.MustCompile(`(?i)^(?:no[,.]? +)?not +(.+?), *(.+)$`),
		says:     regexp.MustCompile(`(?i)^(?:(?:no|nope|wait|sorry|oops|actually|also|and|please|not that|hm+|well|oh|hold on|scratch that|my mistake|on second thoughts?)[,.!…]* +)+(?:(?:i (?:meant|mean)|it'?s|(?:go|switch|change)(?: back)? to|rather|better) +)*`),
	},
}

// What follows is about the examples of dialogs, which are in English.

// filler words carry no meaning of their own: they may be missing or added
// anywhere in an example.
var filler = map[string]bool{
	"a": true, "an": true, "the": true, "please": true, "pls": true, "can": true, "could": true, "you": true,
	"i": true, "i'd": true, "id": true, "like": true, "to": true, "want": true, "wanna": true, "need": true, "would": true,
	"me": true, "just": true, "some": true, "hi": true, "hey": true, "hello": true, "hubspot": true, "now": true, "let's": true, "lets": true, "us": true,
	"we": true, "should": true, "so": true, "then": true, "also": true, "and": true, "kindly": true,
}

// opensSentence are words that names don't begin with.
var opensSentence = map[string]bool{"i": true, "i'm": true, "we": true, "you": true, "it": true, "it's": true, "is": true, "are": true, "do": true, "does": true, "did": true, "don't": true,
	"have": true, "has": true, "had": true, "can": true, "could": true, "should": true, "would": true, "will": true, "who": true, "who's": true, "what": true, "what's": true, "when": true,
	"where": true, "why": true, "how": true, "which": true, "go": true, "keep": true, "wait": true, "please": true, "not": true, "there": true, "that": true, "this": true, "my": true, "let": true, "let's": true}

// sampleValues stand for the marks of examples when a dialog is learned.
var sampleValues = map[field.Kind][]string{
	field.Number:  {"5", "12"},
	field.Money:   {"$5k", "1200", "5k", "10,000 dollars"},
	field.Percent: {"5%"},
	field.Date:    {"next friday", "december 31", "2026-12-31", "the end of the month", "tomorrow"},
	field.Time:    {"3pm", "15:00"},
	field.Email:   {"jane@example.com"},
	field.Phone:   {"+1 555 0100 000", "555-0100"},
	field.URL:     {"example.com"},
	field.YesNo:   {"yes"},
}

// usualChoices are what fields of a label can have nearly everywhere, and how
// people say it.
var usualChoices = map[string][]usualChoice{
	"stage": append(choices("appointment scheduled", "qualified to buy", "presentation scheduled", "decision maker bought in", "decision maker bought-in", "contract sent",
		"closed won", "closed lost", "won", "lost"),
		usualChoice{"won", []string{"came", "through"}}, usualChoice{"lost", []string{"fell", "through"}}, usualChoice{"lost", []string{"backed", "out"}}),
	"lifecycle stage": append(choices("subscriber", "lead", "marketing qualified lead", "sales qualified lead", "opportunity", "customer", "evangelist"),
		usualChoice{"lead", []string{"leads"}}, usualChoice{"customer", []string{"customers"}}, usualChoice{"subscriber", []string{"subscribers"}}),
}

func choices(names ...string) []usualChoice {
	var list []usualChoice
	for _, n := range names {
		list = append(list, usualChoice{n, strings.Fields(n)})
	}
	return list
}

// Words that stand before and behind a choice of one word.
var (
	leadsToChoice = set("to", "as", "into", "is", "now", "a", "an", "be", "becomes", "became", "stage", "status", "->", "→", "=>", "=", "in", "still", "are", "lifecycle", "it's", "he's", "she's", "they're", "and")
	behindChoice  = set("now", "and", "please", "pls", "with", "by", "from", "since", "already", "today", "then")
)

// courtesies say nothing about what is wanted, by hash.
var courtesies = hashes("please", "pls", "plz", "kindly", "thanks", "thank", "thx", "many", "would", "could", "can", "may", "might", "mind", "you", "hi", "hello", "hey", "dear",
	"good", "morning", "afternoon", "evening", "just", "quickly", "asap", "ok", "okay", "so", "well", "also", "sorry", "again", "the", "a", "an", "for", "me", "us", "our", "now")

// leadIns stand before the verb of a wish besides courtesies, by hash.
var leadIns = hashes("i", "id", "we", "want", "wanna", "need", "must", "have", "like", "to", "lets", "let", "be", "kind", "as", "then", "and", "now", "should", "will")

// lookalikes are one letter away from a word that examples have, and no typo, by
// hash: what is "in contract sent" is no contact.
var lookalikes = hashes("contract", "contracts", "contracted", "dead", "real", "ideal", "meal", "fine", "mine", "shop", "shot", "most")

// verbHashes are the deedVerbs by hash.
var verbHashes = func() map[uint64]deed {
	m := map[uint64]deed{}
	for w, d := range deedVerbs {
		m[hashWord([]rune(w))] = d
	}
	return m
}()

// comparisons are the words of conditions, by hash.
var comparisons = hashes("over", "under", "above", "below", "between", "before", "after", "since", "than", "least", "most")

func hashes(list ...string) map[uint64]bool {
	m := map[uint64]bool{}
	for _, w := range list {
		m[hashWord([]rune(w))] = true
	}
	return m
}

func set(list ...string) map[string]bool {
	m := map[string]bool{}
	for _, w := range list {
		m[w] = true
	}
	return m
}

// Shorthand, and slips that are words of their own.
var (
	shortFor    = map[string]string{"w/": "with", "nxt": "next", "ovr": "over", "abt": "about", "tmrw": "tomorrow", "tmw": "tomorrow", "2moro": "tomorrow", "b4": "before", "frm": "from", "ppl": "people", "qtr": "quarter", "mth": "month", "wk": "week", "amt": "amount", "cust": "customer", "btwn": "between"}
	swapped     = map[string]string{"form": "from", "fro": "for", "fo": "of", "ot": "to", "wiht": "with", "wth": "with"} // before a name
	fillerOrNew = set("a", "an", "the", "new", "another", "one")
	// endsInS are names that end in an s.
	endsInS = set("james", "charles", "thomas", "lucas", "jonas", "andreas", "matthias", "mathias", "elias", "tobias", "niklas", "nicholas", "nicolas", "agnes", "ines", "hans", "jens", "lars", "miles", "giles", "frances", "mercedes", "dolores", "jones", "davies", "evans", "roberts", "edwards", "hughes", "adams", "rogers", "peters", "stevens", "jenkins", "hawkins", "collins", "phillips", "simmons", "matthews", "andrews", "williams", "watkins", "gomes", "nunes", "torres", "reyes", "flores", "morales", "myers", "hayes", "barnes", "banks", "brooks", "woods", "fields", "parks", "sanders", "rivers", "winters", "powers", "waters", "ives", "bates", "yates", "gates", "holmes", "hobbs", "gibbs", "briggs", "riggs", "stubbs", "childs", "marks", "sparks", "meyers", "saunders", "sims", "simms", "robbins", "perkins", "dawkins", "wilkins", "hopkins", "atkins", "marcus", "dias", "vargas", "rojas", "rosas", "salinas")
	// companyWords end the names of companies, unlike those of people.
	companyWords = set("inc", "ltd", "limited", "gmbh", "ag", "kg", "llc", "corp", "co", "plc", "sa", "bv", "ab", "oy", "group", "holding", "holdings", "partners", "brothers", "bros", "sons", "associates", "industries", "systems", "solutions", "services", "logistics", "shipping", "transport", "consulting", "software", "technologies", "tech", "labs", "lab", "studio", "studios", "media", "bank", "insurance", "capital", "ventures", "energy", "solar", "power", "steel", "metal", "metals", "tools", "machines", "motors", "bikes", "air", "airlines", "airways", "rail", "railway", "marine", "yachts", "hotel", "hotels", "homes", "properties", "estates", "foods", "food", "dairy", "bakery", "brewing", "brewery", "coffee", "farm", "farms", "nursery", "garden", "gardens", "clinic", "hospital", "dental", "pharmacy", "pharma", "school", "university", "college", "institute", "theatre", "theater", "museum", "press", "print", "printing", "books", "stationery", "toys", "fashion", "textiles", "furniture", "roofing", "plumbing", "electric", "electronics", "optics", "audio", "security", "design", "architects", "imports", "exports", "trading", "foundry", "forge", "works", "mining", "chemicals", "plastics", "packaging", "lines", "company", "analytics")
)

// addWord begins a wish for something new.
const addWord = "add"

// titles stand before somebody's name.
var titles = set("mr", "mrs", "ms", "dr", "prof", "herr", "frau")

// Words that sentences are made of, and names are not.
var (
	structure = set("is", "are", "was", "were", "be", "been", "has", "have", "had", "do", "does", "did", "it", "its", "it's", "that", "this", "these", "those", "there", "there's", "here", "he", "she", "him", "her", "his", "they", "them", "their", "my", "our", "your", "which", "what", "what's", "who", "who's", "whose", "when", "where", "how",
		"with", "about", "up", "out", "over", "off", "down", "away", "again", "any", "all", "every", "each", "one", "ones", "only", "not", "no", "don't", "needs", "needed", "anymore", "longer", "if", "but", "or", "because", "since", "will", "would", "could", "should", "must", "may", "might", "shall", "going", "gonna", "got", "get", "let", "give", "take", "put", "make", "made", "keep", "set", "go", "goes",
		"new", "old", "entry", "record", "records", "info", "information", "informations", "details", "detail", "data", "datas", "card", "page", "thing", "crm", "hubspot", "system", "list", "called", "calls", "named", "name", "titled", "worth", "currently", "already", "today's", "over", "under", "above", "below", "most", "least", "more", "less", "than", "between", "before", "after", "until", "bigger", "larger", "higher", "smaller", "lower", "than", "euro", "euros", "dollar", "dollars", "usd", "eur", "something", "mind", "adding", "showing", "saving", "looking", "finding", "deleting", "removing", "updating", "changing", "anyone", "anybody", "anything", "everyone", "everything", "mention", "mentions", "trying", "curious", "saved", "moment", "whole", "dear", "hi", "thanks", "thank", "much", "very", "plz", "pls", "please", "teh", "u", "ur", "i'm", "i'd", "i've", "we've", "we'd", "we're", "i'll", "mr", "mrs", "ms", "miss", "dr", "lady", "guy", "gentleman", "customer", "client", "prospect", "someone", "somebody", "as", "see", "look", "looking", "show", "id", "nr", "no.", "customer's", "rm", "del",
		"looks", "like", "liked", "seems", "asked", "ask", "asks", "asking", "told", "tells", "says", "said", "wants", "wanted", "want", "needing", "taking", "takes", "took", "taken", "giving", "gives", "gave", "given", "getting", "gets", "gotten", "came", "comes", "come", "coming", "went", "gone", "left", "leaves", "leaving", "pay", "pays", "paying", "paid", "buy", "buys", "buying", "bought", "sign", "signs", "signing", "signed", "agreed", "agrees", "agree", "met", "meet", "knows", "know", "knew", "known", "think", "thinks", "thought", "find", "found", "heard", "hear", "works", "worked", "work", "moved", "moves", "changed", "changes", "became", "become", "becomes", "happened", "happens", "slipped", "slips", "turned", "turns", "joined", "married", "agreed", "decided", "plans", "planned", "promised", "called", "calling", "wrote", "written", "received", "entered", "enter", "added", "adds", "removed", "deleted", "updated", "created", "tell", "say", "reach", "reached", "check", "checked", "note", "notice", "remember", "remind", "forget", "forgot", "help", "try", "tried", "start", "started", "stop", "stopped", "ended", "ends", "finally", "actually", "really", "probably", "maybe", "perhaps", "just", "still", "yet", "ever", "never", "always", "again", "soon", "later", "earlier", "recently", "instead", "anyway", "else", "together", "twice", "once", "back", "there", "by", "mistake", "wrong", "right", "correct", "real", "gone", "shouldn't", "couldn't", "wouldn't", "won't", "can't", "cannot", "isn't", "aren't", "wasn't", "weren't", "hasn't", "haven't", "hadn't", "doesn't", "didn't", "shan't", "he's", "she's", "they're", "they've", "that's", "there're", "let's", "we'll", "you'll", "he'll", "she'll", "they'll", "you're", "you've", "us", "both", "same", "other", "another", "others", "such", "own", "few", "many", "several", "some", "none", "nobody", "everybody", "nothing", "too", "though", "although", "while", "during", "within", "without", "via", "per", "than", "around", "roughly", "approximately", "approx", "exactly", "almost", "nearly", "next", "previous", "another's", "form", "fro", "whom", "why", "please,", "good", "great", "fine", "sorry", "ok", "okay", "hello", "hey", "kindly", "grateful", "possible", "urgent", "asap", "quick", "quickly", "number's", "sir", "herr", "frau", "shall", "go", "gets", "wish", "wishes", "must", "belongs", "belong", "hold", "holds", "stands", "standing", "sits", "sitting", "kind", "able", "glad", "happy", "due", "contain", "contains", "word", "words", "working", "including", "wondering", "wonder", "love", "damn", "bloody", "stupid",
		"how's", "where's", "when's", "why's", "number", "numbers", "cooking", "brewing", "chasing", "basically", "presumably", "apparently", "supposedly", "supposed", "whoever", "whatever", "whichever", "anywhere", "somewhere", "everywhere", "nowhere", "yesterday", "tonight", "lately", "nowadays", "spoke", "speak", "speaking", "talked", "talks", "talk", "talking", "chat", "chatted", "chatting", "phoned", "emailed", "mailed", "texted", "wanting", "hoping", "hope", "believe", "guess", "suppose", "feel", "feels", "felt", "seem", "seemed", "appear", "appears", "appeared", "happen", "happening", "stuff", "lot", "lots", "bit", "bunch", "couple", "rest", "kinda", "sorta", "gotta", "lemme", "gimme", "dunno", "peeps", "guys", "fella", "dude", "buddy", "mate", "deal-wise", "prep", "summary", "entire", "complete", "completely", "total", "totally", "full", "fully", "single", "different", "ready", "certain", "sure", "clear", "clearly", "interesting", "important", "necessary", "forgotten", "forgetting", "remembering", "recall", "recalling", "briefly", "shortly", "straight", "directly", "immediately", "properly", "correctly", "wrongly", "accidentally", "bumped", "ran", "bounced", "stuck", "waiting", "waits", "waited", "hurry", "rush", "quite", "rather", "pretty", "fairly", "slightly", "somehow", "someday", "sometime", "sometimes", "otherwise", "therefore", "however", "especially", "mainly", "mostly", "partly", "simply", "exact", "latest", "earliest", "recent", "newest", "oldest", "biggest", "largest", "smallest", "highest", "lowest", "use", "uses", "used", "using", "bring", "brings", "brought", "mentioned", "explain", "explained", "dealt", "dealing", "involved", "concerning", "regarding", "related", "ordered", "haggled", "pushed", "accepted", "declined", "refused", "rejected", "confirmed", "cancelled", "canceled", "postponed", "delayed", "approved", "committed", "upgraded", "doubled", "renewed", "extended", "increased", "reduced", "hired", "quit", "resigned", "retired", "replied", "answered", "responded", "complained", "boss", "company", "firm", "relevant", "missing", "available", "existing", "present", "presently",
		"they'd", "he'd", "she'd", "it'd", "who'd", "that'd", "file", "running", "exist", "exists", "mean", "interested", "folks", "business", "bot", "robot", "dumb", "idiot", "these", "since", "ago", "crm")
	// links stand between a label and its value, or before the record.
	links       = set("to", "of", "for", "from", "on", "into", "at", "in", "is", "are", "as", "=", "be", "becomes", "now", "by", "until", "onto", "with", "->", "→", "=>")
	recordLinks = set("of", "for", "from", "on", "at")
	valueLinks  = set("to", "into", "in", "at", "as", "is", "now", "by", "onto", "be", "becomes", "=", "->", "→", "=>")
	// becoming stand before what something is changed to.
	becoming = set("to", "into", "onto", "->", "→", "=>")
	// namers stand between a noun and its name.
	namers = set("called", "named", "titled", "id", "number", "nr", "no", "with", "name", "it's", "for", "is", "it", "calls")
	// behindVerb stand behind a verb, which is no part of the name in front of it.
	behindVerb = set("us", "me", "him", "them", "it", "my", "our", "his", "her", "their", "its", "twice", "again", "down", "up", "out")
	// predicates go on with what was said before.
	predicates = set("is", "are", "was", "were", "has", "have")
	// joiners can be part of a name.
	joiners = set("and", "of", "the", "de", "von", "van", "der", "del", "la", "&", "for", "in", "y", "e")
	// pointers begin something else than a value.
	pointers = set("it", "him", "her", "them", "so", "please", "that", "this", "which", "not")
	// ownWords are not mistyped ones, near as they are to others.
	ownWords = set("won", "contract", "contracts", "sent", "maker", "makers", "closed", "lost", "staged", "owned", "named", "dates", "names", "phase", "sales", "least", "lead", "leads", "note", "notes", "head", "heat", "showing", "fine", "file", "film", "rename", "renamed", "chance", "charge", "last", "next", "week", "month")
	// deedVerbs begin a wish for one deed.
	deedVerbs = map[string]deed{"create": creates, "add": creates, "register": creates, "log": creates, "enter": creates, "record": creates, "new": creates, "delete": deletes, "remove": deletes, "erase": deletes, "trash": deletes, "rm": deletes, "del": deletes, "wipe": deletes, "drop": deletes, "scrap": deletes, "bin": deletes, "kill": deletes, "discard": deletes, "purge": deletes, "ditch": deletes, "change": changes, "update": changes, "rename": changes, "edit": changes, "modify": changes, "correct": changes, "postpone": changes, "reassign": changes, "raise": changes, "increase": changes, "reduce": changes, "lower": changes, "bump": changes, "move": changes, "set": changes, "push": changes, "shift": changes, "switch": changes, "mark": changes, "adjust": changes, "assign": changes, "fix": changes, "extend": changes, "find": searches, "search": searches, "filter": searches, "list": lists, "browse": lists}
	// leads are words before a value of the field that is called so.
	leads = map[string]string{"works for": "company", "works at": "company", "works by": "company", "works now for": "company", "works now at": "company", "works now by": "company", "working for": "company", "working at": "company", "work for": "company", "work at": "company", "employed at": "company", "employed by": "company", "moved to": "company", "switched to": "company", "went to": "company", "joined": "company", "reachable under": "phone", "responsible": "owner", "responsible is": "owner", "managed by": "owner", "handled by": "owner", "belongs to": "owner", "assigned to": "owner", "owned by": "owner",
		"mobile": "phone", "cell": "phone", "mobile number": "phone", "cell phone": "phone", "sum": "amount", "price": "amount", "money": "amount", "budget": "amount"}
	// others are things in a CRM that a dialog may not be about.
	others = set("task", "tasks", "ticket", "tickets", "quote", "quotes", "invoice", "invoices", "meeting", "meetings", "reminder", "reminders", "campaign", "newsletter", "product", "products", "company", "companies", "workflow", "report", "reports", "dashboard", "order", "orders")
	// otherVerbs begin wishes that are about none of them, unless examples begin so.
	otherVerbs = set("send", "email", "mail", "e-mail", "write", "dial", "schedule", "book", "reserve", "print", "translate", "order", "buy", "pay", "transfer", "forward", "reply", "play", "explain", "download", "upload", "export", "import", "invite", "remind", "notify", "tell", "teach", "learn", "cook", "bake", "fly", "drive", "rent", "hire", "install", "reset", "restart", "repair", "submit", "draft", "calculate", "convert", "publish", "recommend", "suggest", "arrange", "subscribe", "unsubscribe")
	// leadsIn stand before the verb of a wish besides fillers.
	leadsIn = set("mind", "be", "kind", "as", "may", "might", "ask", "must", "somebody", "someone", "kindly", "pls", "plz")
	// compares are words of conditions, which a change does not have.
	compares = set("over", "under", "above", "below", "least", "most", "between", "than", "means", "meaning")
	empties  = set("empty", "nothing", "none", "blank", "clear", "cleared", "-")
	origins  = set("from", "at")
	someones = set("someone", "somebody", "anybody", "anyone", "guy", "lady", "woman", "man", "person", "friend", "colleague")
	namesIt  = set("called", "named", "titled", "calls")
	renames  = set("rename", "renamed", "call", "retitle")
	// placeLinks stand before where somebody works from now on.
	placeLinks = set("to", "at", "for", "with", "by", "now", "is")
	// stale says that what a field has is not right any more.
	stale = set("wrong", "outdated", "incorrect", "misspelled", "mistyped", "changed", "old", "different", "false")
	// denials say that what follows them shall not be.
	denials  = set("not", "won't", "isn't", "can't", "doesn't", "never", "instead")
	articles = set("a", "an")
	// doers do what the next word says, adverbs aside.
	doers   = set("i", "we", "you", "they", "i've", "we've", "you've", "i'd", "we'd")
	adverbs = set("only", "ever", "just", "still", "also", "never", "really", "already", "actually", "finally", "recently", "sadly", "unfortunately")
	// outcomes are choices that can be told as something that was done.
	outcomes = set("won", "lost")
	// things stand before what is a thing like any other, and no name.
	things = set("the", "a", "an", "my", "our", "your", "their", "his", "her", "this")
	// eitherOf stand between two amounts that are none together: "5k to 6k".
	eitherOf = set("and", "to", "or", "-", "–", "till", "until", "up to")
	// seeking, besides verbs, asks to look for something.
	seeking = set("look", "looking", "filter", "finding", "searching", "any", "anything", "there")
	// showing asks to see something.
	showing = set("show", "list", "every", "including", "see", "display", "view", "overview", "columns", "column", "only")
	// notOurs begin wishes that no dialog is for even when they name its records.
	notOurs = set("export", "import", "download", "upload", "print", "translate", "merge")
	// firstNames are words of sentences, too.
	firstNames = set("will", "mark", "may", "guy", "bill", "rich", "grant", "drew", "chase", "sue", "art", "dean", "dale", "grace", "hope", "faith", "joy", "skip", "wade", "frank", "victor", "pat", "rob", "jack", "gene", "ray", "rose", "june", "april", "august", "summer")
	// roles are what people do at a company.
	roles = set("head", "manager", "director", "ceo", "cto", "cfo", "coo", "vp", "founder", "co-founder", "president", "officer", "engineer", "consultant", "buyer", "purchasing", "procurement", "owner", "partner", "chief", "assistant", "secretary", "developer", "designer", "accountant", "representative", "executive")
	// ofPerson speak of a person.
	ofPerson = set("he", "she", "he's", "she's", "his", "him", "hers", "mr", "mrs", "ms", "mr.", "mrs.", "ms.")
	assigns  = set("assign", "reassign", "hand", "handing", "owner", "give", "transfer")
)

// workplace is the label of where somebody works.
const workplace = "company"

// takesOver stands behind who is to own a record.
var takesOver = regexp.MustCompile(`(?i)\b(?:(?:now|will|should|shall|is going to|has to|must) +)*(?:owns?|takes?(?: +(?:over|care +of|on))?|is +(?:now +)?(?:taking +(?:over|care +of)|responsible +for|in +charge +of|looking +after|handling)|looks? +after|handles?)\b`)

// signsOff stands before a signature.
var signsOff = regexp.MustCompile(`(?i)^(?:(?:kind|best|warm|many)? *(?:regards|wishes)|best|cheers|sincerely|yours(?: sincerely| truly)?|thanks|thank you|--+)[,.!]*$`)

// backward point back to what was spoken of, by hash.
var backward = hashes("it", "him", "her", "them", "that", "this")

// Small words that decide by themselves what belongs together.
const (
	andWord, ofWord, theWord, atWord, toWord, herWord, isVerb, fromWord = "and", "of", "the", "at", "to", "her", "is", "from"

	forThem  = "for"     // "Site for 500 seats"
	gerund   = "ing"     // what ends "sending"
	anyLabel = "details" // what people want to see of a record whose fields are not known
)

var (
	shorthand   = set("id")  // is no name, capital or not
	somebodys   = set("guy") // is a name behind a noun: "contact guy hawkins"
	turnsTo     = set("to", "now")
	changing    = set("date", "change", "update")
	trails      = set("and", "please") // ends what stands before it
	apart       = set("for", "in")     // joins no two capitals to one name
	makesValue  = set("to", "into", "onto", "->", "→", "=>", "stage")
	fresh       = set("new")
	standIns    = set("thing", "one") // stand for the kind of record: "the globex thing"
	conditional = set("is", "are", "whose")
	leadsOver   = set("worth", "for", "closing", "at", "in", "on", "by", "with", "and", "of", "a", "the", "to", "is", "value", "amount", "due", "email", "e-mail", "phone", "over", "under")
)

// severalOf tells whether a further noun is one for several.
func severalOf(noun string) bool { return strings.HasSuffix(noun, "s") || noun == "people" }

// kindCues are words that stand before a value of a kind.
var kindCues = map[field.Kind][]string{
	field.Money: {"worth", "value", "valued"},
	field.Owner: {"assign", "assigned", "owner"},
	field.Date:  {"closing", "closes", "due"},
}
