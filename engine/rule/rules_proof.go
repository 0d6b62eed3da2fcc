package rule

// proofRules are about what holds for every conversation. What breaks them is
// shown with the shortest conversation that goes wrong.
var proofRules = []Rule{
	{Code: "PAR401", Name: "no-way-out", Text: "There is a state that can't be reached, ended or cancelled, or a way to a write around the confirm question or the sign-in.",
		Why: "A conversation never dies, and nothing is written that nobody agreed to.",
		Bad: "(no dialog that the engine makes its own states for; it is proved all the same)"},
	{Code: "PAR402", Name: "never-ends", Text: "Following `then:` comes back to where it began, states go round without asking anything, or a dialog runs inside itself.",
		Why: "The conversation never ends, and nobody is asked.",
		Bad: `
done:
  say: Created <name>.
  then: note_deal
`, Good: `
done:
  say: Created <name>.
  offer: [note_deal]
`},
	{Code: "PAR403", Name: "never-filled", Text: "A value is required and never asked.",
		Why: "Whoever does not say it by chance can't go on.",
		Bad: `
fields:
  amount:
    type: money
    ask_if: never
`, Good: `
fields:
  amount:
    type: money
    ask_if: never
    optional: true
`},
	{Code: "PAR404", Name: "used-too-early", Text: "A value is used before it is asked for.",
		Why: "Fields are asked in the order of the file, so nobody knows it yet.",
		Bad: `
fields:
  name:
    ask: What should the deal of <amount> be called?
    hint: For example Acme.
  amount:
    type: money
    ask: How much is it worth?
    hint: For example 5k.
`, Good: `
fields:
  name:
    ask: What should the deal be called?
    hint: For example Acme.
  amount:
    type: money
    ask: How much is <name> worth?
    hint: For example 5k.
`},
	{Code: "PAR405", Name: "no-answer-fits", Text: "No answer can meet what `must:` demands.",
		Why: "The question is asked again and again, whatever people say.",
		Bad: `
fields:
  amount:
    type: money
    ask: How much is it worth?
    hint: For example 5k.
    must:
      value > 1000: It must be more than 1,000.
      value < 500: It must be less than 500.
`, Good: `
fields:
  amount:
    type: money
    ask: How much is it worth?
    hint: For example 5k.
    must:
      value > 500: It must be more than 500.
      value < 1000: It must be less than 1,000.
`},
	{Code: "PAR406", Name: "default-refused", Text: "The default is refused by `must:` or `length:`.",
		Why: "It is offered as a button, and whoever presses it is asked again, for ever.",
		Bad: `
fields:
  amount:
    type: money
    ask: How much is it worth?
    default: "0"
    must:
      value > 0: It must be worth something.
`, Good: `
fields:
  amount:
    type: money
    ask: How much is it worth?
    default: "1"
    must:
      value > 0: It must be worth something.
`},
	{Code: "PAR407", Name: "never-holds", Text: "A condition never holds.", Warning: true,
		Why: "The field is never asked: it can't be reached.",
		Bad: `
fields:
  amount:
    type: money
    ask: How much is it worth?
    hint: For example 5k.
  contact:
    type: record contact
    ask: Who is it with?
    hint: A name or an e-mail address.
    when: amount > 1000 and amount < 500
`, Good: `
fields:
  amount:
    type: money
    ask: How much is it worth?
    hint: For example 5k.
  contact:
    type: record contact
    ask: Who is it with?
    hint: A name or an e-mail address.
    when: amount > 500 and amount < 1000
`},
	{Code: "PAR408", Name: "always-holds", Text: "A condition always holds.", Warning: true,
		Why: "It decides nothing; perhaps `and` was meant where `or` stands.",
		Bad: `
fields:
  amount:
    type: money
    ask: How much is it worth?
    hint: For example 5k.
  contact:
    type: record contact
    ask: Who is it with?
    hint: A name or an e-mail address.
    when: amount > 500 or amount < 1000
`, Good: `
fields:
  amount:
    type: money
    ask: How much is it worth?
    hint: For example 5k.
  contact:
    type: record contact
    ask: Who is it with?
    hint: A name or an e-mail address.
    when: amount > 500 and amount < 1000
`},
	{Code: "PAR409", Name: "never-reached", Text: "No way leads to a state, or no state asks for a field.",
		Why: "Nobody will ever see what is written there.",
		Bad: `
states:
  talk:
    ask: [name, stage]
    go: end
  bye:
    say: Fine.
`, Good: `
states:
  talk:
    ask: [name, stage]
    go: bye
  bye:
    say: Fine.
`},
	{Code: "PAR410", Name: "never-taken", Text: "A way on stands behind one that is always taken.",
		Why: "The first way whose condition holds is taken, and without a condition that is every time.",
		Bad: `
states:
  talk:
    ask: [name, stage]
    go:
      - end
      - when: name == "Acme"
        to: acme
  acme:
    say: Our best customer!
`, Good: `
states:
  talk:
    ask: [name, stage]
    go:
      - when: name == "Acme"
        to: acme
      - end
  acme:
    say: Our best customer!
`},
	{Code: "PAR411", Name: "no-way-on", Text: "When none of its conditions holds, a state leads nowhere.",
		Why: "The conversation would have to guess where to go on.",
		Bad: `
states:
  talk:
    ask: [name, stage]
    go:
      - when: name == "Acme"
        to: acme
  acme:
    say: Our best customer!
`, Good: `
states:
  talk:
    ask: [name, stage]
    go:
      - when: name == "Acme"
        to: acme
      - end
  acme:
    say: Our best customer!
`},
}
