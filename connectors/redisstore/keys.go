package redisstore

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"hash/fnv"
	"net/url"

	"parley/engine/machine"
)

// The whole key space. <bot> is the escaped name of the bot, so two bots on
// one Redis share nothing. NN is the shard, 00 to 63; as a hash tag it puts a
// session and its shard's index in the same cluster slot.
//
//	Key                            Type    Holds                                        Lives
//	parley:<bot>:epoch             string  name of this store's life                    for ever
//	parley:<bot>:{NN}:due          zset    session id → when somebody should look at    Total after the last
//	                                       it, in ms of the server's clock              change in the shard
//	parley:<bot>:{NN}:s:<id>       hash    the session, below                           Idle, at most Total
//	parley:<bot>:{NN}:in:<id>      list    waiting events, oldest first                 with its session
//	parley:<bot>:{NN}:out:<id>     list    turns as sent, oldest first, no gaps         with its session
//	parley:<bot>:{NN}:op:<id>      hash    operation id → progress, newline, operation  with its session
//	parley:<bot>:dialog:<hash>     string  a dialog's file, by the hash of it           Total after it was last
//	                                                                                    in use, and a day
//
//	parley:<bot>:subject:<hash>    zset    session id → when it began, in ms, of a      Total after the newest
//	                                       visitor whom the host site named             began
//
//	Sign-ins (flows, tokens, their leases) have their table in keys_oauth.go.
//
//	Channel                        Message
//	parley:<bot>:turns             id of a session that has new turns
//	parley:<bot>:claims            id of a session, blank, name of the socket that has it now
//
// The session's hash:
//
//	v      version                     born   when it was created, ms
//	st     state, JSON                 seen0… short hashes of accepted event ids, oldest first, in eight drawers
//	wake   Change.Wake, unix ns, "0"   wait   since when the inbox waits, plus Grace, ms; "0"
//	first  seq of the oldest turn      held   until when a caller of Orphans has it, ms; "0"
//	last   seq of the newest           size   bytes in the out list
//	ops    number of operations        ends   when the session's keys end, ms
//
// Progress is "<order> <attempt> <P or S> <until ms> <sent ms> <owner>": P is
// planned and until when it should have been sent, S is sent and the lease.
const shards = 64

// keyspace builds the keys of one bot.
type keyspace struct{ prefix string }

func newKeyspace(bot string) keyspace {
	// Escaped, a name has no colon that could run into the next part and no
	// brace that would be taken for a hash tag.
	return keyspace{prefix: "parley:" + url.QueryEscape(bot) + ":"}
}

func (k keyspace) epoch() string          { return k.prefix + "epoch" }
func (k keyspace) dialog(h string) string { return k.prefix + "dialog:" + url.QueryEscape(h) }
func (k keyspace) turnsChannel() string   { return k.prefix + "turns" }
func (k keyspace) claimsChannel() string  { return k.prefix + "claims" }

// subject is the key of a named visitor's sessions; the name stays out of it.
func (k keyspace) subject(name string) string {
	sum := sha256.Sum256([]byte(name))
	return k.prefix + "subject:" + base64.RawURLEncoding.EncodeToString(sum[:])
}

func (k keyspace) shard(n int) string { return fmt.Sprintf("%s{%02d}:", k.prefix, n) }
func (k keyspace) due(n int) string   { return k.shard(n) + "due" } // orphans.lua relies on the ending

// session returns a session's keys in the order in which the scripts want
// them: session, inbox, outbox, operations, due.
func (k keyspace) session(id machine.SessionID) []string {
	p := k.shard(shardOf(id))
	return []string{
		p + "s:" + string(id), p + "in:" + string(id), p + "out:" + string(id), p + "op:" + string(id), k.due(shardOf(id)),
	}
}

func shardOf(id machine.SessionID) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id)) // never fails
	return int(h.Sum32() % shards)
}

// seenLen is the length of what seenMark returns, and drawers in how many
// fields session.lua keeps them.
const (
	seenLen = 9
	drawers = 8
)

// seenMark shortens an event id so that the last few hundred of a session fit
// into a small string: 54 bits of a hash. Marks stand side by side, so one can
// also meet the end of another and the beginning of the next; all in all, two
// ids meet by chance less than once in 10^12 messages, which costs a user one of their own.
func seenMark(event string) string {
	sum := sha256.Sum256([]byte(event))
	return base64.RawURLEncoding.EncodeToString(sum[:])[:seenLen]
}
