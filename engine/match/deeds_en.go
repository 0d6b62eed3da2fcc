package match

// What people say for a deed, whatever it is done to.
var deedsEnglish = map[deed]sayings{
	creates: {
		anything: []string{
			"create <one> <x>", "new <one> <x>", "new <one>: <x>", "add <one> <x>", "<one>: <x>, <x>", "add a new <one> called <x>", "make a <one> named <x>", "put in a new <one>", "log <one> <x>",
			"register a <one> for <x>", "enter <x> as a new <one>", "set up <one> <x>", "open a new <one> with <x>", "record a new <one>, <x>", "save <x> as a <one>", "start a <one> <x>",
			"could you please create a <one> for <x>", "would you mind adding a <one> called <x>", "would you mind creating a new <one>", "may I ask you to add a <one>", "please enter a new <one> <x>", "can we get a <one> going for <x>",
			"I need to put a new <one> in", "we have a new <one>, <x>", "we've got a new one, <x>", "there is a new <one> to enter", "that should go in as a new <one>", "<x> should become a <one>", "let's get <x> in as a <one>", "we need a <one> for <x>",
			"I want create <one>, name is <x>", "please make one new <one> with name <x>", "I would like to make a new <one>", "add please the <one> <x>", "it is missing a <one> for <x>", "new <one> <x>, <label> <new>", "create <one> with <label> <new>", "add a <one>, <label> <new>, <label> <new>",
		},
		somebody: []string{
			"I met <x> yesterday and want to keep them on file", "got a business card from <x>", "here is a new one: <x>, <email>", "add <x> <email>", "add <x>, <email>, from <x>", "<x> is not in there yet, put them in", "<email>, <x>, add as a <one>", "add <x> (<email>)",
			"please save the details of <x>", "someone new from <x> called, save it", "put <x> in my <all>", "add <x> to our <all>, <email>", "<x> just joined <x>, add them", "keep <x> in our <all>", "met <x> at the fair, add them",
		},
		worth: []string{
			"<x> wants to buy for <money>", "<x> is ready to sign for <money>, enter it", "<x> is interested, about <money>", "new one coming in, <x>, around <money>", "new <one> <x> <money>", "add <one> <x>, <money>, closes <date>", "<money> <one> for <x>", "somebody wants to buy, get a <one> going",
			"a customer wants to order from us, open a <one>", "just got off the phone with <x>, they want to buy for <money>", "<money>, closing <date>, new <one> called <x>", "we sold something to <x> for <money>",
		},
	},
	shows: {
		anything: []string{
			"<one> <x>", "<one> <id>", "show <x>", "show <one> <id>", "open <one> <x>", "<x> <one> info", "<x> details", "details <x> <one>", "get <one> <x>", "display <one> <id>", "view <x>", "pull up <x>", "bring up the <x> <one>",
			"could you pull up <x> for me", "would you mind opening <one> <id>", "may I see <one> <x>", "could I have a look at <one> <id>", "please show me the details of <x>", "would you be so kind as to show me <one> <x>", "can you open <one> with id <id>",
			"what do we have on <x>", "what do we know about <x>", "what's the status of <x>", "remind me about <x>", "I have a call about <x>, what's in it", "tell me more about the <x> <one>", "what's in the <x> <one>", "check <one> <x> for me",
			"what is the <label> of <x>", "what's <x>'s <label>", "what <label> does <x> have", "show me the <label> of <one> <id>", "give me the <label> and the <label> of <x>", "I need the <label> and <label> of <x>", "<one> <x>: <label>, <label>", "I want to know the <label> of <x>", "can you tell me the <label> of <x>", "what is <label> from <x>", "open <x>, I need the <label>", "<x> <label>?",
			"please show to me <one> <x>", "I want see <one> number <id>", "give me informations about <one> <x>", "how stands it with <one> <x>", "look what we have about <x>", "I would like to look at <one> <id>",
		},
		somebody: []string{
			"how do I reach <x>", "how can I get hold of <x>", "I need to call <x>, what's the number", "I have to write to <x>, which e-mail do we have", "who is <x>", "who is <email>", "remind me who <email> is", "where does <x> work", "show <email>", "look up <email>", "open <email>", "do we have a number for <x>",
			"which company is <x> from", "may I see <email>", "what do we have on <email>", "who was <x> again", "<email>",
		},
		worth: []string{
			"how much is <x> worth", "how much was <x> again", "when does <x> close", "who owns <x>", "where are we with <x>", "how far are we with <x>", "how is <x> going", "is <x> still open", "what stage is <x> in", "where do things stand with <x>",
		},
	},
	lists: {
		anything: []string{
			"<all>", "all <all>", "my <all>", "our <all>", "<all> please", "<all> list", "list of <all>", "<one> list", "<all> overview", "list <all>", "show <all>", "show me all the <all>", "list every <one>", "show every single <one>", "<all>, all of them", "everything, <all>", "give me all <all>", "the whole list of <all>",
			"could you list all the <all>", "would you mind showing me every <one> we have", "may I see all <all>", "would you show me the list of <all>", "could I get an overview of our <all>", "can I see the list of my <all>", "please show me all of our <all>",
			"which <all> do we have", "what <all> are there", "which <all> are there in all", "what <all> do we have at the moment", "how many <all> are there", "I'd like to go through all the <all> before the meeting", "let me browse the <all>", "I need all <all> for the report", "I need the full list of <all> for the team", "let me have a look at the whole list", "run me through our <all>", "what have we got in terms of <all>", "let me see everything we have",
			"list all <all> with <label> and <label>", "show all <all>, with <label>, <label> and <label>", "every <one> with its <label>", "all <all> sorted by <label>", "show me all <all> by <label>", "all <all> on one page",
			"show me please all the <all> what we have", "I want to see list from all <all>", "give me overview over the <all>", "can you list me my <all>", "I need see all <all>", "which <all> have we", "please to list the <all>",
		},
		somebody: []string{"who do we have in the CRM", "who is in the CRM", "who do we know", "who's in our <all>", "everybody we have on file", "show me everybody", "which people are saved"},
		worth:    []string{"what are we working on", "what's in the pipeline", "what do we have running", "what is open right now", "how does it look"},
	},
	changes: {
		anything: []string{
			"update <one> <x>", "change <one> <id>", "change the <all>", "update these <all>", "edit <x>", "<one> <id> <label> <new>", "<x> <label> <new>", "<x> <one> <label> <new>", "<x> new <label> <new>", "set <x> <label> to <new>", "change the <label> of <x> to <new>", "set the <label> of <one> <id> to <new>", "update <x>: <label> <new>, <label> <new>", "change <one> <x>, new <label> <new>", "rename <x> to <new>", "edit <x>, <label> <new> and <label> <new>", "edit <x>, <email>",
			"could you please change <x>'s <label> to <new>", "would you mind updating the <label> of <x>", "may I ask you to correct the <label> of <x>", "please set <x>'s <label> to <new>", "can you put <new> as the <label> of <x>",
			"<x> has a new <label>, it's <new>", "<x>'s <label> is now <new>", "the <label> of <x> is wrong, it should be <new>", "the <label> for <x> changed to <new>", "we have the wrong <label> for <x>, it's <new>", "<x> is now <new>", "from now on <x> has <label> <new>", "<x> got a different <label>: <new>", "please note that <x>'s <label> is <new>", "make <x> <new>", "<x> is taking over <x>", "give <x> to <x>", "assign <x> to <x>", "hand <x> over to <x>", "make <x> the owner of <x>",
			"I must change <label> from <one> <id> on <new>", "the <one> <x> has now <label> <new>", "please actualise <one> <x>, <label> is <new>", "for <one> <x> put <label> <new>", "please to change <label> of <x> in <new>", "set <label> to <new> for <one> <x>", "<label> <new> and <label> <new> for <one> <id>", "change <x> to <new> and set <label> to <new>",
		},
		somebody: []string{
			"<x> moved to <x>", "<x> has left <x> and works for <x> now", "<x> works at <x> now", "<x> got married, the last name is now <x>", "<x> can be reached at <email> from now on", "<x> is now at <email>", "<x> changed jobs", "<x> has a new number", "<x> has a new address <email>", "update <email> with phone <new>",
		},
		worth: []string{
			"make <x> <money>", "<x> only wants to pay <money>", "<x> is worth <money> now", "<x> went up to <money>", "we won <x>", "we lost <x>", "move <x> to <x>", "<x> slipped to <date>", "<x> closes <date> now", "push <x> to <date>", "<x> signed, mark it as <new>", "put <x> in <new>", "set <x> to <money> and <new>", "<x> is in <new> now", "bump <x> to <money>", "<x> is going to close <date> instead",
		},
	},
	deletes: {
		anything: []string{
			"delete <x>", "delete <one> <id>", "delete the <all>", "delete all <all>", "remove these <all>", "remove <one> <x>", "rm <one> <id>", "del <one> <x>", "drop <x>", "trash the <x> <one>", "kill <one> <id>", "get rid of <x>", "erase <one> <x>", "wipe <one> <id>", "scrap <x>", "bin the <x> <one>", "clean out <x>", "cancel <one> <x> for good", "remove <x> for good", "take <x> out", "throw <x> out",
			"could you please delete <one> <x>", "would you mind removing <x>", "I'd be grateful if you could delete <one> <id>", "please remove <x> from the CRM", "may I ask you to delete <x>", "can you get <x> out of there",
			"we don't need <x> any longer, remove it", "<x> is a duplicate", "<x> is in there twice", "<one> <id> was just a test", "I entered <x> by mistake", "<x> shouldn't be in the system anymore", "<x> should be gone", "I want <x> gone", "nobody needs <x> anymore", "<x> can go", "somebody added <x> twice, one can go", "<x> is obsolete", "we can forget about <x>", "the <one> <x> is dead, get it out", "it was a mistake to add <x>", "there is no need to keep <x> as a <one> any longer", "no need for <x> anymore", "take <x> out of the system",
			"please to delete <one> <x>", "<one> <x> can be deleted away", "the <one> <id> must be deleted", "make <one> <x> away", "I want delete <one> number <id>", "erase please <one> with id <id>", "<one> <x> we need not more, delete", "delete <one> from <x>", "put <x> away from the list",
		},
		somebody: []string{"<x> left and nobody needs the <one>", "<x> asked us to remove their data", "<x> asked to be taken off our list", "<x> doesn't want to hear from us anymore, remove", "forget about <email> for privacy reasons", "delete <email>", "remove <email> from the <all>", "take <x> off the list", "<x> wants to be deleted"},
		worth:    []string{"<x> never happened, delete it", "<x> is not going anywhere, delete the <one>", "throw away the <x> <one>"},
	},
	searches: {
		anything: []string{
			"find <x>", "search <x>", "search <all> <x>", "find <all> with <label> <new>", "<all> with <label> <new>", "<all> <x>", "<all> in <x>", "<all> from <x>", "look for <all> about <x>", "any <all> with <label> <new>", "<all> whose <label> is <new>", "<all> where <label> contains <x>", "<all> with <label> containing <x>", "<all> not in <x>", "<all> with <x> in the <label>", "<all> that have <label> <new> and <label> <new>", "all <all> with <label> <new>", "all <all> with <label> <new> and <label> containing <x>",
			"could you find all <all> with <label> <new>", "would you mind looking for <all> with <label> <new>", "please search for <all> in <x>", "may I ask you to look for <all> named <x>", "please find the <all> which are <x>", "please find all <all> in <x>",
			"which <all> are <x>", "which <all> have <label> <new>", "do we have any <all> from <x>", "is there a <one> about <x>", "there's a <one> called something with <x>, can you look", "I'm trying to find <all> from <x>", "I'm curious which <all> are <x>", "which <all> does <x> own", "<all> owned by <x>", "<all> of <x>", "only the <all> in <x>", "<all> that mention <x>",
			"search me <all> from <x>", "I search <all> with <label> <new>", "I search a <one>, the <label> is <new>", "please look if we have <all> by <x>", "are there <all> with <label> <new>", "find for me the <all> what are <x>", "<all> created last week", "<all> added since <date>", "<all> without <label>",
		},
		somebody: []string{"who works at <x>", "who do we know at <x>", "anybody at <x>", "people at <x>", "somebody named <x>", "anyone called <x>", "who is from <x>", "do we know somebody at <x>", "who has a gmail address", "everyone whose <label> is <new>", "who do we have at <x>"},
		worth:    []string{"<all> over <money>", "<all> above <money>", "<all> under <money>", "anything bigger than <money>", "everything above <money>", "everything in <x> over <money>", "what's closing in december", "what closes this month", "<all> closing next week", "<all> between <money> and <money>", "<all> closing before <date>", "what is due this week", "<all> bigger as <money>", "anything over <money> in there", "which <all> close before <date>", "what's coming up this month", "<all> worth at least <money>"},
	},
}

// Things that people ask of such a chat and that are in none of its dialogs,
// each behind the words that would make it one of theirs.
var strangeEnglish = []string{
	"ticket: create a ticket", "ticket: new ticket, the printer is broken", "ticket: please open a support ticket for <x>", "ticket: close ticket <id>", "ticket tickets: show my open tickets",
	"task: create a task", "task: new task: call <x> <date>", "task tasks: what tasks do I have today", "task: delete the task for <date>", "task: add a to-do for <x>", "task: please make task for <x>",
	"invoice: invoice <id>", "invoice: create an invoice for <x>", "invoice: send the invoice to <x>", "invoice invoices: show me all open invoices", "invoice: make me a bill over <money>", "invoice: has <x> paid the invoice",
	"quote: create a quote for <x>", "quote: make a quote over <money> with discount", "quote: send <x> an offer", "quote: quote <money>", "quote: delete quote <id>",
	"company companies: list companies", "company companies: add a company called <x>", "company companies: all companies in <x>", "company companies: which companies do we have in <x>", "company companies: add company <x>, domain example.com, phone 555 0100", "company companies: delete the company <x>", "company companies: create company <x>",
	"product products: add a product with price <money>", "product products: new product in the catalog", "product products: which products do we sell", "order: order ten laptops", "order: where is my order", "order: show order <id>",
	"meeting: schedule a meeting with <x> <date>", "meeting: book a meeting room for <date>", "meeting: move my meeting to <date>", "calendar: what's on my calendar today", "calendar: connect my calendar", "calendar: am I free <date>", "meeting: when is my next meeting",
	"reminder: remind me to call <x> <date>", "reminder: set a reminder for <date>", "alarm: wake me up at seven", "timer: set a timer for ten minutes",
	"send: send an email to <email>", "send: email <x> that I'm late", "send: write a mail to <x> that I come later", "send: email <email> and <email> the minutes", "send: send <x> a message", "send: forward this to <x>", "send: reply to <x>", "call: call <x>", "call: please call <x> back for me", "call: dial 555 0100", "call: somebody should tell <x> that I'm late",
	"weather: what's the weather like", "weather: weather tomorrow", "weather: will it rain in <x>", "weather: how is the weather by you",
	"flight: book a flight to <x> <date>", "hotel: find me a hotel in <x>", "restaurant: recommend a restaurant near the office", "restaurant: reserve a table for tonight", "taxi: get me a taxi", "coffee: I would like a coffee", "train: when does the train to <x> leave",
	"password: I forgot my password", "password: where can I change my password", "account: delete my account", "account: update my billing details", "login: I can't log in", "settings: change the language", "settings: where are the settings", "subscription: cancel my subscription",
	"exchange: exchange rate of euro to dollar", "translate: translate this into French", "joke: tell me a joke", "news: what's in the news", "match: who won the match last night", "music: play some music", "meaning: what does pipeline mean", "meaning: what is the difference between a lead and an opportunity", "meaning: what is a CRM", "meaning: what means <x> in english", "meaning: explain lifecycle stage to me", "stand: for what stands CRM",
	"holiday: I want to take holiday from monday on", "holiday: how many days of leave do I have", "holiday: <x> is on holiday next week, who is covering", "salary: my salary hasn't arrived", "expense: submit an expense of <money>", "transfer: transfer <money> to my savings account", "bank: what's my balance",
	"forecast: sales forecast for q1", "report: make a report of the last quarter", "report: sales report", "dashboard: open the dashboard", "target: did we reach our target", "campaign: start an email campaign", "newsletter: send the newsletter", "workflow: create a workflow", "form: build a form", "website: our website is down",
	"contract: print the contract as pdf", "contract: sign the contract", "document: upload this document", "document: attach the file to it", "note: write a note about <x>", "export: export everything to excel", "import: import a csv file", "print: print this page", "download: download the list as pdf", "printer: the printer is out of paper",
	"customer: the customer isn't happy with our product", "happy: <x> is not happy with us", "yesterday: that was a great deal yesterday", "bike: my new bike was a real deal", "big: no big deal", "lens: I lost my contact lenses", "contacts: my contact lenses are lost", "deal: deal with it", "day: how was your day", "sing: sing me a song", "age: how old are you", "name: what is your name", "capital: what is the capital of France", "time: what time is it", "eat: what's for lunch", "problem: I have a problem with my computer", "recipe: how do I bake a cake", "football: when does the game start",
	"discount: give <x> a discount", "price: what does your product cost", "price: how much do you cost", "vacation: book my vacation", "parcel: where is my parcel", "shift: who has the late shift", "office: when does the office open", "wifi: the wifi doesn't work",
}
