-- Reads a session with what waits for it.
-- KEYS, ARGV: session.lua
-- Answers none, or {now ms, state, wake ns, inbox, {id, operation, …}}.

local h = redis.call('HMGET', KEYS[1], 'st', 'wake')
if not h[1] then return 'none' end
return {int(now()), h[1], h[2], redis.call('LRANGE', KEYS[2], 0, -1), redis.call('HGETALL', KEYS[4])}
