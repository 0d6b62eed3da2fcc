-- Stores a token if the stored version is the expected one. Answers the new
-- version, or nil when another version (or none) is there, or when the token
-- was erased since its sign-in began.
-- A version is the time of its save in microseconds, so that none comes again,
-- not even after a delete.
-- KEYS[1] token
-- ARGV[1] expected version, -1 for any   ARGV[2] sealed token
-- ARGV[3] how long the access token lasts in ms, 0 without end
-- ARGV[4] life of the record in ms, 0 without end
-- ARGV[5] name of this write: a repetition answers what it answered before
-- ARGV[6] mark that the token was erased with when this write's sign-in began
local stored = redis.call('HMGET', KEYS[1], 'v', 'a', 'e')
if stored[2] == ARGV[5] then
  return stored[1]
end
if ARGV[1] ~= '-1' and stored[1] ~= ARGV[1] then
  return false
end
if ARGV[1] == '-1' and stored[3] and stored[3] ~= ARGV[6] then
  return false
end
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local version = now
if stored[1] and tonumber(stored[1]) >= now then
  version = tonumber(stored[1]) + 1
end
version = string.format('%.0f', version)
local ends = '0'
if tonumber(ARGV[3]) > 0 then
  ends = string.format('%.0f', math.floor(now / 1000) + tonumber(ARGV[3]))
end
redis.call('HSET', KEYS[1], 'v', version, 'b', ARGV[2], 'x', ends, 'a', ARGV[5])
if tonumber(ARGV[4]) > 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[4])
else
  redis.call('PERSIST', KEYS[1])
end
return version
