-- Marks a token as about to be erased: no sign-in that began before can be
-- stored any more.
-- KEYS[1] token
-- ARGV[1] mark   ARGV[2] its life in ms
redis.call('HSET', KEYS[1], 'e', ARGV[1])
if redis.call('HEXISTS', KEYS[1], 'v') == 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return 1
