package match

import (
	"regexp"

	"parley/engine/field"
)

// The sentences of English that the readers know, in the order of the readers.

// A name that begins with a no: "No Limits". With a comma it would be one.
var noName = regexp.MustCompile(`^No \p{Lu}`)

// "push it to Friday" is about the record whose changes are to be confirmed.
var changesIt = regexp.MustCompile(`(?i)^(?:please +)?(?:make|move|push|set|put|bump|raise|increase|lower|reduce|postpone|delay|shift|bring|pull|mark|rename|call|assign|change) +(?:it|that|this) +\S`)

// inFront is a small word before a name that is a new value.
var inFront = regexp.MustCompile(`^(?:at|to|with|from|for|in) +(\p{Lu})`)

// What people say around a value that corrects another one: "Rosso, not Ross",
// "wrong, it's Rosso".
var (
	notThis  = regexp.MustCompile(`(?i), +(?:and +)?not +[^,]+$`)
	wasWrong = regexp.MustCompile(`(?i)^(?:wrong|not right)[,;.] +(?:it'?s|it is|it should be) +`)
)

// What stands between a record's name and the field of it that changes.
var lead = regexp.MustCompile(`(?i)(?:'s|[,:]? +(?:and|set|change|update|the|its|with|to))+$`)

var callIt = regexp.MustCompile(`^just |(?i)^(?:please +|let'?s +)?(?:i'?d say|i would say|call it|name it|it'?s called|it is called|it should be called|the name is|make it) +`)

// onSecondThoughts takes back what was said just before: "Bolt... no, make that
// Bolt Industries".
var onSecondThoughts = regexp.MustCompile(`(?i)^.{1,60}?(?:\.{2,}|…|[,;–-]) *(?:no|sorry|wait|actually)[,.]* +(?:make (?:that|it)|i mean|i meant|rather|it's) +(.+)$`)

var over = regexp.MustCompile(`(?i)(?:[,:;]| (?:for|worth|at|of|closing|by|on|due|with|email|e-mail|phone|amount|value))+ *$`)

var changeOfPattern = regexp.MustCompile(`(?i)^(?:please +|can you +|could you +)?(?:change|set|update|put|make|correct) +(?:the +)?(.{2,30}?) +(?:of|for|on) +(.+?) +(?:to|into|as|=) +(.+)$`)

// "change Jane Fisher's phone to …"
var changeTheirs = regexp.MustCompile(`(?i)^(?:please +|can you +|could you +)?(?:change|set|update|correct) +(.+?)['’]s +(.{2,30}?) +(?:to|into|as|=) +(.+)$`)

// What people open and end a message with and mean nothing by: "oh, I see.",
// "good morning!", "hmm", "…, please". The first list stands before a stop
// only, since its words also begin what is meant: "thanks giving campaign".
var (
	openedBy = regexp.MustCompile(`(?i)^(?:h+m+|u+m+|u+h+|e+r+m?|ah+|oh+|ooh|aha|oops|well|alright|all right|right|ok|okay|ok then|great|perfect|cool|nice|good|fine|super|thanks|thanks a lot|thank you|thank you (?:very|so) much|thx|cheers|hi|hello|hey|good (?:morning|afternoon|evening|day)|i see|oh i see|got it|understood|let me see|let's see|let me think|sorry|excuse me|hold on|one moment|quick question|by the way|btw)(?: +(?:there|again|then|all))? *(?:[,.!…;:]+|\.\.\.| [-–—]) *`)
	hesitant = regexp.MustCompile(`(?i)^(?:h+m+|u+m+|u+h+|e+r+m?|ah+|oh+|oops|ok|okay|well|hi|hello|hey|so|sorry|thanks|thx) +`)
	hums     = regexp.MustCompile(`(?i)^(?:h+m+|u+m+|u+h+|e+r+m?|ah+|oh+|ooh|aha)(?:[,.!…;: ]|\.\.\.)+ *`)
	ended    = regexp.MustCompile(`(?i)(?:,? +(?:please|pls|plz|thanks|thank you|i guess|i think|if possible|if you can|if that's ok))+[.!]*(\??)$`)
)

// Where one wish of a sentence ends and the next begins. After a strong joint
// stands nothing but another wish; a weak one also joins words of a name.
var (
	strongJoint = regexp.MustCompile(`(?i)[,;.!]? +(?:and +|but +)?(?:then|after that|afterwards|finally)(?:,| also)? +|; +|[.!] +|\n+`)
	weakJoint   = regexp.MustCompile(`(?i),? +(?:and|plus)(?: +also| +please)?,? +`)
	then        = regexp.MustCompile(`(?i)^(?:then|after that|afterwards|next),? +(?:also +)?(.+)$`)
	article     = regexp.MustCompile(`(?i)^(?:a|an|another|one|two|the)\s`)
)

// A question about one value of a record: "who owns Globex", "what's Jane's
// number", "when does it close". What is asked for stands in the group "what",
// or follows from the words; whose it is stands in "of".
var questions = []struct {
	re   *regexp.Regexp
	kind field.Kind // when no word names the value
}{
	{re: regexp.MustCompile(`(?i)^(?:what(?: is|'?s| are|'?re| was)|who(?: is|'?s)|which is|when(?: is|'?s)|do you (?:know|have)|tell me|give me|(?:can|could) you (?:tell|give) me|i need|what about) +(?:the +)?(?P<what>[\p{L} -]{2,30}?) +(?:of|for|on|at|in|from) +(?P<of>.+)$`)},
	{re: regexp.MustCompile(`(?i)^(?:what(?: is|'?s| are|'?re| was)|who(?: is|'?s)|which is|when(?: is|'?s)|do you (?:know|have)|tell me|give me|(?:can|could) you (?:tell|give) me|i need) +(?P<of>.+?)['’]s? +(?P<what>[\p{L} -]{2,30})$`)},
	{re: regexp.MustCompile(`(?i)^(?:what(?: is|'?s| are|'?re| was)|who(?: is|'?s)|which is|when(?: is|'?s)|do you (?:know|have)|tell me|give me|(?:can|could) you (?:tell|give) me|what about) +(?P<of>its|his|her|their|the|that|this)? *(?P<what>[\p{L} -]{2,30}?)(?: again| now)?$`)},
	{re: regexp.MustCompile(`(?i)^(?:what|which) +(?P<what>[\p{L} -]{2,30}?) +(?:is|does|has|was) +(?P<of>.+?)(?: +(?:work +for|work +at|work +with|belong +to|in|at|on|have|has|under|for|from|with))?$`)},
	{re: regexp.MustCompile(`(?i)^(?:in +)?(?:what|which) +(?P<what>[\p{L} -]{2,30}?) +(?P<of>(?:\S+ +){0,4}?\S+) +(?:is|has|are|have|was)(?: +(?:in|at|on|with))?$`)},
	{re: regexp.MustCompile(`(?i)^(?:the +)?(?P<what>[\p{L} -]{2,30}?) +(?:of|for) +(?P<of>[^?]{2,60})\?$`)},
	{re: regexp.MustCompile(`(?i)^who +(?:owns?|is +responsible +for|handles|is +handling|takes +care +of|looks +after) +(?P<of>.+)$`), kind: field.Owner},
	{re: regexp.MustCompile(`(?i)^what did (?:i|we|you) +(?:say|put|enter|write|have)(?: down)?(?: for| about| as)? +(?P<of>its|his|her|their|the)? *(?P<what>[\p{L} -]{2,30}?)(?: was| is)?$`)},
	{re: regexp.MustCompile(`(?i)^who(?: is|'?s)? +(?P<of>.+?) +(?:with|for)$`), kind: field.Record},
	{re: regexp.MustCompile(`(?i)^(?:how much|what) +(?:is|was|are|would) +(?P<of>.+?) +(?:worth|for|about)$`), kind: field.Money},
	{re: regexp.MustCompile(`(?i)^how (?:much|big|large) +(?:is|was|are) +(?P<of>.+?)$`), kind: field.Money},
	{re: regexp.MustCompile(`(?i)^how (?:much|big)$`), kind: field.Money},
	{re: regexp.MustCompile(`(?i)^when +(?:was|were|did) +(?P<of>.+?) +(?:get +)?(?P<what>created|added|made|updated|modified)$`)},
	{re: regexp.MustCompile(`(?i)^when +(?:does|do|will|is|did) +(?P<of>.+?) +(?:be +)?(?P<what>close|closes|closing|end|due)$`)},
	{re: regexp.MustCompile(`(?i)^(?:(?:and|what about|how about) +)*(?P<of>(?:its|his|her|their|the) +)?(?P<what>[\p{L} -]{2,30})\?$`)},
	{re: regexp.MustCompile(`(?i)^(?P<of>[^?,]{2,60})['’]s +(?P<what>[\p{L} -]{2,30})\?$`)},
}

// "why do you need the stage?" is about the open question.
var whyAsked = regexp.MustCompile(`(?i)^(?:and |but )?why (?:do you|would you|should i|must i|do i|does|is|are) .{0,40}\b(?:need|ask|want|know|tell|important|required|necessary|matter)\b.{0,30}$`)

// yes begins an answer at the confirm question that goes on: "yes, and who is
// the contact?", "yes but make it 500".
var yesAnd = regexp.MustCompile(`(?i)^(?:yes|yeah|yep|yup|yse|ok|okay|sure|right|correct|perfect|great|fine|good)(?: please)?[,.!;]? +(?:(?:and|but|also|just|only|oh|by the way|btw)[,]? +)*(.+)$`)

// doesSo asks for what was just agreed to: "perfect, please create it".
var doesSo = regexp.MustCompile(`(?i)^(?:please +)?(?:create|save|add|make|update|change|delete|remove|do|send) +(?:it|that|this|him|her|them)[.!]*$`)

var (
	atPresent = regexp.MustCompile(`(?i) +(?:right now|now|currently|at the moment|at present|so far|again)[ ?.!]*$`)
	polite    = regexp.MustCompile(`(?i)^(?:(?:and|but|also|hey|hi|hiya|ok|okay|so|sorry|please|no|wait|hold on|actually|oh|hm+|quick question|(?:do|can|could) you (?:know|remember|tell me|say|remind me)|remind me|(?:i |we )?(?:can'?t|cannot|don'?t|do not) (?:remember|recall|know|see|tell|think of)|(?:i |we )?(?:forgot|wonder|keep forgetting)|(?:i am|i'm) (?:not sure|wondering)|i(?:'d| would)? (?:want|need|like|have) to (?:know|check|find out|see)|any idea|no idea|not sure)[,:]? +)+`)
	aTime     = regexp.MustCompile(`(?i)^(?:(?:this|next|last|the) +)?(?:week|month|quarter|year|january|february|march|april|may|june|july|august|september|october|november|december|q[1-4]|today|tomorrow)\b`)
	aTimeIn   = regexp.MustCompile(`(?i)\b(?:this|next|last) +(?:week|month|quarter|year)\b`)
	// pronouns stand for what is open or was shown last.
	itself = regexp.MustCompile(`(?i)^(?:|it|its|this|that|the|his|her|their|him|them|he|she|(?:this|that|the) (?:one|deal|contact|record))$`)
)

const whose = `(?:the|his|her|its|their|my|your|our)`

var (
	// What leads up to a statement, and what trails behind it.
	opening = regexp.MustCompile(`(?i)^(?:(?:of course|sure|certainly|yes|yeah|yep|ok|okay|well|right|so|and|also|oh|ah|um|hmm|hi|hello|good morning|great|perfect|no|nope|sorry|oops|wait|actually|thanks|thank you|i think|i guess|please|by the way|btw)\b[,.!:;]* +)+`)
	closing = regexp.MustCompile(`(?i)[,.!]* +(?:sorry|thanks|thank you|please|i think|i guess|i believe|if i'm not wrong|right now|at the moment|for now|yet|now)[.!]*$`)

	// The joints between statements of one sentence.
	joints = regexp.MustCompile(`(?i)[,;.!] +(?:and +)?| +and +|\n+`)

	isCalled = regexp.MustCompile(`(?i)^(?:(?:` + whose + ` +)?(?:full +)?name(?: is|'?s|:)|(?:he|she|it)(?: is|'?s) (?:called|named)|(?:he|she) goes by) +(.+)$`)
	callsIt  = regexp.MustCompile(`(?i)^(?:please +|let'?s +)?(?:call|name) it +(.+?)(?: instead)?$`)
	belongs  = regexp.MustCompile(`(?i)^(?:(?:he|she|they)(?: is|'s| are|'re)?(?: now)? +)?(?:(?:works?|working|employed) (?:at|for|with|by)|(?:he|she)(?: is|'s)(?: now)? (?:at|with|from)) +(.+)$`)
	labelIs  = regexp.MustCompile(`(?i)^(` + whose + ` +)?([\p{L} _-]{2,30}?)(?: (?:is|was|will be|should be|would be)|:| =) +(.+)$`)

	without = regexp.MustCompile(`(?i)^(?:(?:no have|no|without|skip|leave out|forget|omit)(?: (?:the|a|an|any|his|her|its|their))? +|(?:i|we|he|she|they|it)? ?(?:don'?t|doesn'?t|do not|does not|didn'?t|haven'?t|hasn'?t|not)(?: really| yet)? (?:have|know|got|remember|see|use)(?: (?:the|a|an|any|his|her|its|their|got))* *|(?:there is|there's|there are|(?:i|we|he|she|they) ha(?:ve|s)) no +)(.*)$`)
	nothing = regexp.MustCompile(`(?i)^(?:|it|that|this|one|any|none|nothing|idea|clue|more|yet)$`)
)

// Words that a question begins with: by themselves, and before somebody who is
// asked about.
var (
	asks     = regexp.MustCompile(`(?i)^(?:(?:in|at|on|for|from|with|to|of) (?:which|what|whom)|what|what's|whats|who|who's|whom|whose|when|where|where's|why|how|how's|which)(?: +\S+){2}`)
	asksAt   = regexp.MustCompile(`(?i)^(?:what|whats|who|whos|whom|whose|when|where|why|how|hows|which|is|are|was|were|do|does|did|can|could|will|would|should|shall|may|have|has|any|huh)\b`)
	proposes = regexp.MustCompile(`(?i)^(?:and |but )?(?:what|how) about +\S`)
	asksFor  = regexp.MustCompile(`(?i)^(?:is|are|was|were|do|does|did|can|could|will|would|should|shall|may|have|has) +(?:you|i|we|it|this|that|there|he|she|they|the|my|your|his|her|anybody|anyone|somebody|someone) `)
)

// People say how a name is spelt behind it: "Jayne with a y".
var spelt = regexp.MustCompile(`(?i)^(\S+),? +(?:spel(?:t|led) +|written +)?with +(?:an?|one|two|double|no) +\p{L}(?:'?s)?$`)

// leadsToOne leads up to which record it is: "it's with", "our contact there is".
var leadsToOne = regexp.MustCompile(`(?i)^(?:(?:it'?s|it is) +)?(?:(?:the|our|my) +(?:deal|contact)(?: there)? +is +|with +|(?:the +)?(?:deal|contact)? *(?:number|no\.|id) +)`)

// spokenOf speaks of what somebody is called.
var spokenOf = regexp.MustCompile(`(?i)\b(?:his|her) (?:[\p{L}]+ )?name\b`)

// oneMore names a thing that is not there yet, or no certain one.
var oneMore = regexp.MustCompile(`(?i)^\S+(?: me| us)? +(?:an?|another)(?: new)? +\S`)

var possessive = map[string]bool{"my": true, "your": true, "our": true, "their": true, "its": true, "his": true, "her": true}
