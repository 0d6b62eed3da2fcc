package machine

import "regexp"

// How people say in German what the step understands by itself.
var germanPhrases = []rendering{
	{regexp.MustCompile(`(?i)^(?:bitte +)?lösch(?:e|en sie)? +(?:bitte +)?(?:ihn|sie|es|das|diesen?|dieses)(?: +(?:wieder|bitte))*$`), "delete it"},
	{regexp.MustCompile(`(?i)^(?:bitte +)?(?:zeige?|zeigen sie|öffne|öffnen sie) +(?:mir +)?(?:bitte +)?(?:ihn|sie|es|das|diesen?|dieses)(?: +(?:an|bitte))*$`), "show it"},
	{regexp.MustCompile(`(?i)^(?:bitte +)?(?:ändere|ändre|ändern sie|setze?|setzen sie|korrigiere) +(?:bitte +)?(?:(?:den|die|das|seinen?|ihren?|dessen|deren) +)?([\p{L} -]{2,30}?) +(?:auf|zu|in) +(.+)$`), "change the $1 to $2"},
	{regexp.MustCompile(`(?i)^(?:bitte +)?sortiere?(?: +sie| +das)? +nach +(.+)$`), "sort by $1"},
}
