-- Stores a new session.
-- KEYS, ARGV 1–4: session.lua
-- ARGV: 5 state, 6 version, 7 seq of the last turn
-- Answers ok | exists.

if redis.call('EXISTS', KEYS[1]) == 1 then return 'exists' end
local at = now()
redis.call('HSET', KEYS[1], 'v', ARGV[6], 'st', ARGV[5], 'born', int(at), 'wake', '0', 'wait', '0', 'held', '0', 'ends', '0',
  'first', int(tonumber(ARGV[7]) + 1), 'last', ARGV[7], 'size', '0', 'ops', '0')
keep(at, at, {KEYS[1]})
return 'ok'
