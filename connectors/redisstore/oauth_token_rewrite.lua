-- Puts the same token, sealed with another key, in its place. Version and
-- times stay. Answers 1, or nil when another version (or none) is there.
-- KEYS[1] token
-- ARGV[1] version   ARGV[2] sealed token
if redis.call('HGET', KEYS[1], 'v') ~= ARGV[1] then
  return false
end
redis.call('HSET', KEYS[1], 'b', ARGV[2])
return 1
