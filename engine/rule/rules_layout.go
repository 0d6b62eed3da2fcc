package rule

// layoutRules are about whether a file can be read at all.
var layoutRules = []Rule{
	{Code: "PAR101", Name: "layout", Text: "The file can't be read from here on.",
		Why: "A colon, a quote or a bracket means something in these files. Where it belongs to a text, the text needs quotes.",
		Bad: `
title: Note a deal: in a hurry
`, Good: `
title: "Note a deal: in a hurry"
`},
	{Code: "PAR102", Name: "tab", Text: "A tab stands in front of a line.",
		Why: "What belongs together begins in the same column, and nobody knows how wide a tab is.",
		Bad: "done:\n\tsay: Created <name>.\n", Good: `
done:
  say: Created <name>.
`},
	{Code: "PAR103", Name: "empty", Text: "Nothing is written where something is expected.",
		Why: "A key without a value may be one that was forgotten.",
		Bad: `
description:
`, Good: `
description: Add a deal in a hurry.
`},
	{Code: "PAR104", Name: "second-document", Text: "Three dashes begin a second document, which is not read.",
		Why: "A file holds one dialog. What stands below the dashes would be lost in silence.",
		Bad: `
timeout: 30m
---
title: Another
`, Good: `
timeout: 30m
`},
	{Code: "PAR105", Name: "too-large", Text: "The file has more bytes than can be read.",
		Why: "The longest honest dialogs have a hundredth of that.",
		Bad: "(a file of more than 256 KiB)"},
	{Code: "PAR106", Name: "not-utf8", Text: "The file is not written in UTF-8.",
		Why: "In another encoding, letters such as ü or 名 can't be told apart.",
		Bad: "(a file that an editor saved in another encoding)"},
	{Code: "PAR107", Name: "too-many", Text: "The file has more entries than can be read.",
		Why: "Files that large only come from mistakes or bad intent.",
		Bad: "(a file of more than 20,000 entries)"},
	{Code: "PAR108", Name: "too-deep", Text: "Lists and keys stand inside each other, too many levels deep.",
		Why: "Dialogs need four levels.",
		Bad: "(a file of more than 32 levels)"},
	{Code: "PAR109", Name: "alias", Text: "A text begins with *, which refers to another part of the file.",
		Why: "References make a file hard to read, so there are none. In a text the * needs quotes.",
		Bad: `
title: &title Note a deal
fields:
  name:
    ask: What should the deal be called?
    hint: For example Acme.
    why: *title
`, Good: `
title: Note a deal
description: "*Add a deal in a hurry*"
`},
	{Code: "PAR110", Name: "anchor", Text: "A text begins with &, which names it for references.",
		Why: "References make a file hard to read, so there are none. In a text the & needs quotes.",
		Bad: `
title: &deal Note a deal
`, Good: `
title: "&deal: Note a deal"
`},
	{Code: "PAR111", Name: "merge", Text: "<< merges other keys into these.",
		Why: "What a dialog does should stand where it is read.",
		Bad: `
done:
  <<: {say: Created <name>.}
`, Good: `
done:
  say: Created <name>.
`},
	{Code: "PAR112", Name: "tag", Text: "A word begins with !, which changes how a text is read.",
		Why: "Types are named by `type:`. In a text the ! needs quotes.",
		Bad: `
title: !important Note a deal
`, Good: `
title: "!important Note a deal"
`},
	{Code: "PAR113", Name: "duplicate-key", Text: "A key is there twice.",
		Why: "Only one of them could count, and which is anybody's guess.",
		Bad: `
done:
  say: Created <name>.
  say: <name> is in your pipeline now.
`, Good: `
done:
  say:
    - Created <name>.
    - <name> is in your pipeline now.
`},
	{Code: "PAR114", Name: "key-expected", Text: "There is no name in front of a colon.",
		Why: "Each value is read by its name.",
		Bad: `
done:
  [say]: Created <name>.
`, Good: `
done:
  say: Created <name>.
`},
	{Code: "PAR115", Name: "invisible-character", Text: "A text holds a character that moves the cursor or rings the bell.",
		Why: "Nobody sees it, and programs trip over it.",
		Bad: `
title: "Note\a a deal"
`, Good: `
title: "Note a deal"
`},
	{Code: "PAR116", Name: "hidden-character", Text: "A text holds a character that nobody sees.", Warning: true,
		Why: "Word processors and web pages put in spaces that do not break, or have no width. Two texts then look the same and are not: an example is not understood, a choice does not match.",
		Bad: `
title: "Note a\u200B deal"
`, Good: `
title: Note a deal
`},
	{Code: "PAR117", Name: "lost-text", Text: "Everything after # is lost.",
		Why: "A space and # begin a comment, also in the middle of a text.",
		Bad: `
done:
  say: Deal #3 is done.
`, Good: `
done:
  say: "Deal #3 is done."
`},
	{Code: "PAR118", Name: "more-problems", Text: "There are more problems than can be listed.",
		Why: "The first ones often cause the others.",
		Bad: "(a file with more than a hundred problems)"},
	{Code: "PAR119", Name: "unreadable", Text: "A file or folder can't be opened.",
		Why: "What can't be read can't be checked, and is not served.",
		Bad: "(a folder that is not there, or that you may not read)"},
	{Code: "PAR120", Name: "not-a-file", Text: "There is a link or something else that is not a file.",
		Why: "A link could lead out of the folder of dialogs.",
		Bad: "(a link in the folder of dialogs)"},
	{Code: "PAR121", Name: "bad-file-name", Text: "A file has a name that no dialog can have.",
		Why: "A dialog has the name of its file, and other files name it.",
		Bad: `
-- Note-Deals.yml --
dialog: note_deals
`, Good: ""},
}
