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

// What people say about several rows of a table.
var (
	partOfSeveral = regexp.MustCompile(`(?i)^(?:please +|can you +|could you +|now +)?(update|change|edit|set|move|make) +(?:the +)?([\p{L} ]{2,30}?) +(?:of|on|for) +(all(?: of)? (?:them|these|those)|them(?: all)?|these|those|both(?: of them)?|(?:the )?(?:first|last) \w+(?: ones| deals| contacts| rows)?) +(?:to|as|=) +(.+)$`)
	several       = regexp.MustCompile(`(?i)^(?:please +|can you +|could you +|now +)?` +
		`(update|change|edit|modify|move|mark|set|delete|remove|archive|erase) +` +
		`(all(?: of)? (?:them|these|those)|all (?:the |these |those )?(?:deals|contacts|rows|ones)|them(?: all)?|these|those|both(?: of them)?|everything|(?:the )?first \w+(?: ones| deals| contacts| rows)?|(?:the )?last \w+(?: ones| deals| contacts| rows)?|(?:numbers? |rows? |the )?(?:(?:\d{1,2}|first|second|third|fourth|fifth)(?: one)?(?:, ?(?:and )?| and | & )(?:the )?)+(?:\d{1,2}|first|second|third|fourth|fifth|last)(?: ones?| deals| contacts| rows)?)` +
		`(?:[:,]? +(.+))?$`)
	places = regexp.MustCompile(`\d{1,2}|first|second|third|fourth|fifth|last`)
)

// What people say to name a record.
var (
	// Words that stand for a record that was shown.
	pronoun = regexp.MustCompile(`(?i)^(?:it|this|that|him|her|them|this one|that one|the same|(?:this|that|the|the last|the new) (deal|contact|record|one))$`)
	// What people say before the name of a record when they are asked for it.
	leadsToName = regexp.MustCompile(`(?i)^(?:what about|how about|let's take|let's say|i mean|i meant|it's|it is|the one (?:called|for|from|with)|make it|try|rather|maybe) +`)
	another     = regexp.MustCompile(`(?i)^(?:the )?other +`)
	// What leads up to what tells one of several from the others: "the one at Acme".
	distinct = regexp.MustCompile(`(?i)^(?:(?:the|that) +)?(?:(?:one|person|guy|woman|man|\p{L}+) +)?(?:who(?:'s| is)? +(?:works? +)?)?(?:at|from|with|in|of|for) +(?:the +)?| one$`)
)

// What people say about what is to change.
var (
	// A change as people write it, behind the field's name: "to 500", ": 500".
	joint   = regexp.MustCompile(`(?i)^(?:,?\s+(?:to|into|is|as|should be|becomes|=)\s+|\s*[:=]\s*|\s+)`)
	verbs   = regexp.MustCompile(`(?i)^(?:please\s+)?(?:change|set|make|put|update|move|and|also|then|the|its|his|her)\s+`)
	emptied = regexp.MustCompile(`(?i)^(?:empty|nothing|none|blank|clear(?:ed)?|-)$`)
)

// What people say to go on with what they see.
var (
	alike      = regexp.MustCompile(`(?i)^(?:(?:and|now|then|ok)[, ]+)*(?:what about|how about|same for|the same for|and|now) +(?:for +)?(?:the +)?(.{2,80})$`)
	noName     = regexp.MustCompile(`(?i)^(?:how|what|which|who|whose|when|where|why|is|are|was|do|does|did|can|could|will|would|i|you|we|it|that|this|they|then|please|show|list|find|search|create|add|make|log|new|update|change|set|move|delete|remove|those|these|them|all|my|a|an)\b`)
	placeOnly  = regexp.MustCompile(`(?i)^(?:the +)?(?:(?:(?:first|second|third|fourth|fifth|last)(?: one| deal| contact)?|(?:next|previous) (?:one|deal|contact))|(?:number |no\. ?|#)\d{1,2})$`)
	changePart = regexp.MustCompile(`(?i)^` + politely + `(change|set|update|edit|correct|move|push|make|put|raise|increase|lower|reduce|bump|postpone|delay|shift|bring|pull) +(?:(?:the|its|his|her) +)?(.{2,30}?) +(to|by|as|into|at|back|out|up|down|forward|=) *(.+)$`)
	partIs     = regexp.MustCompile(`(?i)^(?:the |its |his |her )?(.{2,30}?) +(?:should be|must be|has to be|is now|was) +(.+)$`)
	itIs       = regexp.MustCompile(`(?i)^(?:it|that|this)(?:'s| is| was| will be)? +(?:now +)?(?:worth|at|closing|closes|due|slipped to|slipped by|slips to|moved to) +(.+?)(?: now)?$`)
	itIn       = regexp.MustCompile(`(?i)^(?:it|that|this)(?:'s| is| should be| must be| has moved| moved| went)(?: now)? +(?:in|to|into) +(?:the +)?(.+?)(?: stage)?(?: now)?$`)
	meantValue = regexp.MustCompile(`(?i)^(?:(?:no|nope|wait|sorry|oops|actually|rather|better|i meant|i mean|make that|it should be|should be)[,.!]? +)+(.+?)(?: instead)?$`)
	elsewhere  = regexp.MustCompile(`(?i) (?:for|on|of) (?:the +)?(?:deal|contact)\b`)
	// Another wish behind a word that ends the one under way: "never mind, show me
	// Globex".
	dropsIt = regexp.MustCompile(`(?i)^(?:(?:no|wait|oh)[,.!]? +)*(?:never ?mind|nvm|forget (?:it|that|about it|this)|cancel(?: (?:it|that|this))?|stop(?: (?:it|that|this))?|scrap (?:it|that)|drop (?:it|that)|leave (?:it|that))(?: +(?:and|then))?[,.!;:…–—-]* +(.{3,})$`)
	// leavesOut are the words for what is to be taken out of several records.
	leavesOut = regexp.MustCompile(`(?i)^(?:(?:no|wait|but|oh|please|yes)[,.!]? +)*(?:(?:but )?not|without|except(?: for)?|leave out|skip|drop|take out|exclude|all but|keep) +(?:the +)?(.+?)(?: as (?:it|they) (?:is|are|was|were))?$`)
)

// What people say about somebody.
var (
	theirs      = regexp.MustCompile(`(?i)^(?:and +|what about +|how about +)?(?:his|her|its|their) +([\p{L} -]{2,30})$`)
	workAt      = regexp.MustCompile(`(?i)^(?:and +)?(?:where does|where do|who does|what company does|which company does) +(.{2,60}?) +work(?: +(?:at|for|with|in))?(?: now)?$`)
	isAt        = regexp.MustCompile(`(?i)^(he|she|they|\p{Lu}[\p{L}'-]+(?: \p{Lu}[\p{L}'-]+){0,2})(?:'s| is| has)?(?: now)? +(?:works?|working|moved|moving|switched|gone|went)(?: now)? +(?:at|for|with|to|over to) +([^,;]+?)(?: +(?:now|these days|as of today))?$`)
	emptyIt     = regexp.MustCompile(`(?i)^` + politely + `(?:remove|clear|delete|erase|empty|drop|take out|get rid of) +(.{2,60})$`)
	ofWhom      = regexp.MustCompile(`(?i)^(?:(?:the|his|her|its|their) +)?(.+?)(?: +(?:of|for|from|on) +(.+))?$`)
	joinTo      = regexp.MustCompile(`(?i)^` + politely + `(?:add|link|connect|attach|associate|put) +(.{2,60}?) +(?:to|with|on|onto|into) +(?:the +|that +|this +|my +)?(.{0,60}?) ?(deal|contact)$`)
	she         = regexp.MustCompile(`(?i)^(?:he|she|they|him|her|them)$`)
	sameAsOther = regexp.MustCompile(`(?i)^(?:it's |it is |(?:he|she) (?:has|is at|works at) )?(?:the )?same(?: [\p{L} -]{2,20})? (?:as|like) +.{2,60}$`)
)

// What people say to see a record.
var (
	lookAt = regexp.MustCompile(`(?i)^` + politely + `(?:show|open|view|see|find|get|look at|pull up|tell me about) +(?:me +)?(?:the +)?((?:\S+ ?){1,5})$`)
	whoIs  = regexp.MustCompile(`(?i)^(?:and +)?(?:who(?:'s| is|s)|do (?:we|you|i) know) +((?:[\p{L}'-]+ ?){1,3})$`)
)

// What people say about a record that was shown.
var (
	// A sentence about a record that was shown: what to do with it, which one,
	// and the rest, which only a change has.
	aboutOne = regexp.MustCompile(`(?i)^` + politely +
		`(show|open|view|get|update|change|edit|modify|move|mark|rename|set|delete|remove|archive|erase|` + changing + `) +(?:me +)?` +
		`((?:this|that|the|the last|the new) (?:deal|contact|record|one)|it|this|that|him|her|(?:the )?(?:first|second|third|fourth|fifth|last)(?: one| deal| contact)?|(?:the )?(?:next|previous) (?:one|deal|contact)|(?:number |no\. ?|#)\d{1,2})` +
		`(?:[:,]? +(.+))?$`)
	joined = regexp.MustCompile(`(?i)^(?:and +)?(?:to|as|set|so that|with) +`)
	// "her phone" is the phone of her.
	possessive = regexp.MustCompile(`(?i)^((?:please +)?(?:update|change|set|edit|modify) +)(its|her|his) +`)
	nearer     = regexp.MustCompile(`(?i)^(?:(?:forward|in|up|closer|by) +)+`)
	aboutNamed = regexp.MustCompile(`(?i)^(?:please +|can you +|could you +)?(?:show|open|view|get|update|change|edit|modify|delete|remove|archive|erase) +(?:me +)?(?:the +)?(.{2,100})$`)
	verbOf     = regexp.MustCompile(`\b(?:show|open|view|get|update|change|edit|modify|delete|remove|archive|erase)\b`)
	neighbour  = regexp.MustCompile(`^(?:the )?(next|previous) (?:one|deal|contact)$`)
)

// What people say about a table that was shown before.
var (
	listAgain = regexp.MustCompile(`(?i)^` + politely + `(?:(?:go |take me |bring me |get me )?(?:back|return) to (?:the |my |that )?(?:list|table|results?|search(?: results?)?|overview|other ones|others)|(?:show|see|open)(?: me)? (?:the |my |that )(?:list|table|results?|search results?) again|(?:the |that )?(?:list|table|results) again)(?: please)?$`)
)

// What people say to narrow and sort a table.
var (
	onlyThose = regexp.MustCompile(`(?i)^(?:please +)?(?:(?:and|now|then|ok|so)[, ]+)*(?:show +(?:me +)?)?(?:only|just|narrow(?: it)?(?: down)?(?: to)?|filter(?: by| for)?|(?:what|how) about|the ones|those|which (?:ones|of (?:them|those|these))(?: are)?)\b *(?:the +|those +|these +)?(?:ones? +|deals? +|contacts? +)?(.+)$`)
	bareTerms = regexp.MustCompile(`(?i)^(?:(?:and|now|then|ok|okay|so|hm+|no|well|try|make (?:that|it))[, ]+)*((?:over|above|under|below|more than|less than|at least|at most|up to|between|before|after|closing|owned by|in|not)\b .+?)(?:,? (?:then|instead|maybe|please))*$`)
	sortedBy  = regexp.MustCompile(`(?i)^(?:please +)?(?:sort|order)(?: (?:it|them|that|these|the list))?(?: by)? +(?:the +)?(.+?)(?:,? +(asc|ascending|smallest first|lowest first|earliest first|oldest first|desc|descending|largest first|highest first|biggest first|latest first|newest first))?$`)
	fromTop   = regexp.MustCompile(`(?i)^(?:desc|lar|high|big|lat|new)`)
)

// What people say about a table as a whole.
var (
	// Questions about a table as a whole: how many there are, what they add up to,
	// and which is the biggest.
	howMany    = regexp.MustCompile(`(?i)^(?:(?:and|so|but) +)?(?:how many(?: (?:deals|contacts|records|results|ones|of (?:them|those|these)))?(?: (?:are|is|were) (?:there|they|those|that|it|these))?(?: (?:in total|in all|altogether|now|overall))?|what(?:'s| is) the (?:count|number))$`)
	addUp      = regexp.MustCompile(`(?i)^(?:(?:and|so|but) +)?(?:(?:what(?:'s| is) )?(?:the |their |its )?(?:grand )?(?:total|sum|total (?:value|amount|sum)|combined (?:value|amount))|(?:what|how much)(?:'s| is| are| do| does| would)? (?:it|they|that|those|these|all of (?:them|those|these)|everything)(?: all)?(?: be)? (?:worth|add(?:s)? up to|come(?:s)? to|make|total)?(?: ?(?:in total|in all|altogether|together|all together))?|(?:add|sum) (?:it|them|that|those|these) (?:all )?up)$`)
	utmostOnly = regexp.MustCompile(`(?i)^(?:(?:and|so|but|what about|how about) +)?(?:the )?(?:(most|least) )?(biggest|largest|highest|most valuable|valuable|smallest|lowest|cheapest|earliest|soonest|latest|newest|most recent|oldest)(?: (?:one|deal|contact))?$`)
	utmost     = regexp.MustCompile(`(?i)^(?:(?:and|so|but) +)?(?:(?:which|what|who)(?:'s| is| are| was)?(?: (?:one|deal|contact|of (?:them|those|these)))?(?: is| are| was| has| closes| will close)?) (?:the )?(?:(most|least) )?(biggest|largest|highest|greatest|most valuable|valuable|smallest|lowest|cheapest|earliest|soonest|next|first|latest|last|newest|most recent|recent|oldest)(?: (?:one|deal|contact|amount|value|to close|close date|of (?:them|those|these|all)|overall))*$`)
)

// What people say to search.
var (
	over     = regexp.MustCompile(`(?i)(?:over|above|(?:more|greater|bigger|larger|higher) (?:than|as)|>)\s*$`)
	atLeast  = regexp.MustCompile(`(?i)(?:at least|from|>=|minimum|min)\s*$`)
	under    = regexp.MustCompile(`(?i)(?:under|below|(?:less|smaller|cheaper|lower) (?:than|as)|<)\s*$`)
	atMost   = regexp.MustCompile(`(?i)(?:at most|up to|<=|maximum|max)\s*$`)
	before   = regexp.MustCompile(`(?i)(?:before)\s*$`)
	by       = regexp.MustCompile(`(?i)(?:by|until|till)\s*$`)
	after    = regexp.MustCompile(`(?i)(?:after)\s*$`)
	since    = regexp.MustCompile(`(?i)(?:since|from)\s*$`)
	inMonth  = regexp.MustCompile(`(?i)\bin +(january|february|march|april|may|june|july|august|september|october|november|december)\b`)
	between  = regexp.MustCompile(`(?i)\b(?:(?:between|from) +([$€£]?\d[\d.,]*\s?(?:k|m|thousand|million)?) +(?:and|to|-)|([$€£]?\d[\d.,]*\s?(?:k|m|thousand|million)) ?[-–]|([$€£]\d[\d.,]*) ?[-–]) *([$€£]?\d[\d.,]*\s?(?:k|m|thousand|million)?)\b`)
	period   = regexp.MustCompile(`(?i)\b(this|next|last)\s+(week|month|quarter|year)\b`)
	amountIn = regexp.MustCompile(`(?i)(?:[$€£]\s?\d[\d.,]*\s?[km]?|\d[\d.,]*\s?(?:k|m|thousand|million|dollars|euros|usd|eur)?)\b`)
	orMore   = regexp.MustCompile(`(?i)^(?: *\+|,? +(?:or|and) +(?:(?:more|above|up|higher|larger|bigger)|(less|below|under|lower|smaller))\b)`)
	soon     = regexp.MustCompile(`(?i)\b(?:(?:in|within|during|over) +)?(?:the +)?next +((?:\d+|two|three|four|five|six|ten|few) +(?:days|weeks|months))\b`)
	made     = regexp.MustCompile(`(?i)\b(?:created|added|entered|made)\b`)
	madeIn   = regexp.MustCompile(`(?i)\b(?:created|added|entered|made)\b(?: +(?:in|on|during)\b)?`)
	fromDay  = regexp.MustCompile(`(?i)\b(?:between|from) +$`)
	toDay    = regexp.MustCompile(`(?i)^ +(?:and|to|until|till|-|–) +$`)
	notIn    = regexp.MustCompile(`(?i)\b(?:(?:but +)?not|isn't|aren't|except|excluding)(?: +(?:for|in|at|the|with|stage))* *$`)
	provider = regexp.MustCompile(`(?i)\b(gmail|googlemail|hotmail|outlook|yahoo|icloud|gmx|protonmail) +(?:e-?mail +)?(?:address(?:es)?|accounts?|e-?mails?)\b`)
	domain   = regexp.MustCompile(`(?i)@[a-z0-9-]+(?:\.[a-z0-9-]+)+`)
	// What follows a choice that people name in their own words.
	behindChoice = regexp.MustCompile(`(?i)[,;.!?]|  | +(?:and|or|but|with|over|above|under|below|worth|more|less|at|closing|closes|close|that|which|who|owned|created|before|after|by|this|next|last|from|for|please|thanks)\b|$`)
	isChoice     = regexp.MustCompile(`(?i)^(?: +(?:is|are|equals|=)| *[:=])? +(?:in +)?(?:the +)?`)
	nowhere      = regexp.MustCompile(`(?i)^(?:there|here|it|total|all|general|our|my|crm|system|pipeline|list|books?|what|which|who|how|before|after|by|until|for|this|next|last)\b`)
	inChoice     = regexp.MustCompile(`(?i)\bin +(?:the +)?`)
	comparing    = regexp.MustCompile(`(?i)^ *(?:field +)?(?:(is not|isn't|not|does not contain|is|equals|contains?|containing|includes?|including|starts? with|starting with|begins? with|beginning with|ends? (?:with|in)|ending (?:with|in)|at|like|has)\b|=|:)? *`)
	saidValue    = regexp.MustCompile(`(?i)^(?:"([^"]+)"|([^,;?!"]+?))(?: +(?:and|or|with|whose|where|that|which|who|please|for me|closing|worth|over|under|above|below|owned|in|by)\b|[,;?!]|\.$|\. |$)`)
	joins        = regexp.MustCompile(`(?i)^(?:and|or)\b`)
	inTheName    = regexp.MustCompile(`(?i)(?:\bwith +)?(?:"([^"]+)"|([\p{Lu}][\p{L}\d&'-]*)) +in +(?:the|its|their) +([\p{L} -]+?)(?: +|$|[,.?!])`)
	ownsBefore   = regexp.MustCompile(`((?:\p{Lu}[\p{L}'-]+ ?)+) *(?i:owns|is responsible for|looks after|handles)\b`)
	theirOwn     = regexp.MustCompile(`((?:\p{Lu}[\p{L}-]+ ?)+)['’]s +(?i:deals|opportunities|contacts)\b|\b(?i:does|do|did|has) +((?:\p{Lu}[\p{L}'-]+ ?)+)(?i:have|got|own|take on|look after|handle)\b`)
	ownedBy      = regexp.MustCompile(`(?i:\bowned by|\bassigned to|\bbelong(?:ing|s)? to|\b(?:deals|opportunities|contacts|leads|customers) of) +((?:\p{Lu}[\p{L}'-]+ ?)+)`)
)

// What people say behind a comma.
var (
	lastClause = regexp.MustCompile(`^.{2,60}?[,.!;–-] +(?:just +|please +|then +|and +)*([^,.!;]{3,30})[.!]*$`)
	agreeing   = regexp.MustCompile(`(?i)^(?:(?:yes|yeah|yep|ok|okay|sure|right|well|then|so|please)[,.!]* +)+`)
)

// What people say instead of a yes.
var (
	// What people say for a yes by naming what is to be done: "yes, delete it".
	doesIt = regexp.MustCompile(`(?i)^(?:(?:yes|yeah|yep|ok|okay|sure|fine|right|please|go ahead|just)[,.!]? +(?:and +)?)*(create|add|save|make|update|change|delete|remove|archive|erase) +(?:it|that|this|the (?:deal|contact)|(them|them all|all of them|the (?:deal|contact)s))(?: +(?:now|then|please))*[.!]*$`)

	// "create it", "add a new one", of a record that isn't there
	makesIt = regexp.MustCompile(`(?i)^(?:(?:yes|yeah|ok|okay|sure|then|please|no|go ahead)[,.]? +)*(?:(?:and +)?(?:create|add|make|save|enter|set up) +(?:it|him|her|them|one|this one|that one|(?:a |the )?(?:new )?(?:one|contact|deal|person|record))|(?:a +)?new (?:one|contact|deal|person|record))(?: +(?:then|please|for me|first))*$`)

	// "no, Globex", at a choice between records
	notThese = regexp.MustCompile(`(?i)^(?:(?:no|nope|neither|wait|actually|none of (?:them|these|those))[,.!] *|(?:no[,.!]? +)?(?:sorry|oops)[,.!]? +|(?:no[,.!]? +)?(?:i mean|i meant|make it) +)+(?:the +)?(.{2,80}?)(?: instead)?$`)

	// "no, the other one", said of a record, is no value
	otherOne = regexp.MustCompile(`(?i)^(?:(?:no|nope|sorry|oops|wait|actually|not (?:him|her|it|that one|this one))[,.!]? +)*(?:i (?:mean|meant) +)?the (?:other|wrong) (?:one|contact|deal|person|record)$`)

	// "another deal", at a yes that is about one
	anotherOne = regexp.MustCompile(`(?i)^(?:(?:no|nope|sorry|oops|wait|stop|not (?:him|her|it|that one|this one))[,.!]? +)*(?:that's |that is |it's |i (?:mean|meant|want) )?(?:another|a different|the wrong) (?:one|contact|deal|person|record)$`)

	// "owned by Maria", of a list
	ofOwner = regexp.MustCompile(`(?i)^(?:(?:that|which|who)(?: are|'re|'s)? +)?(?:owned by|assigned to|belong(?:ing|s)? to|looked after by) +([\p{L}'-]+(?: [\p{L}'-]+)?)$`)
)
