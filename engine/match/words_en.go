package match

import (
	"regexp"

	"parley/engine/field"
)

// english is what there is to know about English, and the language that all
// others fall back to.
var english = Language{
	code: "en",
	commands: map[Command][]string{
		Confirm:  {"yes", "y", "yep", "yeah", "yup", "sure", "ok", "okay", "k", "go ahead", "do it", "please do", "correct", "right", "confirm", "confirmed", "looks good", "that's right", "yes please", "perfect", "👍", "go", "sounds good", "exactly"},
		Deny:     {"no", "n", "nope", "nah", "no thanks", "don't", "do not", "wrong", "not right", "that's wrong", "👎", "no thank you"},
		Cancel:   {"cancel", "stop", "quit", "exit", "abort", "nvm", "never mind", "nevermind", "forget it", "cancel that", "cancel it", "leave it", "no more", "stop it"},
		Back:     {"back", "go back", "previous question", "one step back"},
		Skip:     {"skip", "skip it", "skip this", "pass", "none", "nothing", "no idea", "not sure", "don't know", "i don't know", "idk", "leave it empty", "leave it blank", "n/a", "-"},
		SkipAll:  {"skip the rest", "skip all", "that's all", "thats all", "that's it", "nothing else", "no more questions", "just create it", "just do it", "done"},
		Repeat:   {"repeat", "say that again", "what was the question", "come again", "pardon"},
		Restart:  {"start over", "restart", "start again", "from the beginning", "from the top", "reset"},
		Help:     {"help", "?", "what can you do", "what can i do", "menu", "commands", "options", "help me"},
		Why:      {"why", "why do you ask", "why do you need that", "why do you need this", "what for", "why is that needed"},
		Status:   {"status", "where are we", "where were we", "what have you got", "summary", "what do you have so far"},
		Retry:    {"retry", "try again", "again", "once more", "try it again"},
		Next:     {"next", "more", "show more", "next page", "more please", "keep going"},
		GoOn:     {"go on", "continue", "carry on", "proceed", "go on with the rest", "do the rest", "the rest", "go on then"},
		Previous: {"previous", "prev", "previous page", "page back", "last page"},
		SignOut:  {"sign out", "log out", "logout", "signout", "disconnect", "disconnect hubspot"},
		WhoAmI:   {"who am i", "whoami", "which account", "what account is this", "which account am i in"},
		NewLink:  {"new link", "send a new link", "another link", "link please", "sign in", "log in", "login"},
		Undo:     {"undo", "undo it", "undo that", "undo this", "undo last", "undo the last change", "undo my last change", "undo the last one", "revert", "revert it", "revert that", "take that back", "take it back", "put it back", "put that back", "change it back", "set it back", "roll back", "rollback", "roll it back", "roll that back", "reverse it", "reverse that", "bring it back", "restore it"},
		Greet:    {"hi", "hello", "hey", "hi there", "hello there", "good morning", "good afternoon", "good evening", "hey there"},
		Thanks:   {"thanks", "thank you", "thx", "ty", "cheers", "great", "great thanks", "thanks a lot"},
	},
	polite: [2][]string{{"please "}, {" please"}},
	tails:  []string{" please", " pls", " now", " thanks", " thank you", " for me", " in hubspot", " asap"},
	corrections: corrections{
		changeTo: regexp.MustCompile(`(?i)^(?:no[,.]? +)?(?:please +)?(?:change|set|update|make|put|switch|correct) +(?:(?:the|its|my|his|her|their) +)?(.+?) +(?:to|as|into|=) +(.+)$`),
		changeIt: regexp.MustCompile(`(?i)^(?:no[,.]? +)?(?:please +)?(?:change|edit|correct|fix|update) +(?:(?:the|its|my|his|her|their) +)?(.+)$`),
		isNow:    regexp.MustCompile(`(?i)^(?:no[,.]? +|actually[,.]? +|sorry[,.]? +)?(?:the +)?([\p{L} _-]{2,30}?)(?: +(?:is|should be|=) +| *: *)(.+)$`),
		meant:    regexp.MustCompile(`(?i)^(?:no[,.]? +|nope[,.]? +|wait[,.]? +|sorry[,.]? +|oops[,.]? +|actually[,.]? +)+(?:i (?:meant|mean) +|it'?s +|(?:make|call|name) (?:it|that) +|rather +)?(.+)$`),
		iMeant:   regexp.MustCompile(`(?i)^(?:i (?:meant|mean) +|(?:make|call|name) (?:it|that) +|rather +)(.+)$`),
		notBut:   regexp.MustCompile(`(?i)^(?:no[,.]? +)?not +(.+?)[,;]? +(?:but|it'?s|rather) +(.+)$`),
		notComma: regexp.MustCompile(`(?i)^(?:no[,.]? +)?not +(.+?), *(.+)$`),
		says:     regexp.MustCompile(`(?i)^(?:(?:no|nope|wait|sorry|oops|actually|also|and|please|not that)[,.]? +)+(?:i (?:meant|mean) +|it'?s +|rather +)?`),
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

// courtesies say nothing about what is wanted, by hash.
var courtesies = hashes("please", "pls", "plz", "kindly", "thanks", "thank", "thx", "many", "would", "could", "can", "may", "might", "mind", "you", "hi", "hello", "hey", "dear",
	"good", "morning", "afternoon", "evening", "just", "quickly", "asap", "ok", "okay", "so", "well", "also", "sorry", "again", "the", "a", "an", "for", "me", "us", "our", "now")

// comparisons are the words of conditions, by hash.
var comparisons = hashes("over", "under", "above", "below", "between", "before", "after", "since", "than", "least", "most")

func hashes(list ...string) map[uint64]bool {
	m := map[uint64]bool{}
	for _, w := range list {
		m[hashWord([]rune(w))] = true
	}
	return m
}
