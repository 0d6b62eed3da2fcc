-- Reads the turns after a sequence number.
-- KEYS, ARGV 1–4: session.lua
-- ARGV: 5 the sequence number
-- Answers none, or {first kept, last, seq of the first one returned, turns}.

local h = redis.call('HMGET', KEYS[1], 'first', 'last')
if not h[1] then return 'none' end
local from = math.max(tonumber(ARGV[5]) + 1, tonumber(h[1]))
local turns = {}
if from <= tonumber(h[2]) then turns = redis.call('LRANGE', KEYS[3], int(from - tonumber(h[1])), -1) end
return {h[1], h[2], int(from), turns}
