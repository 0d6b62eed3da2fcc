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
