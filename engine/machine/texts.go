package machine

import (
	"parley/engine/match"
	"parley/engine/syntax"
)

// english has the engine's own sentences. defaults.yaml can reword each one;
// the ids are the keys there.
var english = map[string]string{
	"welcome":               "Hi! I can look after deals and contacts in HubSpot. What would you like to do?",
	"welcome_back":          "Welcome back. We were here:",
	"help":                  "You can say it in your own words. I can do these things:",
	"help_in_dialog":        "This is \"<dialog>\". Answer the question in your own words, or say \"back\", \"skip\", \"start over\" or \"cancel\".",
	"thanks":                "You're welcome.",
	"unknown":               "Sorry, I didn't understand that. Here is what I can do:",
	"unknown_here":          "Sorry, I didn't understand that.",
	"unknown_near":          "I'm not sure what you mean. Did you mean one of these?",
	"clarify":               "Which one do you mean?",
	"gone":                  "The dialog that we were in has been changed, so I had to stop it. Please start it again.",
	"doubtful":              "OK, I leave it there. I don't know whether it was saved, so please have a look in HubSpot before you enter it again.",
	"timeout":               "I haven't heard from you for a while, so I stopped here. Nothing was changed; just say it again when you are back.",
	"cancelled":             "OK, I've stopped. Nothing was changed.",
	"stopped":               "OK, I've stopped.",
	"nothing_to_do":         "There is nothing to stop right now.",
	"all_right":             "All right. I'm here when you need me.",
	"what_next":             "What would you like to do?",
	"interrupt":             "Sure. After that we go on with \"<dialog>\".",
	"resume":                "Back to \"<dialog>\".",
	"too_deep":              "There are three things open already. Let's finish one first, or say \"cancel\".",
	"corrected":             "<label>: <new> instead of <old>.",
	"understood":            "Got it: <values>.",
	"ask_again":             "<problem>",
	"ask":                   "<label>?",
	"why":                   "It is kept with the record in HubSpot.",
	"cannot_skip":           "I need that one, sorry.",
	"try_again":             "You can try again, change something or stop.",
	"way_out":               "You can also skip it, start over or stop.",
	"way_out_required":      "You can also start over or stop.",
	"no_back":               "This is the first question.",
	"confirm":               "Shall I do that?",
	"confirm_again":         "Please say yes to go ahead, no to stop, or tell me what to change.",
	"confirm_delete":        "Please say yes to go ahead, or no to stop.",
	"declined":              "OK, not yet. What should be different?",
	"sign_in":               "I need access to your HubSpot account for that. Please sign in; I'll keep what you said and carry on by myself.",
	"sign_in_again":         "<reason> I'll carry on by myself afterwards.",
	"sign_in_wait":          "Noted. I'll carry on as soon as you have signed in.",
	"sign_in_denied":        "HubSpot says that access was not given, so nothing was connected. You can try again or stop.",
	"sign_in_expired":       "That sign-in link is too old or was used already. You can get a new one.",
	"sign_in_faulty":        "Signing in didn't work just now, and it isn't your fault. Please try again in a moment; if it stays like this, tell your administrator.",
	"sign_in_foreign":       "The sign-in was finished in another browser, so I didn't use it. Please open the link in the browser that you chat with.",
	"sign_in_admin":         "Access to HubSpot isn't set up yet. An administrator has to do that; please tell them.",
	"signed_in":             "Signed in as <user>, account <account>.",
	"who_am_i":              "You're signed in as <user>, account <account>.",
	"nobody":                "You aren't signed in.",
	"busy":                  "I'm still waiting for HubSpot. One moment.",
	"in_flight":             "It's on its way to HubSpot already and can't be stopped; I'll tell you how it ends.",
	"still_working":         "Still working on it …",
	"plan":                  "One after the other: <steps>.",
	"plan_next":             "<n> of <total>: <step>.",
	"plan_held":             "Still to do: <steps>. Shall I go on?",
	"plan_dropped":          "OK, I leave the rest.",
	"batch_confirm_update":  "Change these <count> <objects>?",
	"batch_confirm_delete":  "Delete these <count> <objects>?",
	"batch_result":          "Result",
	"batch_update":          "Changed",
	"batch_delete":          "Deleted",
	"batch_left":            "Left as it was",
	"batch_done":            "<count> done: <records>.",
	"batch_not_done":        "Not done: <records>.",
	"batch_so_far":          "Done so far: <records>.",
	"batch_failed":          "I stopped at <record>. <problem>",
	"batch_stopped":         "OK, I've stopped. Done: <records>. Left as they were: <left>.",
	"batch_gone":            "<record> isn't there any more, so I leave it out.",
	"told":                  "<label> of <record>: <value>.",
	"told_none":             "<record> has no <label> yet.",
	"told_here":             "<label>: <value>.",
	"told_none_here":        "There is no <label> yet.",
	"told_nothing":          "I don't know which record you mean. Say for example \"who owns Globex\".",
	"failed_down":           "HubSpot isn't answering properly right now. Nothing you entered is lost.",
	"failed_busy":           "HubSpot is busy right now. Nothing you entered is lost; please try again in a moment.",
	"failed_forbidden":      "HubSpot doesn't allow that.",
	"failed_missing":        "I couldn't find that record in HubSpot.",
	"failed_invalid":        "HubSpot didn't accept that.",
	"failed_conflict":       "Something in HubSpot is in the way.",
	"failed_unknown":        "HubSpot didn't answer, so I'm not sure whether it was saved. Trying again is safe: it sets the same values.",
	"failed_unknown_delete": "HubSpot didn't answer, so I'm not sure whether it was deleted. Trying again is safe.",
	"settle":                "HubSpot didn't answer, so I don't know yet whether it was saved. I'm checking; that can take up to a minute.",
	"settled":               "I checked: it was saved.",
	"unsettled":             "I looked for it and couldn't find it, but HubSpot can be slow to show new records. What do you see there?",
	"left":                  "OK, I leave it as it is. Please have a look in HubSpot before you enter it again.",
	"changed_meanwhile":     "Somebody changed this record in the meantime. This is how it would look now:",
	"none_found":            "I found no <object> for \"<text>\". Try another name or the number.",
	"none_found_new":        "I found no <object> for \"<text>\". Try another name, or create a new one.",
	"several_found":         "Several fit \"<text>\". Which one?",
	"no_memory":             "I don't know which <object> you mean. Please give me a name or a number.",
	"choice_unclear":        "I don't know \"<text>\" here. Please pick one of these.",
	"choice_several":        "\"<text>\" fits several. Which one?",
	"too_short":             "That is too short: <min> characters at least.",
	"too_long":              "That is too long: <max> characters at most.",
	"changes_ask":           "What should change?",
	"changes_value":         "What is the new <label>?",
	"changes_unclear":       "I couldn't tell what should change. Say for example \"amount 500\" or press a button.",
	"changes_none":          "It is like that already.",
	"narrowed":              "Only those with <values>.",
	"sorted":                "Sorted by <label>.",
	"no_more":               "That's the last page.",
	"no_previous":           "That's the first page.",
	"empty":                 "There is nothing to show.",
	"done":                  "Done.",
	"filled":                "<label>: <new>.",
	"stale":                 "That button belongs to an earlier question.",
	"shown":                 "Here it is.",
	"signed_out":            "You're signed out of HubSpot in this chat.",
	"undo_nothing":          "There is nothing to undo: I can take back what I last did in HubSpot, for half an hour.",
	"undo_create":           "Archive <record>, created <when>?",
	"undo_change":           "Put the <label> of <record> back from <now> to <before>?",
	"undo_changes":          "Put <record> back as it was before?",
	"undo_changed":          "Somebody changed it since then: <values>.",
	"undo_changed_value":    "<label> is <now>, I had left it at <ours>",
	"undo_delete":           "HubSpot keeps <record> in its recycle bin for 90 days, and an administrator can restore it there; I can't.",
	"undo_create_again":     "What I can do is create it again with the same values, as a new record. Shall I?",
	"undo_archived":         "Archived <record>. HubSpot keeps it for 90 days; an administrator can restore it there.",
	"undo_done":             "<record> is back as it was: <values>. <link>",
	"undo_already":          "<record> is as it was before already, so there is nothing to undo.",
	"undo_gone":             "<record> isn't in HubSpot any more, so there is nothing to undo.",
	"undo_elsewhere":        "<record> is in another HubSpot account than the one you are signed in to now, so I leave it alone.",
	"undo_left":             "OK, I leave it as it is.",
	"undo_doubtful":         "OK, I leave it there. I don't know whether it was undone, so please have a look in HubSpot.",
	"undo_again":            "You can try again or stop.",
	"moment_ago":            "a moment ago",
	"minutes_ago":           "<n> minutes ago",
	"oops":                  "Something went wrong on my side, sorry. What you entered is still here; please try again.",
}

// labels of the buttons that the engine offers itself.
var buttonLabels = map[string]string{
	"yes": "Yes", "no": "No", "cancel": "Cancel", "skip": "Skip", "skip_all": "Skip the rest", "back": "Back",
	"retry": "Try again", "go_on": "Go on", "skip_one": "Skip this one", "restart": "Start over", "next": "Next", "previous": "Previous", "new_link": "New link",
	"there": "It's there", "again": "Send it again", "leave": "Leave it",
	"help": "What can you do?", "undo": "Undo", "archive": "Archive it", "put_back": "Put it back", "create_again": "Create it again",
}

// house is what defaults.yaml says, over the words above.
type house struct {
	attempts int
	texts    map[string][]template
}

func newHouse(tree *syntax.House) (house, map[match.Command][]string) {
	h := house{attempts: 3, texts: map[string][]template{}}
	for id, text := range english {
		h.texts[id] = []template{newTemplate(text)}
	}
	words := match.English()
	if tree == nil {
		return h, words
	}
	if tree.Attempts.Value > 0 {
		h.attempts = tree.Attempts.Value
	}
	for id, list := range tree.Texts {
		h.texts[id] = nil
		for _, s := range list {
			h.texts[id] = append(h.texts[id], newTemplate(s.Value))
		}
	}
	for command, list := range tree.Words {
		for _, s := range list {
			words[match.Command(command)] = append(words[match.Command(command)], s.Value)
		}
	}
	return h, words
}

// TextIDs lists the ids of the sentences that defaults.yaml can reword, with
// the words that ship.
func TextIDs() map[string]string {
	all := make(map[string]string, len(english))
	for id, text := range english {
		all[id] = text
	}
	return all
}
