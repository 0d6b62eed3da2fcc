// Package redisstore keeps on Redis all that must outlive a process: sessions
// (Store, an engine.Store), the notices between nodes (Bus), and sign-ins.
//
//	Accept ──▶ inbox ──▶ Load ──▶ (step) ──▶ Commit ──▶ state, turns, operations
//	                                           │
//	   the short road: Accept and Commit in ───┘      due ──▶ Orphans
//	   one script, when nothing waits
//
// Each method of Store is one Lua script and one round trip. A script either
// does all of its work or none, touches keys of one cluster slot only (Orphans,
// where there is no cluster, looks at all shards at once), and may run twice: the version, the seen event ids and the owner of an operation say
// that the first run did the work. So a caller that lost an answer asks again.
//
// Every script makes a command that needs memory its first write. When Redis
// is full that command fails, and nothing of the script has happened.
//
// Time is the server's (TIME inside the scripts), so nodes with wrong clocks
// agree on leases and lifetimes. The one exception is Change.Wake, which the
// caller computes; a node whose clock is wrong wakes its sessions off by that.
//
// Values are prepared here and opaque to the scripts: they decode no JSON.
// Numbers that a script must read stand in front of the value, on a line of
// their own.
//
// The oldest server this is tested on is Redis 7.0.
//
// Not here: retries and waiting (the engine knows how long a turn may take),
// caching, and anything about what a session means.
package redisstore
