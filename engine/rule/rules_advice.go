package rule

// adviceRules are about what runs and could be better for people.
var adviceRules = []Rule{
	{Code: "PAR501", Name: "few-examples", Text: "A dialog has few start examples.", Warning: true,
		Why: "What people say is understood by being like an example. With ten or more, short and long, plain and polite, most of it is.",
		Bad: `
start:
  - note a deal
  - note a deal called <name>
`, Good: `
start:
  - note a deal
  - note down a deal
  - jot down a deal
  - note a deal called <name>
  - note the deal <name>
  - could you note a deal
  - please note a new deal
  - I want to note a deal
  - I'd like to note down the deal <name>
  - a deal to note
`},
	{Code: "PAR502", Name: "confused-dialogs", Text: "Two dialogs are easily taken for each other.", Warning: true,
		Why: "Many of their examples could be of either, so that people are asked which one they mean, or get the wrong one.",
		Bad: `
-- jot_deal.yaml --
dialog: jot_deal
title: See deals
description: Look at deals.
start: [note the deals, note down deals, jot down the deal, note a deal now, note my deal, could you note the deal, please note the new deal, I want to note the deal, deals to note, a deal for the notes]
needs: hubspot
do: hubspot.deals.list
show: {columns: [name]}
`, Good: `
-- see_deals.yaml --
dialog: see_deals
title: See deals
description: Look at deals.
start: [see all my deals, show my pipeline, what is in the pipeline, list every opportunity, overview of opportunities, what are we working on, show everything that is open, which opportunities are there, give me an overview, browse the pipeline]
needs: hubspot
do: hubspot.deals.list
show: {columns: [name]}
`},
	{Code: "PAR503", Name: "nearer-example", Text: "A start example is nearer to another dialog than to the others here.", Warning: true,
		Why: "Whoever says it may get the other dialog.",
		Bad: `
-- see_deals.yaml --
dialog: see_deals
title: See deals
description: Look at deals.
start: [see all my deals, show my pipeline, what is in the pipeline, list every opportunity, overview of opportunities, what are we working on, show everything that is open, which opportunities are there, give me an overview, jot down the deal]
needs: hubspot
do: hubspot.deals.list
show: {columns: [name]}
`, Good: `
-- see_deals.yaml --
dialog: see_deals
title: See deals
description: Look at deals.
start: [see all my deals, show my pipeline, what is in the pipeline, list every opportunity, overview of opportunities, what are we working on, show everything that is open, which opportunities are there, give me an overview, browse the pipeline]
needs: hubspot
do: hubspot.deals.list
show: {columns: [name]}
`},
	{Code: "PAR504", Name: "only-a-mark", Text: "A start example is nothing but a value.", Warning: true,
		Why: "Everything that people say is like it, so it starts the dialog out of the blue.",
		Bad: `
start:
  - <name>
  - note a deal
  - note down a deal
  - jot down a deal
  - note a deal called <name>
  - could you note a deal
  - please note a new deal
  - I want to note a deal
  - I'd like to note down the deal <name>
  - a deal to note
`, Good: `
start:
  - deal <name>
  - note a deal
  - note down a deal
  - jot down a deal
  - note a deal called <name>
  - could you note a deal
  - please note a new deal
  - I want to note a deal
  - I'd like to note down the deal <name>
  - a deal to note
`},
	{Code: "PAR505", Name: "no-hint", Text: "A question has no hint.", Warning: true,
		Why: "Who does not know what to answer, or how to write it, gets an example from a hint. Questions with choices or a default need none: they have buttons.",
		Bad: `
fields:
  amount:
    type: money
    ask: How much is it worth?
`, Good: `
fields:
  amount:
    type: money
    ask: How much is it worth?
    hint: For example 5k or $1,200.
`},
	{Code: "PAR506", Name: "no-description", Text: "A dialog has no description.", Warning: true,
		Why: "\"What can you do?\" is answered with it.",
		Bad: `
# no description
`, Good: `
description: Add a deal in a hurry.
`},
	{Code: "PAR507", Name: "never-said", Text: "A text stands at a field that is never asked.", Warning: true,
		Why: "Nobody will ever read it.",
		Bad: `
fields:
  owner:
    type: owner
    ask_if: never
    optional: true
    hint: A name.
`, Good: `
fields:
  owner:
    type: owner
    ask_if: never
    optional: true
`},
	{Code: "PAR508", Name: "show-ignored", Text: "A key of a table stands where one record is shown.", Warning: true,
		Why: "It does nothing: a record is shown as a card.",
		Bad: `
show:
  record: deal
  page: 5
`, Good: `
show:
  record: deal
`},
	{Code: "PAR509", Name: "confirm-unused", Text: "A dialog that only reads has a confirm question.", Warning: true,
		Why: "It is never asked: there is nothing to agree to.",
		Bad: `
dialog: note_deal
title: See deals
description: Look at deals.
start: [see deals, see all deals, look at deals, look at my deals, let me see the deals, deals to see, which deals are there, I want to see deals, could you show deals, the deals please]
needs: hubspot
confirm: Show all deals?
do: hubspot.deals.list
show: {columns: [name, amount]}
`, Good: `
dialog: note_deal
title: See deals
description: Look at deals.
start: [see deals, see all deals, look at deals, look at my deals, let me see the deals, deals to see, which deals are there, I want to see deals, could you show deals, the deals please]
needs: hubspot
do: hubspot.deals.list
show: {columns: [name, amount]}
`},
	{Code: "PAR510", Name: "bare-confirm", Text: "The confirm question names no value.", Warning: true,
		Why: "People should read in the question itself what they say yes to.",
		Bad: `
confirm: Are you sure?
`, Good: `
confirm: Create <name>, stage <stage>?
`},
	{Code: "PAR511", Name: "hidden-value", Text: "A value is written that nobody was asked for and the confirm question does not name.", Warning: true,
		Why: "People would agree to something that they did not say.",
		Bad: `
fields:
  amount:
    type: money
    ask_if: never
    default: "100"
`, Good: `
confirm: Create <name> for <amount>, stage <stage>?
fields:
  amount:
    type: money
    ask_if: never
    default: "100"
`},
	{Code: "PAR512", Name: "private-said", Text: "A text names a private value.", Warning: true,
		Why: "Private values are masked wherever they are said, so the text reads oddly.",
		Bad: `
fields:
  amount:
    type: money
    ask: How much is it worth?
    hint: For example 5k.
    private: true
done:
  say: Created <name> for <amount>.
`, Good: `
fields:
  amount:
    type: money
    ask: How much is it worth?
    hint: For example 5k.
    private: true
done:
  say: Created <name>.
`},
	{Code: "PAR513", Name: "unreachable-dialog", Text: "Nobody can begin a dialog.", Warning: true,
		Why: "It has no start examples, and no other dialog leads to it.",
		Bad: `
-- see_deals.yaml --
dialog: see_deals
title: See deals
description: Look at deals.
needs: hubspot
do: hubspot.deals.list
show: {columns: [name]}
`, Good: `
done:
  say: Created <name>.
  offer: [see_deals]
-- see_deals.yaml --
dialog: see_deals
title: See deals
description: Look at deals.
needs: hubspot
do: hubspot.deals.list
show: {columns: [name]}
`},
	{Code: "PAR514", Name: "then-and-offer", Text: "`then:` goes on at once, so what `offer:` has is never offered.", Warning: true,
		Why: "One of the two does nothing.",
		Bad: `
done:
  say: Created <name>.
  offer: [see_deals]
  then: see_deals
-- see_deals.yaml --
dialog: see_deals
title: See deals
description: Look at deals.
needs: hubspot
do: hubspot.deals.list
show: {columns: [name]}
`, Good: `
done:
  say: Created <name>.
  then: see_deals
-- see_deals.yaml --
dialog: see_deals
title: See deals
description: Look at deals.
needs: hubspot
do: hubspot.deals.list
show: {columns: [name]}
`},
	{Code: "PAR515", Name: "title-twice", Text: "Two dialogs have the same title.", Warning: true,
		Why: "Their buttons can't be told apart.",
		Bad: `
done:
  say: Created <name>.
  offer: [see_deals]
-- see_deals.yaml --
dialog: see_deals
title: Note a deal
description: Look at deals.
needs: hubspot
do: hubspot.deals.list
show: {columns: [name]}
`, Good: `
done:
  say: Created <name>.
  offer: [see_deals]
-- see_deals.yaml --
dialog: see_deals
title: See deals
description: Look at deals.
needs: hubspot
do: hubspot.deals.list
show: {columns: [name]}
`},
	{Code: "PAR516", Name: "long-title", Text: "A title is too long for a button.", Warning: true,
		Why: "On a phone only its beginning can be read.",
		Bad: `
title: Note a deal in a hurry so that you can fill in all the rest of it later on
`, Good: `
title: Note a deal
`},
	{Code: "PAR517", Name: "yes-or-no", Text: "The choices are yes and no.", Warning: true,
		Why: "As `type: yes_no`, \"sure\", \"nope\" and the same in other languages are understood, too.",
		Bad: `
fields:
  urgent:
    choices: ["yes", "no"]
    ask: Is it urgent?
confirm: Create <name>, stage <stage>, urgent <urgent>?
`, Good: `
fields:
  urgent:
    type: yes_no
    ask: Is it urgent?
confirm: Create <name>, stage <stage>, urgent <urgent>?
`},
	{Code: "PAR518", Name: "never-heard", Text: "A text is never asked, and no start example has it.", Warning: true,
		Why: "Amounts and dates are found in a sentence by themselves; a text is not, so the field stays empty.",
		Bad: `
fields:
  reason:
    ask_if: never
    optional: true
confirm: Create <name>, stage <stage>, because <reason>?
`, Good: `
fields:
  reason:
    ask: Why is it worth it?
    hint: One sentence will do.
    optional: true
confirm: Create <name>, stage <stage>, because <reason>?
`},
	{Code: "PAR519", Name: "not-translated", Text: "A translation lacks texts.", Warning: true,
		Why: "People read a mixture of two languages.",
		Bad: `
-- note_deal.de.yaml --
title: Deal notieren
fields:
  name: {label: Name, ask: "Wie soll der Deal heißen?"}
`, Good: `
-- note_deal.de.yaml --
title: Deal notieren
short: Notieren
description: Eben schnell einen Deal eintragen.
start: [einen Deal notieren]
fields:
  name:
    label: Name
    ask: Wie soll der Deal heißen?
    hint: Zum Beispiel „Acme, 50 Plätze“.
  stage: {label: Phase, ask: "In welcher Phase ist er?"}
confirm: "Anlegen: <name>, Phase <stage>?"
done: {say: "<name> ist angelegt. <link>"}
`},
	{Code: "PAR520", Name: "never-comes", Text: "A conversation expects a state, a field or an action that there is not.", Warning: true,
		Why: "Whatever the dialog does, such a test can't pass.",
		Bad: `
-- note_deal_test.yaml --
test: the name is asked
chat:
  - me: note a deal
    bot: ask nmae
`, Good: `
-- note_deal_test.yaml --
test: the name is asked
chat:
  - me: note a deal
    bot: ask name
`},
}
