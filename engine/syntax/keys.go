package syntax

import "slices"

// A place is where keys belong.
type place string

// The places.
const (
	inDialog      place = "dialog"
	inField       place = "field"
	inState       place = "state"
	inStateDone   place = "state_done"
	inWay         place = "way"
	inShow        place = "show"
	inDone        place = "done"
	inBefore      place = "before_confirm"
	inHouse       place = "house"
	inTranslation place = "translation"
	inFieldTexts  place = "translated field"
	inStateTexts  place = "translated state"
	inShowTexts   place = "translated show"
	inBeforeTexts place = "translated before_confirm"
	inDoneTexts   place = "translated done"
	inTest        place = "test"
	inWith        place = "with"
	inTurn        place = "turn"
	inFault       place = "fault"

	inObjects     place = "objects"
	inObject      place = "object"
	inObjectField place = "object_field"
)

// places says how each place is called in messages and in the reference, in
// the order of the reference.
var places = []struct {
	in               place
	what, title, doc string
}{
	{inDialog, "a dialog", "Dialog", "One file is one dialog; its name is the file's name."},
	{inField, "a field", "Field", "Below `fields:`, one entry for each thing to know. They are asked in the order of the file; what is known already is not asked."},
	{inState, "a state", "State", "Below `states:`, one entry for each step of a way of your own: it says something, asks for fields, runs another dialog or does an action, and goes on. The first one is where the dialog begins. An answer that is changed later leads along the other way, and going to a state that was passed already asks anew from there. With `before:` a state is hooked into the ordinary order instead."},
	{inStateDone, "`done` of a state", "State done", "Below `done:` of a state, what is said when its action is done."},
	{inWay, "a way", "Way", "Below `go:`, one entry for each way on; the first whose condition holds is taken."},
	{inShow, "`show`", "Show", "Below `show:`, how rows or a record look."},
	{inBefore, "`before_confirm`", "Before confirm", "Below `before_confirm:`, a look at what is there already."},
	{inDone, "`done`", "Done", "Below `done:`, what happens at the end."},
	{inHouse, "the house rules", "House rules", "In `defaults.yaml`, once for all dialogs."},
	{inObjects, "the kinds of records", "Objects", "In `objects.yaml`: kinds of records besides deals and contacts, and further fields of those. `parley new` writes it."},
	{inObject, "a kind of record", "Object", "Below `objects:`, one entry for each kind of record. A new kind must have `plural`, `id` and `title`; an entry for `deal` or `contact` adds fields to it."},
	{inObjectField, "a field of a kind of record", "Object field", "Below `fields:` in `objects.yaml`, one entry for each property that dialogs can use."},
	{inTranslation, "a translation", "Translation", "In `create_deal.de.yaml` beside `create_deal.yaml`: the dialog's texts in another language, in the places where the dialog has them. The language is the one in the file's name, in two or three letters."},
	{inFieldTexts, "a translated field", "Translated field", "Below `fields:` of a translation, one entry for each field of the dialog."},
	{inStateTexts, "a translated state", "Translated state", "Below `states:` of a translation, one entry for each state of the dialog that says something."},
	{inShowTexts, "translated `show`", "Translated show", "Below `show:` of a translation."},
	{inBeforeTexts, "translated `before_confirm`", "Translated before confirm", "Below `before_confirm:` of a translation."},
	{inDoneTexts, "translated `done`", "Translated done", "Below `done:` of a translation."},
	{inTest, "a conversation", "Tests", "In `*_test.yaml`: one conversation, or a list of them."},
	{inWith, "`with`", "With", "Below `with:`, how the world is when a conversation begins."},
	{inTurn, "a turn", "Turn", "Below `chat:`, one entry for each turn: one thing that happens (`me`, `press`, `event`, `fault`, `slow` or `elsewhere`) and what must follow."},
	{inFault, "a fault", "Fault", "Below `fault:` or `faults:`, how the other side misbehaves."},
}

// A kind is what belongs behind a key, in the words of the reference.
type kind string

// The kinds.
const (
	aText       kind = "a text"           // shown to people
	someTexts   kind = "a text or a list" // one of several wordings
	aTextList   kind = "a list of texts"  //
	aPhrase     kind = "a line"           // read by the engine: a type, a condition, a default
	aName       kind = "a name"           //
	aNameList   kind = "a list of names"  //
	anAction    kind = "an action"        // hubspot.deals.create
	aFlag       kind = "true or false"    //
	flagOrIf    kind = "true, false or a condition"
	aNumber     kind = "a whole number"   //
	aRange      kind = "a range"          // 1..200
	aDuration   kind = "a length of time" // 30m
	aMoment     kind = "a day or a time"  //
	fieldsKind  kind = "fields by name"   //
	objectsKind kind = "kinds of records by name"
	linksKind   kind = "numbers by kind of record"
	statesKind  kind = "states by name" //
	givenKind   kind = "names by name"  //
	waysKind    kind = "a name or a list of ways"
	oneOrNames  kind = "a name or a list of names"
	choiceKind  kind = "an action or a list of choices"
	mustKind    kind = "conditions with what to say"
	labelsKind  kind = "labels by value"
	errorsKind  kind = "kinds of failure with what to do"
	textsKind   kind = "texts by name"
	wordsKind   kind = "lists of words by command"
	saidKind    kind = "a text, or `any:` with a list"
	statusKind  kind = "a whole number, or `any:` with a list"
	valuesKind  kind = "values by name"
	callsKind   kind = "actions with their values"
	keysKind    kind = "more keys"         // of another place
	keysList    kind = "a list of entries" // of another place
	someKeys    kind = "an entry or a list of entries"
)

// A key is all there is to know about one key of the format.
type key struct {
	in       place
	name     string
	kind     kind
	doc      string // one line
	example  string // what stands behind the colon
	def      string // what holds when it is left out
	required bool
	words    []string // all that may stand there
	min, max int      // for numbers
	of       place    // for keysKind, keysList, someKeys
}

// keys is the format.
var keys = []key{
	{in: inDialog, name: "dialog", kind: aName, required: true, example: "create_deal",
		doc: "The dialog's name, the same as the file's."},
	{in: inDialog, name: "title", kind: aText, required: true, example: "Create a deal",
		doc: "What people see in menus and on buttons."},
	{in: inDialog, name: "short", kind: aText, example: "Create", def: "the first word of the title",
		doc: "What stands on its button in the row of a table."},
	{in: inDialog, name: "description", kind: aText, example: "Add a new business agreement.",
		doc: "One sentence for \"what can you do?\"."},
	{in: inDialog, name: "start", kind: aTextList, example: `[create a deal, "log a <amount> deal"]`,
		doc: "What people say to start it; `<field>` marks a value."},
	{in: inDialog, name: "needs", kind: aName, example: "hubspot", def: "nobody's sign-in",
		doc: "Whose sign-in it needs; the dialog waits for it and goes on by itself."},
	{in: inDialog, name: "effect", kind: aPhrase, words: []string{"create", "update", "delete"}, example: "create", def: "only reads",
		doc: "What it does to records: asked to confirm first, never tried twice blindly."},
	{in: inDialog, name: "fields", kind: fieldsKind, of: inField, example: `{name: {ask: "What should it be called?"}}`,
		doc: "What is needed, in the order asked."},
	{in: inDialog, name: "states", kind: statesKind, of: inState, example: "{greet: {say: Hello!, go: talk}, talk: {ask: name}}", def: "the fields in their order",
		doc: "A way of your own through the questions, with branches, other dialogs and actions on it."},
	{in: inDialog, name: "before_confirm", kind: keysKind, of: inBefore, example: "{find: name, say: There is a deal called <name> already.}",
		doc: "A look at what is there already, said above the confirm question."},
	{in: inDialog, name: "confirm", kind: aText, example: "Create <name>?",
		doc: "The question before anything is written."},
	{in: inDialog, name: "do", kind: anAction, example: "hubspot.deals.create", def: "must be there, unless there are `states`",
		doc: "The action that does the work."},
	{in: inDialog, name: "errors", kind: errorsKind, example: "{invalid: ask <error.field>, missing: say That deal is gone.}", def: "the engine's own words",
		doc: "What to do when it fails: `ask <error.field>`, `ask` a field, `say` a text or `start` a dialog."},
	{in: inDialog, name: "show", kind: keysKind, of: inShow, example: "{columns: [name, amount]}",
		doc: "How the rows of a list, or a record, look."},
	{in: inDialog, name: "done", kind: keysKind, of: inDone, example: "{say: Created <name>.}",
		doc: "What happens at the end."},
	{in: inDialog, name: "timeout", kind: aDuration, example: "30m", def: "as long as the chat lives",
		doc: "How long the dialog waits for an answer."},

	{in: inField, name: "type", kind: aPhrase, example: "money", def: "text",
		doc: "The kind of answer; `record deal` for a deal, `changes of deal` for what changes."},
	{in: inField, name: "label", kind: aText, example: "Close date", def: "the name in words",
		doc: "How the field is called in cards."},
	{in: inField, name: "ask", kind: aText, example: "How much is it worth?",
		def: "must be there, unless `ask_if: never`",
		doc: "The question."},
	{in: inField, name: "hint", kind: aText, example: `For example "Acme, 50 seats".`,
		doc: "Said when an answer could not be used."},
	{in: inField, name: "why", kind: aText, example: "It decides who has to agree.",
		doc: "What the field is for: the answer to \"why do you ask?\" and \"what does that mean?\"."},
	{in: inField, name: "examples", kind: aTextList, example: "[5k, 1200 euros]",
		doc: "Answers that can be used, shown when somebody is stuck."},
	{in: inField, name: "optional", kind: flagOrIf, example: "true", def: "false",
		doc: "\"Skip\" works; with a condition on the dialog's values, such as `email != \"\"`, only while it holds."},
	{in: inField, name: "private", kind: aFlag, example: "true", def: "false",
		doc: "Never logged, never in a trace, never sent to a language model."},
	{in: inField, name: "ask_if", kind: aPhrase, words: []string{"missing", "always", "never"}, example: "always", def: "missing",
		doc: "When the question is asked."},
	{in: inField, name: "when", kind: aPhrase, example: "amount > 100000", def: "always",
		doc: "A condition: only then is the field asked and sent."},
	{in: inField, name: "default", kind: aPhrase, example: "end of quarter",
		doc: "Offered as a button. \"skip\" takes it, too, unless the field is `optional`: then it stays empty."},
	{in: inField, name: "choices", kind: choiceKind, example: "hubspot.deal_stages",
		doc: "Where the choices come from, or a list of them; `value: label` when what is sent is not what is shown."},
	{in: inField, name: "length", kind: aRange, example: "1..200",
		doc: "How many characters a text may have."},
	{in: inField, name: "must", kind: mustKind, example: "{value >= 0: The amount can't be negative.}",
		doc: "Conditions on `value`, each with what to say when it does not hold."},
	{in: inField, name: "attempts", kind: aNumber, min: 1, max: 20, example: "3", def: "the house rule",
		doc: "Wrong answers before a way out is offered."},
	{in: inField, name: "if_none", kind: aName, example: "create_contact",
		doc: "The dialog that makes a missing record and comes back with it."},

	{in: inState, name: "before", kind: aName, example: "amount", def: "it is reached by `go`, or first",
		doc: "Hooks the state into the ordinary order, in front of a field's question or of `confirm`."},
	{in: inState, name: "say", kind: someTexts, example: "Now about the money.",
		doc: "What is said on arrival; of a list, one of the wordings."},
	{in: inState, name: "ask", kind: oneOrNames, example: "[name, amount]",
		doc: "The fields that are asked here; what is known is not asked."},
	{in: inState, name: "start", kind: aName, example: "create_contact",
		doc: "A dialog that runs here; when it is done, this one goes on. Who cancels it cancels both."},
	{in: inState, name: "do", kind: anAction, example: "hubspot.contacts.create",
		doc: "An action that is done here, with the fields of this dialog that it takes."},
	{in: inState, name: "with", kind: givenKind, example: "{name: deal_name}", def: "fields of the same name go to an action, none to a dialog",
		doc: "What the dialog or the action is given: its field, and the field here that has the value."},
	{in: inState, name: "confirm", kind: aText, example: "Create <name>?",
		doc: "The question before the action of this state, if it changes something."},
	{in: inState, name: "errors", kind: errorsKind, example: "{conflict: say There is one already.}", def: "the engine's own words",
		doc: "What to do when the action fails, as for a dialog."},
	{in: inState, name: "show", kind: keysKind, of: inShow, example: "{record: deal, columns: [name, amount]}",
		doc: "How what the action found looks."},
	{in: inState, name: "done", kind: keysKind, of: inStateDone, example: "{say: Created <name>.}",
		doc: "What is said when the action is done."},
	{in: inState, name: "result", kind: givenKind, example: "{contact: record}",
		doc: "What comes of the dialog or the action: a field here, and the dialog's field that has the value, or `record` for the record that it made or found."},
	{in: inState, name: "go", kind: waysKind, of: inWay, example: `[{when: amount > 1000, to: big}, {to: small}]`, def: "the next state in the file; `end` after the last, and before one that is hooked in",
		doc: "Where it goes on: a state, `end` (the dialog's own `confirm` and `do` follow, if it has them) or `cancel`."},

	{in: inStateDone, name: "say", kind: someTexts, required: true, example: "Created <name>. <link>",
		doc: "What is said; of a list, one of the wordings."},

	{in: inWay, name: "when", kind: aPhrase, example: "amount > 1000", def: "always",
		doc: "A condition on what is known by then."},
	{in: inWay, name: "to", kind: aName, required: true, example: "big",
		doc: "A state, `end` or `cancel`."},

	{in: inShow, name: "columns", kind: aNameList, example: "[name, amount, stage]",
		doc: "What is shown, in this order."},
	{in: inShow, name: "page", kind: aNumber, min: 1, max: 50, example: "5", def: "5",
		doc: "Rows on a page."},
	{in: inShow, name: "row", kind: aNameList, example: "[get_deal, update_deal]",
		doc: "Dialogs offered for each row."},
	{in: inShow, name: "empty", kind: aText, example: "No deals yet.",
		doc: "Said when there is nothing to show."},
	{in: inShow, name: "remember", kind: aName, example: "deals",
		doc: "What \"the second one\" and \"those\" mean from now on."},
	{in: inShow, name: "record", kind: aName, example: "deal",
		doc: "One record as a card, instead of rows."},
	{in: inShow, name: "say", kind: aText, example: "These close this month.",
		doc: "Said above the rows or the card."},

	{in: inBefore, name: "find", kind: aName, required: true, example: "name",
		doc: "The field whose value is looked for among the titles of the records."},
	{in: inBefore, name: "say", kind: aText, required: true, example: "There is a deal called <name> already.",
		doc: "What to say when there is one; `<link>` leads to it."},

	{in: inDone, name: "say", kind: someTexts, example: "[Created <name>., <name> is in your pipeline now.]",
		doc: "What is said; of a list, one of the wordings."},
	{in: inDone, name: "remember", kind: aName, example: "deal",
		doc: "What \"it\" and \"that deal\" mean from now on."},
	{in: inDone, name: "offer", kind: aNameList, example: "[update_deal, list_deals]",
		doc: "Dialogs offered as buttons."},
	{in: inDone, name: "then", kind: aName, example: "list_deals",
		doc: "The dialog that goes on from here."},

	{in: inHouse, name: "attempts", kind: aNumber, min: 1, max: 20, example: "3", def: "3",
		doc: "Wrong answers before a way out is offered."},
	{in: inHouse, name: "language", kind: aPhrase, example: "de", def: "en",
		doc: "The language that `texts:` are in; other visitors hear the engine's own words."},
	{in: inHouse, name: "texts", kind: textsKind, example: `{unknown: [I didn't get that., "Sorry?"]}`, def: "the engine's own words",
		doc: "The engine's own sentences, in other words; one or several wordings each."},
	{in: inHouse, name: "words", kind: wordsKind, example: "{cancel: [cancel, never mind]}", def: "the engine's own words",
		doc: "What people say for the commands that work everywhere."},

	{in: inObjects, name: "objects", kind: objectsKind, of: inObject, required: true, example: "{ticket: {plural: tickets, id: 0-5, title: subject, fields: {subject: {property: subject, type: text}}}}",
		doc: "The kinds of records, each with its name."},

	{in: inObject, name: "plural", kind: aName, example: "tickets",
		doc: "The word for several, as HubSpot's paths have it; the actions are called after it: `hubspot.tickets.create`."},
	{in: inObject, name: "id", kind: aPhrase, example: "0-5",
		doc: "HubSpot's number for the kind of record: 0-2 companies, 0-5 tickets, 2-… for kinds of your own."},
	{in: inObject, name: "also", kind: aTextList, example: "[case, issue]",
		doc: "Other words for one."},
	{in: inObject, name: "title", kind: aName, example: "subject",
		doc: "The field that a record is called by."},
	{in: inObject, name: "one_of", kind: aNameList, example: "[name, domain]",
		doc: "Fields of which a new record must have one."},
	{in: inObject, name: "links", kind: linksKind, example: "{contact: 16}",
		doc: "Records of other kinds that one can be linked to when it is made, each with HubSpot's number for the link in this direction."},
	{in: inObject, name: "fields", kind: fieldsKind, of: inObjectField, required: true, example: "{subject: {property: subject, type: text}}",
		doc: "What of a record dialogs can show, ask, change and search. `stage` and `pipeline`, both choices, are its place in the account's pipelines."},

	{in: inObjectField, name: "property", kind: aPhrase, required: true, example: "hs_ticket_priority",
		doc: "HubSpot's internal name for it."},
	{in: inObjectField, name: "type", kind: aPhrase, words: fieldTypes, example: "choice", def: "text",
		doc: "The kind of answer. What a `choice` is chosen from is read from the account; dialogs name the list after object and field: `hubspot.ticket_priorities`."},
	{in: inObjectField, name: "label", kind: aText, example: "priority", def: "the name in words",
		doc: "How the field is called."},
	{in: inObjectField, name: "also", kind: aTextList, example: "[urgency]",
		doc: "Other words for it."},
	{in: inObjectField, name: "required", kind: aFlag, example: "true", def: "false",
		doc: "A new record must have it."},
	{in: inObjectField, name: "read_only", kind: aFlag, example: "true", def: "false",
		doc: "HubSpot sets it; it can't be changed."},
	{in: inObjectField, name: "day", kind: aFlag, example: "true", def: "false",
		doc: "HubSpot keeps a date without a time (its type `date`, not `datetime`)."},

	{in: inTranslation, name: "title", kind: aText, example: "Deal anlegen",
		doc: "What people see in menus and on buttons."},
	{in: inTranslation, name: "short", kind: aText, example: "Anlegen",
		doc: "What stands on its button in the row of a table."},
	{in: inTranslation, name: "description", kind: aText, example: "Einen neuen Deal eintragen.",
		doc: "One sentence for \"what can you do?\"."},
	{in: inTranslation, name: "start", kind: aTextList, example: `[einen Deal anlegen, "neuer Deal über <amount>"]`,
		doc: "What people say to start it, besides what the dialog lists; the names between `<` and `>` stay."},
	{in: inTranslation, name: "fields", kind: fieldsKind, of: inFieldTexts, example: `{name: {ask: "Wie soll er heißen?"}}`,
		doc: "The texts of the fields."},
	{in: inTranslation, name: "states", kind: statesKind, of: inStateTexts, example: "{greet: {say: Hallo!}}",
		doc: "The texts of the states."},
	{in: inTranslation, name: "before_confirm", kind: keysKind, of: inBeforeTexts, example: "{say: Es gibt schon einen Deal namens <name>.}",
		doc: "What is said above the confirm question."},
	{in: inTranslation, name: "confirm", kind: aText, example: "<name> anlegen?",
		doc: "The question before anything is written."},
	{in: inTranslation, name: "errors", kind: errorsKind, example: "{missing: say Den Deal gibt es nicht mehr.}",
		doc: "What is said when it fails; only what begins with `say`."},
	{in: inTranslation, name: "show", kind: keysKind, of: inShowTexts, example: "{empty: Noch keine Deals.}",
		doc: "What is said around rows or a record."},
	{in: inTranslation, name: "done", kind: keysKind, of: inDoneTexts, example: "{say: <name> ist angelegt.}",
		doc: "What is said at the end."},

	{in: inFieldTexts, name: "label", kind: aText, example: "Abschlussdatum",
		doc: "How the field is called in cards."},
	{in: inFieldTexts, name: "ask", kind: aText, example: "Wie viel ist er wert?",
		doc: "The question."},
	{in: inFieldTexts, name: "hint", kind: aText, example: "Zum Beispiel 5k.",
		doc: "Said when an answer could not be used."},
	{in: inFieldTexts, name: "why", kind: aText, example: "Danach richtet sich, wer zustimmen muss.",
		doc: "What the field is for."},
	{in: inFieldTexts, name: "examples", kind: aTextList, example: "[5k, 1200 Euro]",
		doc: "Answers that can be used, shown when somebody is stuck."},
	{in: inFieldTexts, name: "default", kind: aText, example: "Ende des Quartals",
		doc: "What stands on the button of the default; the value stays that of the dialog."},
	{in: inFieldTexts, name: "choices", kind: labelsKind, example: "{low: niedrig, high: hoch}",
		doc: "The labels of choices that the dialog lists, by their values."},
	{in: inFieldTexts, name: "must", kind: mustKind, example: "{value >= 0: Der Betrag kann nicht negativ sein.}",
		doc: "What to say, by the conditions of the dialog."},

	{in: inStateTexts, name: "say", kind: someTexts, example: "Jetzt zum Geld.",
		doc: "What is said on arrival."},
	{in: inStateTexts, name: "confirm", kind: aText, example: "<name> anlegen?",
		doc: "The question before the action."},
	{in: inStateTexts, name: "errors", kind: errorsKind, example: "{conflict: say Den gibt es schon.}",
		doc: "What is said when it fails; only what begins with `say`."},
	{in: inStateTexts, name: "show", kind: keysKind, of: inShowTexts, example: "{empty: Nichts gefunden.}",
		doc: "What is said around rows or a record."},
	{in: inStateTexts, name: "done", kind: keysKind, of: inDoneTexts, example: "{say: <name> ist angelegt.}",
		doc: "What is said when the action is done."},

	{in: inShowTexts, name: "empty", kind: aText, example: "Noch keine Deals.",
		doc: "Said when there is nothing to show."},
	{in: inShowTexts, name: "say", kind: aText, example: "Diese gehen bald zu Ende.",
		doc: "Said above the rows or the card."},

	{in: inBeforeTexts, name: "say", kind: aText, example: "Es gibt schon einen Deal namens <name>.",
		doc: "What to say when there is one."},

	{in: inDoneTexts, name: "say", kind: someTexts, example: "[<name> ist angelegt.]",
		doc: "What is said; of a list, one of the wordings."},

	{in: inTest, name: "test", kind: aText, required: true, example: "a deal is created",
		doc: "What the conversation shows."},
	{in: inTest, name: "with", kind: keysKind, of: inWith, example: "{signed_in: true}",
		doc: "How the world is at the beginning."},
	{in: inTest, name: "chat", kind: keysList, of: inTurn, required: true, example: "[{me: list my deals, bot: done}]",
		doc: "The turns, in order."},

	{in: inWith, name: "now", kind: aMoment, example: "2026-11-23",
		doc: "What the clock says."},
	{in: inWith, name: "signed_in", kind: aFlag, example: "false",
		doc: "Whether access was given before."},
	{in: inWith, name: "hubspot", kind: aName, words: []string{"small_portal", "euro_portal", "empty"}, example: "small_portal",
		doc: "Whose records are there: `small_portal`, which counts in US dollars, `euro_portal`, which counts in euros, or `empty`."},
	{in: inWith, name: "locale", kind: aPhrase, example: "en-GB",
		doc: "The visitor's language and country."},
	{in: inWith, name: "timezone", kind: aPhrase, example: "Europe/Berlin",
		doc: "The visitor's time zone."},
	{in: inWith, name: "faults", kind: someKeys, of: inFault, example: "[{path: /crm/v3/objects/deals, status: 500}]",
		doc: "How the other side misbehaves from the beginning."},

	{in: inTurn, name: "me", kind: saidKind, example: "{any: [yes, yep, sure]}",
		doc: "What the user says; of `any:`, each is tried in a run of its own."},
	{in: inTurn, name: "press", kind: aText, example: "Skip",
		doc: "The button that the user presses."},
	{in: inTurn, name: "event", kind: aPhrase, example: "signed_in",
		words: []string{"signed_in", "other_account", "barred_account", "denied", "expired", "disconnected", "recovered", "answered", "reload", "crash", "timeout"},
		doc:   "Something else that happens: a sign-in ends well, ends in another account than usual (`other_account`), in one that may not be connected here (`barred_account`) or is denied, eleven minutes go by (`expired` and `timeout`), somebody removes the app from the account (`disconnected`), all faults are over (`recovered`), what was `slow` is answered, the page is loaded again, a process dies."},
	{in: inTurn, name: "fault", kind: someKeys, of: inFault, example: "{path: /crm/v3/objects/deals, status: 429, times: 1}",
		doc: "The other side misbehaves from here on."},
	{in: inTurn, name: "slow", kind: anAction, example: "hubspot.deal_stages",
		doc: "The answers of this action are long in coming from here on: they come with `event: answered`."},
	{in: inTurn, name: "elsewhere", kind: callsKind, example: "{hubspot.deals.update: {of: Globex, amount: 900}}",
		doc: "What somebody else does meanwhile, to the record that `of` names."},
	{in: inTurn, name: "bot", kind: aPhrase, example: "ask name",
		doc: "The state afterwards: `ask name`, `confirm`, `done`, `sign_in`, or with the dialog in front, in quotes: `\"create_deal: ask name\"`."},
	{in: inTurn, name: "says", kind: someTexts, example: "$500",
		doc: "A piece of what is said, or `/a pattern/`; of a list, all of them."},
	{in: inTurn, name: "never_says", kind: someTexts, example: `[error, "/5,?000/"]`,
		doc: "What must not be said."},
	{in: inTurn, name: "fields", kind: valuesKind, example: "{amount: 5000}",
		doc: "Values that are known afterwards."},
	{in: inTurn, name: "calls", kind: callsKind, example: "{hubspot.deals.create: {name: Acme, amount: 500}}",
		doc: "The exact writes of this turn; `{}` for none."},
	{in: inTurn, name: "buttons", kind: aTextList, example: "[Yes, No]",
		doc: "Buttons that are offered."},

	{in: inFault, name: "method", kind: aPhrase, words: []string{"GET", "POST", "PUT", "PATCH", "DELETE"}, example: "POST", def: "any",
		doc: "The requests that are met."},
	{in: inFault, name: "path", kind: aPhrase, example: "/crm/v3/objects/deals", def: "any",
		doc: "The path that they begin with."},
	{in: inFault, name: "status", kind: statusKind, min: 100, max: 599, example: "500",
		doc: "The status that is answered; of `any:`, each is tried in a run of its own."},
	{in: inFault, name: "body", kind: aPhrase, example: "'{}'",
		doc: "The body that is answered."},
	{in: inFault, name: "times", kind: aNumber, min: 1, max: 1000, example: "2", def: "every time",
		doc: "How often."},
	{in: inFault, name: "drop_answer", kind: aFlag, example: "true", def: "false",
		doc: "The work is done, but the answer never comes."},
}

// fieldTypes are the types that a field of a record can have: those of answers
// but for records themselves.
var fieldTypes = []string{"text", "number", "money", "percent", "date", "time", "email", "phone", "url", "yes_no", "choice", "owner"}

// linkTargets are the kinds of records that every account has.
var linkTargets = []string{"contact", "company", "deal", "ticket"}

// verbs are what a line below `errors:` can begin with.
var verbs = []struct{ verb, follows, doc, example string }{
	{"ask", "a field, or <error.field>", "Asks that field again, with the reason; `<error.field>` is the one that was refused.", "ask <error.field>"},
	{"say", "a text", "Says it, and stops there. Nothing that was entered is lost.", "say That deal is gone."},
	{"start", "a dialog", "Offers that dialog.", "start create_contact"},
}

func verbNames() []string {
	list := make([]string, len(verbs))
	for i, v := range verbs {
		list[i] = v.verb
	}
	return list
}

var byPlace = func() map[place][]key {
	m := map[place][]key{}
	for _, k := range keys {
		m[k.in] = append(m[k.in], k)
	}
	return m
}()

// keysIn lists the keys of a place, in the order of the table.
func keysIn(in place) []key { return byPlace[in] }

// example begins an advice with what may stand at a place.
func (p place) example() string {
	for _, k := range keys {
		if k.of == p {
			return "write for example `" + k.name + ": " + k.example + "`; "
		}
	}
	return ""
}

// ofDialogs tells whether a place is in a dialog file.
func (p place) ofDialogs() bool {
	return slices.Contains([]place{inDialog, inField, inState, inStateDone, inWay, inShow, inDone, inBefore}, p)
}

// what says how a place is called.
func (p place) what() string {
	for _, x := range places {
		if x.in == p {
			return x.what
		}
	}
	return string(p)
}
