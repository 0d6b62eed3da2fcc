package machine

import "regexp"

// How people say in English what the step understands by itself, beyond what
// package match reads: patterns over a whole message, without its last full
// stop or question mark.

var (
	// "what is a pipeline", "what does stage mean", "what do you mean by that"
	asksMeaning = regexp.MustCompile(`(?i)^(?:(?:sorry|wait|hm+|ok|okay|and|but|so|well|first|please|can you|could you)[,.]? +)*` +
		`(?:what(?:'s|s| is| are) +(?:meant by +)?an? +(?:"|')?(.{2,30}?)(?:"|')?(?: anyway| here| exactly| again| supposed to be| supposed to mean)*` +
		`|what +(?:does|do) +(?:an? |the )?(?:"|')?(.{2,30}?)(?:"|')? +(?:mean|stand for)(?: here)?` +
		`|what +do +you +mean(?: +(?:by|with) +(?:an? |the )?(?:"|')?(.{2,30}?)(?:"|')?)?` +
		`|(?:explain|define)(?: to me)?(?: what)? +(?:an? |the )?(?:"|')?(.{2,30}?)(?:"|')?(?: is| means| to me)?)$`)

	// "to closed lost", "actually all of them to closed lost", about what is about
	// to change
	toWhat = regexp.MustCompile(`(?i)^(?:(?:actually|rather|instead|no|wait|well|then|move|put|set)[, ]+)*(?:(?:it|them|these|those|both|all|all of (?:them|these|those)|them all|everything) +)?(?:to|into) +(.{2,100})$`)

	// "and the amount", "what about the close date"
	andThe = regexp.MustCompile(`(?i)^(?:and|what about|how about) +(?:the +)?([\p{L} -]{2,30})$`)

	// "no, I meant Jane Fisher", of a record on show
	meantOther = regexp.MustCompile(`(?i)^(?:(?:no|nope|sorry|oops|wait|actually|not (?:him|her|it|that one|this one))[,.!]? +)*(?:i mean|i meant|rather|the other) +(?:the +)?(.{2,80}?)(?: instead)?$`)

	// "oops, can I get him back?"
	getBack = regexp.MustCompile(`(?i)^(?:(?:oops|no|oh|wait|sorry|damn|hm+)[,.!]? +)*(?:can (?:i|we|you) +|could (?:i|we|you) +|i want +|please +)?(?:to +)?(?:(?:get|have|bring|put) +(?:it|him|her|them|that)(?: one)? +back|restore +(?:it|him|her|them|that)(?: one)?)(?: again| please)?$`)

	// "yes delete", which needs no more words
	yesDo = regexp.MustCompile(`(?i)^(?:(?:yes|yeah|yep|ok|okay|sure|right|go ahead)[,.!]? +(?:and +|please +)*)+(create|add|save|make|update|change|delete|remove|archive|erase)(?: +(?:now|please|away))*[.!]*$`)

	// what people add to a wish: "delete it after all"
	afterAll = regexp.MustCompile(`(?i)(?:,? +(?:after all|anyway|then|please))+$`)

	// "biggest first", of the table on show
	utmostFirst = regexp.MustCompile(`(?i)^(?:(?:and|so|but|ok|okay|now|hm+|no|please|then|rather|better|with)[, ]+)*(?:the )?(?:(most|least) )?(biggest|largest|highest|most valuable|valuable|smallest|lowest|cheapest|earliest|soonest|latest|newest|most recent|oldest)(?: ones| deals| contacts)?(?: (?:at the top|on top)|(?: come| go)? first)(?: please| then| instead)*$`)

	// "and he moved to Initech", where one change of somebody is asked about
	// already
	alsoOf = regexp.MustCompile(`(?i)^(?:(?:and|also|oh|plus)[, ]+)+`)

	// "no, her last name is Rios", in the middle of something else
	theirIs = regexp.MustCompile(`(?i)^(?:(?:no|sorry|wait|oops|oh|actually|by the way|btw)[,.!]? +)*(?:his|her|their) +([\p{L} -]{2,30}?) +(?:is|should be|must be|was) +(?:actually +)?(.{1,100}?)(?: actually| though)?$`)

	// "a deal with her", "deal for him, 3k"
	withThem = regexp.MustCompile(`(?i)\b(?:with|for) (him|her|them)\b`)

	// "what's still to do?", with wishes that wait for their turn
	whatIsLeft = regexp.MustCompile(`(?i)^(?:and +)?(?:what(?:'s|s| is| else is| was)? +(?:still +)?(?:left|missing|to do|open|next|after (?:this|that))(?: to do)?|what (?:comes|happens) (?:next|after (?:this|that))|what else(?: do (?:we|you) (?:have to|need to) do)?|where are we|where were we|how much is left)$`)

	// "same for Bolt Ltd", "another one with Jane", "do the same for Globex"
	sameFor = regexp.MustCompile(`(?i)^(?:(?:and|now|then|ok|okay|please|also|can you|could you|do|make|create|add|log)[, ]+)*` +
		`(?:(?:the +|exactly the +)?same(?: (?:again|thing|deal|contact|one|change|please))?|(?:(?:just|exactly) like (?:that|it)|another(?: one)?|one more)(?: (?:like (?:that|it|this)|of (?:those|these)))?|ditto|repeat (?:that|it))` +
		`[,]? +(for|with|called|named|but(?: with| for)?) +(.{2,200}?)(?: too| as well| please)*$`)
)
