// Package engine runs conversations. Everything that happens to a session is
// an event: a message, an operation's answer, a finished sign-in, a timer, a
// reconnect. They all come in through Handle, and so data goes round in one
// ring:
//
//	event ─▶ Handle ─▶ machine.Step ─▶ Commit ─┬─▶ turns stored ─▶ Notify ─▶ socket
//	  ▲                                        └─▶ operations planned ─▶ Actions.Do
//	  └────────────────────── the answer is the next event ◀──────────────────┘
//
// The rule that carries everything: commit first, act after. A step only
// wishes; its wishes are stored together with the next session in one
// compare-and-set; only then is anything said or done. A process may die
// between any two lines: what is stored is taken up by another one (Sweep),
// and what is not stored was never promised to anybody.
//
// An operation is planned → sent → done, refused or unknown. "sent" is stored
// before the request leaves, so that a create whose answer was lost is never
// sent a second time by itself: its outcome is unknown, is looked for, and is
// asked about if it can't be found.
//
// There are two roads from an event to its answer. The long one accepts,
// loads and commits, a call of the store each. The short one is taken when
// this process holds the session's socket and so knows its state: it steps at
// once and lets one script accept and commit together. Either way the version
// of the session protects; locks here only save work.
package engine
