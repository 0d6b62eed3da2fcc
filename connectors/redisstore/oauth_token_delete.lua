-- Removes a token. Answers 1 (also when none was there), or nil when another
-- version is there. The mark of an erased one stays for its life.
-- KEYS[1] token
-- ARGV[1] version, -1 for any   ARGV[2] life of a mark in ms
local stored = redis.call('HMGET', KEYS[1], 'v', 'e')
if stored[1] and ARGV[1] ~= '-1' and stored[1] ~= ARGV[1] then
  return false
end
if stored[1] and stored[2] then
  redis.call('HDEL', KEYS[1], 'v', 'b', 'x', 'a')
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
elseif stored[1] then
  redis.call('DEL', KEYS[1])
end
return 1
