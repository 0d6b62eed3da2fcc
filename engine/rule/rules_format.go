package rule

// formatRules are about keys, and about what each value can be by itself.
var formatRules = []Rule{
	{Code: "PAR201", Name: "unknown-key", Text: "There is no such key.",
		Why: "What is misspelt would do nothing, in silence.",
		Bad: `
fields:
  amount:
    type: money
    ask: How much is it worth?
    hnit: For example 5k.
`, Good: `
fields:
  amount:
    type: money
    ask: How much is it worth?
    hint: For example 5k.
`},
	{Code: "PAR202", Name: "missing-key", Text: "A key is not there that must be.",
		Why: "Without a title there is nothing to show on a button; without an action the dialog does nothing.",
		Bad: `
# no title
`, Good: `
title: Note a deal
`},
	{Code: "PAR203", Name: "wrong-shape", Text: "A text stands where a list or keys are expected, or the other way round.",
		Why: "How a value is written says what it is.",
		Bad: `
done:
  say: Created <name>.
  offer: list_deals
`, Good: `
done:
  say: Created <name>.
  offer: [note_deal]
`},
	{Code: "PAR204", Name: "unknown-word", Text: "Only some words can stand behind this key, and this is none of them.",
		Why: "The words of the format are few, so that a typing mistake can be found.",
		Bad: `
fields:
  amount:
    type: money
    ask: How much is it worth?
    hint: For example 5k.
    ask_if: allways
`, Good: `
fields:
  amount:
    type: money
    ask: How much is it worth?
    hint: For example 5k.
    ask_if: always
`},
	{Code: "PAR205", Name: "bad-name", Text: "This can't be a name.",
		Why: "Names stand in texts as <name> and in conditions, so they have small letters, digits and _.",
		Bad: `
fields:
  Close-Date:
    type: date
    ask: When does it close?
    hint: For example next Friday.
`, Good: `
fields:
  close_date:
    type: date
    ask: When does it close?
    hint: For example next Friday.
`},
	{Code: "PAR206", Name: "bad-action", Text: "This can't be the name of an action.",
		Why: "Actions are written with dots: whose they are, what about, and what they do.",
		Bad: `
do: create
`, Good: `
do: hubspot.deals.create
`},
	{Code: "PAR207", Name: "bad-duration", Text: "This is not a length of time.",
		Why: "A number alone could be seconds or days.",
		Bad: `
timeout: 30
`, Good: `
timeout: 30m
`},
	{Code: "PAR208", Name: "bad-time", Text: "This is not a day or a time.",
		Why: "Tests have a clock of their own, which must be set to something certain.",
		Bad: `
-- note_deal_test.yaml --
test: a deal is noted
with: {now: next monday}
chat:
  - me: note a deal
    bot: ask name
`, Good: `
-- note_deal_test.yaml --
test: a deal is noted
with: {now: 2026-11-23}
chat:
  - me: note a deal
    bot: ask name
`},
	{Code: "PAR209", Name: "bad-range", Text: "This is not a range, or nothing fits into it.",
		Why: "A text that must be longer than it may be can't be given.",
		Bad: `
fields:
  name:
    ask: What should the deal be called?
    hint: For example Acme.
    length: 200..1
`, Good: `
fields:
  name:
    ask: What should the deal be called?
    hint: For example Acme.
    length: 1..200
`},
	{Code: "PAR210", Name: "out-of-range", Text: "This number is too small or too large.",
		Why: "Nobody answers the same question a hundred times.",
		Bad: `
fields:
  name:
    ask: What should the deal be called?
    hint: For example Acme.
    attempts: 100
`, Good: `
fields:
  name:
    ask: What should the deal be called?
    hint: For example Acme.
    attempts: 3
`},
	{Code: "PAR211", Name: "bad-pattern", Text: "This pattern can't be used.",
		Why: "Between slashes, brackets and ( ) * + ? have a meaning.",
		Bad: `
-- note_deal_test.yaml --
test: a deal is noted
chat:
  - me: note a deal
    says: /called (/
`, Good: `
-- note_deal_test.yaml --
test: a deal is noted
chat:
  - me: note a deal
    says: /called|named/
`},
	{Code: "PAR212", Name: "braces", Text: "A placeholder of another tool is said as it stands.", Warning: true,
		Why: "People would read {name}. Placeholders are written <name> here.",
		Bad: `
done:
  say: Created {{name}}.
`, Good: `
done:
  say: Created <name>.
`},
	{Code: "PAR213", Name: "name-differs", Text: "A dialog has another name than its file.", Warning: true,
		Why: "Who looks for a dialog looks for its file.",
		Bad: `
dialog: jot_deal
`, Good: `
dialog: note_deal
`},
	{Code: "PAR214", Name: "no-ask", Text: "A field has no question.",
		Why: "What is missing has to be asked, in your words.",
		Bad: `
fields:
  amount:
    type: money
`, Good: `
fields:
  amount:
    type: money
    ask: How much is it worth?
    hint: For example 5k.
`},
	{Code: "PAR215", Name: "duplicate-choice", Text: "A choice is offered twice.",
		Why: "Two buttons that say the same make people wonder.",
		Bad: `
fields:
  stage:
    choices: [new, won, new]
    ask: Which stage is it in?
`, Good: `
fields:
  stage:
    choices: [new, won]
    ask: Which stage is it in?
`},
	{Code: "PAR216", Name: "duplicate-test", Text: "Two conversations have the same name.",
		Why: "When one of them fails, its name should say which.",
		Bad: `
-- note_deal_test.yaml --
- test: a deal is noted
  chat: [{me: note a deal}]
- test: a deal is noted
  chat: [{me: jot down a deal}]
`, Good: `
-- note_deal_test.yaml --
- test: a deal is noted
  chat: [{me: note a deal}]
- test: a deal is jotted down
  chat: [{me: jot down a deal}]
`},
	{Code: "PAR217", Name: "no-fault", Text: "A fault does nothing.",
		Why: "A test of a failure that does not happen proves nothing.",
		Bad: `
-- note_deal_test.yaml --
test: HubSpot is down
with: {faults: {path: /crm}}
chat: [{me: note a deal}]
`, Good: `
-- note_deal_test.yaml --
test: HubSpot is down
with: {faults: {path: /crm, status: 503}}
chat: [{me: note a deal}]
`},
	{Code: "PAR218", Name: "nothing-happens", Text: "Nothing happens in a turn.",
		Why: "What must follow, must follow from something.",
		Bad: `
-- note_deal_test.yaml --
test: a deal is noted
chat:
  - bot: ask name
`, Good: `
-- note_deal_test.yaml --
test: a deal is noted
chat:
  - me: note a deal
    bot: ask name
`},
	{Code: "PAR219", Name: "too-much-happens", Text: "More than one thing happens in a turn.",
		Why: "What follows should follow from one thing.",
		Bad: `
-- note_deal_test.yaml --
test: a deal is noted
chat:
  - me: note a deal
    press: Skip
`, Good: `
-- note_deal_test.yaml --
test: a deal is noted
chat:
  - me: note a deal
  - press: Skip
`},
	{Code: "PAR220", Name: "listed-twice", Text: "A list holds the same thing twice.", Warning: true,
		Why: "The second does nothing; perhaps it was meant to be something else.",
		Bad: `
done:
  say: [Created <name>., Created <name>.]
`, Good: `
done:
  say: [Created <name>., <name> is in your pipeline.]
`},
	{Code: "PAR221", Name: "bad-mark", Text: "A placeholder is not written as one.",
		Why: "People would read <Name>: a name has small letters, digits and _, and stands between < and >.",
		Bad: `
done:
  say: Created <Name>.
`, Good: `
done:
  say: Created <name>.
`},
	{Code: "PAR222", Name: "bad-locale", Text: "This is no language, or no time zone.",
		Why: "The test would run as if it were English, somewhere.",
		Bad: `
-- note_deal_test.yaml --
test: a deal is noted
with: {locale: german}
chat:
  - me: note a deal
    bot: ask name
`, Good: `
-- note_deal_test.yaml --
test: a deal is noted
with: {locale: de-DE}
chat:
  - me: note a deal
    bot: ask name
`},
}
