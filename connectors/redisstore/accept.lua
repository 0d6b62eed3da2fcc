-- Puts an event in the inbox, once.
-- KEYS, ARGV 1–4: session.lua
-- ARGV: 5 event, 6 its mark, 7 bytes of marks that its drawer keeps, 8 longest inbox that takes it
-- Answers ok | none | known | full.

local like = drawer(ARGV[6])
local h = redis.call('HMGET', KEYS[1], 'born', like, 'wait', 'wake', 'held', 'ops')
if not h[1] then return 'none' end
local seen = h[2] or ''
if string.find(seen, ARGV[6], 1, true) then return 'known' end
if redis.call('LLEN', KEYS[2]) >= tonumber(ARGV[8]) then return 'full' end
local at = now()
local wait = h[3]
if wait == '0' then wait = int(at + tonumber(ARGV[4])) end
redis.call('HSET', KEYS[1], like, string.sub(seen .. ARGV[6], -tonumber(ARGV[7])), 'wait', wait)
redis.call('RPUSH', KEYS[2], ARGV[5])
keep(at, h[1], {KEYS[1], KEYS[2], KEYS[3], KEYS[4]})
schedule(true, h[4], wait, h[5], tonumber(h[6]))
return 'ok'
