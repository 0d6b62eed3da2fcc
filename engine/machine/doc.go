// Package machine is the heart: Compile turns dialogs into state machines,
// Step moves one session along.
//
//	(Session, Event) ── Step ──▶ (Session, Output: what to say, what to do)
//
// Step is pure. It has no clock (events carry the time), does no I/O (doing
// is wished for in Output and answered by a later event), returns no error,
// and never changes the session that it was given.
//
// # States
//
// Every dialog compiles to the same kind of table, drawn by Graph:
//
//	start       where a dialog begins; nobody waits here
//	collect     decides what is missing next; every answer passes here, and
//	            nobody waits here
//	at S        one of the author's states, which says something and leads to
//	            its questions; nobody waits here
//	call S      the dialog, or the action, of such a state is running
//	authorize   waits until somebody is signed in; lookups come back here too
//	load F      fetches the choices of field F
//	ask F       waits for the answer to F
//	find F      looks up the record that was named for F
//	pick F      waits for one of several records
//	check       looks whether such a record is there already
//	confirm     waits for the yes; every write passes here
//	run         the action is under way
//	reauthorize waits for a sign-in in the middle of run
//	settle      finds out whether an unanswered create happened
//	unknown     asks the user, when that could not be found out
//	stuck       a lookup failed: try again or stop
//	failed      the action failed: try again, change something or stop
//	results     a table is on show: page, pick, narrow
//	done        the end
//	cancelled   the other end
//
// A dialog that wrote can be called back from done by "undo":
//
//	undo_check    reads the record: has somebody changed it since?
//	undo_confirm  waits for a yes of its own
//	undo_run      archives what was created, puts back what was changed
//	undo_offer    a deleted record: says who can restore it, offers a new one
//	undone        the end of that
//
// with undo_authorize, undo_stuck, undo_reauthorize and undo_failed for what
// can come in between. They are the dialog's own states once more, so that
// the proofs hold for them too; Memory.Write has what is to be undone.
//
// The table is a github.com/looplab/fsm, used as referee: one event "to:X"
// for each state X, whose sources are the states that may lead there. The
// step decides in plain code where to go; the table decides whether it may.
// Nothing acts inside the library's callbacks (a cancelled context or an
// error there would leave a machine stuck), and no machine lives longer than
// a move: per session nothing is alive but its bytes in the store.
//
// # Proofs
//
// Compile refuses a dialog unless every state can be reached, every waiting
// state can come to done and to cancelled, no write can be reached without
// confirm, nothing is undone without undo_confirm, every name is known, and
// every value that is used was collected before.
//
// # Several wishes, several records
//
// A message with several wishes becomes a Plan: its wishes are heard one after
// the other, each when the one before is done. A change to several rows of a
// table becomes a Batch: every record is read and shown before the one yes,
// and written under an operation of its own.
package machine
