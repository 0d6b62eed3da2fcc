// Package web is the server that browsers and other clients talk to: the chat
// socket, the pages around it, the sign-in pages, health and the operator's
// listener.
//
//	socket frame ─▶ conn.read ─▶ Engine.Handle ─▶ (stored) ─▶ Server.Notify ─▶ conn.flush ─▶ socket
//	                                                               ▲
//	sign-in callback ─▶ Engine.Handle ─▶ (stored) ─▶ Bus ──────────┘
//
// Whatever is written to a socket as a turn was stored before, so a socket may
// be cut at any byte: the client comes back with the number of the last turn it
// has and gets the ones that are missing. A queue that grew too long is
// therefore no loss either; the socket is closed and the client resumes.
//
// An idle socket costs one goroutine, which waits in a read, and a 1 KiB read
// buffer. The HTTP handler returns right after the upgrade, the write buffer
// comes from a pool, writing starts a goroutine that ends when nothing is
// left, and one goroutine for all sockets sends the pings. A goroutine that
// answered a message is replaced by a fresh one before it waits again, so that
// a stack which grew during a turn does not stay.
//
// What a session's token is worth: whoever has it speaks for the visitor. It
// travels in the first frame only, the server keeps half of its hash as the
// session's name, and a newer socket with the same token replaces the older.
//
// A session is on one socket of one node. On the same node the newer socket
// waits until nothing of the older one is under way. Between nodes a claim goes
// over the bus; every node hears all claims in one order, so a claim that comes
// after one's own is a newer one, and no clock is asked.
//
// The package knows neither Redis nor any provider: it declares what it needs
// of them as Turns, SignIn and Bus.
package web
