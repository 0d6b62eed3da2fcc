-- Moves an operation from planned to sent, or extends its owner's lease.
-- KEYS, ARGV 1–4: session.lua
-- ARGV: 5 operation id, 6 attempt, 7 owner, 8 lease ms
-- Answers ok | none | taken.

local h = redis.call('HMGET', KEYS[1], 'born', 'wake', 'wait', 'held', 'ops')
if not h[1] then return 'none' end
local value = redis.call('HGET', KEYS[4], ARGV[5])
if not value then return 'taken' end
local line = string.find(value, '\n', 1, true)
local order, attempt, state, sent, owner =
  string.match(string.sub(value, 1, line - 1), '^(%d+) (%d+) (%a) %d+ (%d+) (.*)$')
if attempt ~= ARGV[6] or (state == 'S' and owner ~= ARGV[7]) then return 'taken' end
local at = now()
if state == 'P' then sent = int(at) end
local head = table.concat({order, attempt, 'S', int(at + tonumber(ARGV[8])), sent, ARGV[7]}, ' ')
redis.call('HSET', KEYS[4], ARGV[5], head .. string.sub(value, line))
keep(at, h[1], {KEYS[1], KEYS[2], KEYS[3], KEYS[4]})
schedule(true, h[2], h[3], h[4], tonumber(h[5]))
return 'ok'
