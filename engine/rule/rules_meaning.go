package rule

// meaningRules are about whether the parts of dialogs fit each other, and the
// actions that there are.
var meaningRules = []Rule{
	{Code: "PAR301", Name: "dialog-twice", Text: "Two dialogs have the same name.",
		Why: "Other dialogs and tests name it, and must get one.",
		Bad: `
-- jot_deal.yaml --
dialog: note_deal
title: See deals
description: Look at deals.
start: [see deals, see all deals, look at deals, look at my deals, let me see the deals, deals to see, which deals are there, I want to see deals, could you show deals, the deals please]
needs: hubspot
do: hubspot.deals.list
show: {columns: [name]}
`, Good: ""},
	{Code: "PAR302", Name: "unknown-name", Text: "There is no such field, value, action, dialog, column or type.",
		Why: "What is misspelt would be missing when it is needed, in the middle of a conversation.",
		Bad: `
confirm: Create <nmae>, stage <stage>?
`, Good: `
confirm: Create <name>, stage <stage>?
`},
	{Code: "PAR303", Name: "unknown-object", Text: "There is no such kind of record.",
		Why: "Records are looked up where their kind is known.",
		Bad: `
fields:
  contact:
    type: record contcat
    ask: Who is it with?
    hint: A name or an e-mail address.
`, Good: `
fields:
  contact:
    type: record contact
    ask: Who is it with?
    hint: A name or an e-mail address.
`},
	{Code: "PAR304", Name: "needs-missing", Text: "The action works for people who are signed in, and the dialog asks for no sign-in.",
		Why: "It would be refused every time.",
		Bad: `
# no needs
`, Good: `
needs: hubspot
`},
	{Code: "PAR305", Name: "effect-missing", Text: "The action changes something, and the dialog does not say so.",
		Why: "Who reads the file should see in the first lines that it writes.",
		Bad: `
# no effect
`, Good: `
effect: create
`},
	{Code: "PAR306", Name: "effect-differs", Text: "The dialog says another effect than its action has.",
		Why: "What is written can't be other than what the file says.",
		Bad: `
effect: update
`, Good: `
effect: create
`},
	{Code: "PAR307", Name: "confirm-missing", Text: "The dialog changes something and asks no question first.",
		Why: "Nothing is written without a yes to exactly what will be written.",
		Bad: `
# no confirm
`, Good: `
confirm: Create <name>, stage <stage>?
`},
	{Code: "PAR308", Name: "unknown-parameter", Text: "The action takes no such value, so the field is asked for nothing.",
		Why: "People's time is wasted, and what they said is thrown away. A field may also decide something: in a `when:`, or by standing in the confirm question.",
		Bad: `
fields:
  colour:
    ask: Which colour?
    hint: For example blue.
`, Good: `
fields:
  amount:
    type: money
    ask: How much is it worth?
    hint: For example 5k.
`},
	{Code: "PAR309", Name: "needed", Text: "The action can't do without a value that people may leave out.",
		Why: "It would fail for everybody who skips.",
		Bad: `
fields:
  name:
    ask: What should the deal be called?
    hint: For example Acme.
    optional: true
`, Good: `
fields:
  name:
    ask: What should the deal be called?
    hint: For example Acme.
`},
	{Code: "PAR310", Name: "needed-sometimes", Text: "The action can't do without a value that is asked only sometimes.", Warning: true,
		Why: "It fails when the condition does not hold, unless the value comes from elsewhere.",
		Bad: `
fields:
  stage:
    choices: hubspot.deal_stages
    ask: Which stage is it in?
    when: name != "Test"
`, Good: `
fields:
  stage:
    choices: hubspot.deal_stages
    ask: Which stage is it in?
`},
	{Code: "PAR311", Name: "parameter-missing", Text: "The action needs a value that no field gives.",
		Why: "It would fail every time.",
		Bad: `
confirm: Create a deal in stage <stage>?
done: {say: Created.}
start: [note a deal, note down a deal, jot down a deal, could you note a deal, a deal to note, please note a new deal, I want to note a deal, I'd like to note a deal, note a new deal, one deal to note]
# no fields
fields:
  stage:
    choices: hubspot.deal_stages
    ask: Which stage is it in?
`, Good: `
fields:
  name:
    ask: What should the deal be called?
    hint: For example Acme.
`},
	{Code: "PAR312", Name: "show-list", Text: "A table is shown, and the action gives no list.",
		Why: "There would be nothing in it.",
		Bad: `
show:
  columns: [name, amount]
`, Good: `
show:
  record: deal
`},
	{Code: "PAR313", Name: "show-columns", Text: "A table has no columns.",
		Why: "There would be nothing to see.",
		Bad: `
dialog: note_deal
title: See deals
description: Look at deals.
start: [see deals, see all deals, look at deals, look at my deals, let me see the deals, deals to see, which deals are there, I want to see deals, could you show deals, the deals please]
needs: hubspot
do: hubspot.deals.list
show:
  page: 5
`, Good: `
dialog: note_deal
title: See deals
description: Look at deals.
start: [see deals, see all deals, look at deals, look at my deals, let me see the deals, deals to see, which deals are there, I want to see deals, could you show deals, the deals please]
needs: hubspot
do: hubspot.deals.list
show:
  columns: [name, amount]
  page: 5
`},
	{Code: "PAR314", Name: "never-fails", Text: "The action never fails in this way.", Warning: true,
		Why: "The line does nothing; perhaps another kind of failure was meant.",
		Bad: `
errors:
  missing: say That deal is gone.
`, Good: `
errors:
  invalid: ask <error.field>
`},
	{Code: "PAR315", Name: "no-choices", Text: "A question for a choice offers none.",
		Why: "There is nothing to choose from, and any answer is wrong.",
		Bad: `
fields:
  stage:
    type: choice
    ask: Which stage is it in?
`, Good: `
fields:
  stage:
    type: choice
    choices: hubspot.deal_stages
    ask: Which stage is it in?
`},
	{Code: "PAR316", Name: "choices-of", Text: "Choices are given for an answer of another type.",
		Why: "An amount of money is not one of a few choices.",
		Bad: `
fields:
  amount:
    type: money
    choices: [5, 10]
    ask: How much is it worth?
`, Good: `
fields:
  amount:
    type: money
    ask: How much is it worth?
    examples: [5k, 10k]
`},
	{Code: "PAR317", Name: "length-of", Text: "A length is given for an answer that is no text.",
		Why: "An amount has no length; its size is limited by `must:`.",
		Bad: `
fields:
  amount:
    type: money
    ask: How much is it worth?
    hint: For example 5k.
    length: 1..5
`, Good: `
fields:
  amount:
    type: money
    ask: How much is it worth?
    hint: For example 5k.
    must:
      value <= 99999: That is too much for a note.
`},
	{Code: "PAR318", Name: "default", Text: "The default can't be read as an answer.",
		Why: "It is offered as a button, and whoever presses it would be asked again.",
		Bad: `
fields:
  close_date:
    type: date
    ask: When does it close?
    default: some day
    optional: true
`, Good: `
fields:
  close_date:
    type: date
    ask: When does it close?
    default: end of quarter
    optional: true
`},
	{Code: "PAR319", Name: "condition", Text: "A condition can't be read, or compares what can't be compared.",
		Why: "It would never be true, or always.",
		Bad: `
fields:
  amount:
    type: money
    ask: How much is it worth?
    hint: For example 5k.
    must:
      value => 0: The amount can't be negative.
`, Good: `
fields:
  amount:
    type: money
    ask: How much is it worth?
    hint: For example 5k.
    must:
      value >= 0: The amount can't be negative.
`},
	{Code: "PAR320", Name: "before-what", Text: "There is nothing to look for before the confirm question.",
		Why: "`before_confirm:` looks for a record of the same name before one is written.",
		Bad: `
dialog: note_deal
title: See deals
description: Look at deals.
start: [see deals, see all deals, look at deals, look at my deals, let me see the deals, deals to see, which deals are there, I want to see deals, could you show deals, the deals please]
needs: hubspot
fields:
  words:
    type: search of deal
    ask: What are you looking for?
    hint: Words of the name.
do: hubspot.deals.search
before_confirm:
  find: words
  say: There is one already.
show:
  columns: [name, amount]
`, Good: `
before_confirm:
  find: name
  say: There is a deal called <name> already. <link>
`},
	{Code: "PAR321", Name: "if-none-of", Text: "`if_none` stands at a field that names no record.", Warning: true,
		Why: "It makes a record that is missing; a text or a number never is.",
		Bad: `
fields:
  amount:
    type: money
    ask: How much is it worth?
    hint: For example 5k.
    if_none: note_deal
`, Good: `
fields:
  contact:
    type: record contact
    ask: Who is it with?
    hint: A name or an e-mail address.
    optional: true
`},
	{Code: "PAR322", Name: "lost-mark", Text: "A sentence of the engine is reworded with a value that it does not have.", Warning: true,
		Why: "Nothing is said in its place.",
		Bad: `
-- defaults.yaml --
texts:
  signed_in: Hello <name>!
`, Good: `
-- defaults.yaml --
texts:
  signed_in: Hello <user>!
`},
	{Code: "PAR323", Name: "word-twice", Text: "Two commands are said with the same words.", Warning: true,
		Why: "Only one of them can be meant.",
		Bad: `
-- defaults.yaml --
words:
  cancel: [enough of that]
  skip: [enough of that]
`, Good: `
-- defaults.yaml --
words:
  cancel: [enough of that]
  skip: [maybe another time]
`},
	{Code: "PAR324", Name: "unknown-object-field", Text: "A kind of record names a field that it does not have.",
		Why: "A record is called by its title, and one of some fields can be demanded; both must be described.",
		Bad: `
-- objects.yaml --
objects:
  ticket:
    plural: tickets
    id: 0-5
    title: name
    fields:
      subject:
        property: subject
`, Good: `
-- objects.yaml --
objects:
  ticket:
    plural: tickets
    id: 0-5
    title: subject
    fields:
      subject:
        property: subject
`},
	{Code: "PAR325", Name: "no-such-dialog", Text: "A file has texts for a dialog that is not there.",
		Why: "Texts in another language belong to a dialog; its name stands before the language in the file's name.",
		Bad: `
-- note_deals.de.yaml --
title: Deal notieren
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
	{Code: "PAR326", Name: "nothing-to-translate", Text: "A translation has a text that the dialog does not have.",
		Why: "It would never be said. A field or a condition may be misspelt, or was taken out of the dialog.",
		Bad: `
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
  phase: {label: Phase}
  stage: {label: Phase, ask: "In welcher Phase ist er?"}
confirm: "Anlegen: <name>, Phase <stage>?"
done: {say: "<name> ist angelegt. <link>"}
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
	{Code: "PAR327", Name: "unspoken-language", Text: "A dialog is translated into a language that the engine does not speak.", Warning: true,
		Why: "Its own sentences, such as \"Please sign in\", stay English between the dialog's.",
		Bad: `
-- note_deal.fr.yaml --
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
	{Code: "PAR328", Name: "kind-differs", Text: "A value goes where another type is expected: below `with:` or `result:` of a state.",
		Why: "An amount is no date; the dialog that gets it could not use it.",
		Bad: `
fields:
  email:
    type: email
    ask: What is the customer's address?
    hint: For example ana@example.com.
  contact:
    type: record contact
    ask_if: never
    optional: true
states:
  person:
    before: confirm
    ask: email
    do: hubspot.contacts.create
    confirm: Create the contact <email>?
    result:
      name: record
`, Good: `
fields:
  email:
    type: email
    ask: What is the customer's address?
    hint: For example ana@example.com.
  contact:
    type: record contact
    ask_if: never
    optional: true
states:
  person:
    before: confirm
    ask: email
    do: hubspot.contacts.create
    confirm: Create the contact <email>?
    result:
      contact: record
`},
	{Code: "PAR329", Name: "hooked-twice", Text: "Two states with `before:` lead to the same state.",
		Why: "Behind it the dialog goes on where it was left, and those are two places.",
		Bad: `
states:
  first:
    before: stage
    say: The stage is next.
    go: hint
  second:
    before: confirm
    say: That is all.
    go: hint
  hint:
    say: You can still change everything.
`, Good: `
states:
  first:
    before: stage
    say: The stage is next.
    go: hint
  hint:
    say: You can still change everything.
  second:
    before: confirm
    say: That is all.
`},
	{Code: "PAR330", Name: "nothing-done", Text: "Something is said about an action, and there is no action.",
		Why: "A question before an action that never happens would never be asked.",
		Bad: `
states:
  look:
    before: confirm
    say: Here is all of it.
    confirm: Is that right?
`, Good: `
states:
  look:
    before: confirm
    say: Here is all of it.
`},
}
