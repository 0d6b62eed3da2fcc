package field

// types lists what authors may use, in the reference's order.
var types = []Type{
	{Kind: Text, Summary: "any words", Example: "Acme, 50 seats", Read: readText, Input: "text"},
	{Kind: Number, Summary: "a number, in digits or words", Example: "1,250", Read: readNumber, Find: findNumbers, Input: "number"},
	{Kind: Money, Summary: "an amount, with or without a currency", Example: "$1.2m", Read: readMoney, Find: findMoney, Input: "money"},
	{Kind: Percent, Summary: "a percentage", Example: "12.5%", Read: readPercent, Find: findPercents, Input: "number"},
	{Kind: Date, Summary: "a day, exact or in words", Example: "end of Q1", Read: readDate, Find: findDates, Input: "date"},
	{Kind: Time, Summary: "a time of day", Example: "3pm", Read: readTime, Find: findTimes, Input: "text"},
	{Kind: Email, Summary: "an e-mail address", Example: "jane@acme.com", Read: readEmail, Find: findEmails, Input: "email"},
	{Kind: Phone, Summary: "a phone number", Example: "+1 415 555 2671", Read: readPhone, Find: findPhones, Input: "phone"},
	{Kind: URL, Summary: "a web address", Example: "https://acme.com", Read: readURL, Find: findURLs, Input: "url"},
	{Kind: YesNo, Summary: "yes or no", Example: "yes", Read: readYesNo, Input: "yes_no"},
	{Kind: Pick, Summary: "one of several choices", Example: "the second one", Read: readChoice, Input: "choice"},
	{Kind: Owner, Summary: "a person of the account", Example: "Jane Doe", Read: readOwner, Input: "choice"},
	{Kind: Record, Summary: "a record, by id, link or name", Example: "#1234567", Read: readRecord, Input: "record"},
	{Kind: Changes, Summary: "what to change in a record, several things at once", Example: "stage to won, amount 5k", Read: readChanges, Input: "text"},
}

// inner are kinds that dialogs can't name: parameters the engine fills.
var inner = []Type{
	{Kind: Conditions, Summary: "the comparisons of a search", Example: "amount over 10k", Read: readChanges, Input: "text"},
}

// table is types and inner by kind, with what every kind has. It is made once:
// TypeOf is called several times in every turn.
var table = func() map[Kind]Type {
	all := map[Kind]Type{}
	for _, t := range append(types[:len(types):len(types)], inner...) {
		k := t.Kind
		t.Show = func(value Value, v View) string { return Show(k, value, v) }
		t.Expr = func(value Value) any { return express(k, value) }
		all[k] = t
	}
	return all
}()

// TypeOf gives what there is to know about a kind.
func TypeOf(k Kind) (Type, bool) {
	t, ok := table[k]
	return t, ok
}

// Kinds are the kinds authors may use, in the reference's order.
func Kinds() []Kind {
	kinds := make([]Kind, len(types))
	for i, t := range types {
		kinds[i] = t.Kind
	}
	return kinds
}
