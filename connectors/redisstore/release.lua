-- Gives a session back that Orphans took beyond what was asked for.
-- KEYS: 1 session, 2 due index
-- ARGV: 1 session id, 2 until when it was held, 3 when it was due

if redis.call('HGET', KEYS[1], 'held') ~= ARGV[2] then return 'taken' end
redis.call('HSET', KEYS[1], 'held', '0')
if redis.call('ZSCORE', KEYS[2], ARGV[1]) == ARGV[2] then redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1]) end
return 'ok'
