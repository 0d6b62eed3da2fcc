-- Removes a token. Answers 1 (also when none was there), or nil when another
-- version is there.
-- KEYS[1] token
-- ARGV[1] version, -1 for any
local version = redis.call('HGET', KEYS[1], 'v')
if version and ARGV[1] ~= '-1' and version ~= ARGV[1] then
  return false
end
redis.call('DEL', KEYS[1])
return 1
