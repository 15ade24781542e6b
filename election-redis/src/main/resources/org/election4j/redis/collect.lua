-- SPDX-License-Identifier: Apache-2.0
-- Deletes one session that has ended.
-- KEYS: the store record, the index of sessions, the session, its presence.
-- ARGV: name in the index, expected nonce, epoch, settlement or ''.
-- Answer: epoch, microseconds since 1970, and 1 if it was deleted and 0 if not.
local lands = allowed(KEYS[1], ARGV[3], ARGV[4])
if lands then
    local found = redis.call('HMGET', KEYS[3], 'state', 'nonce')
    lands = found[1] == 'ENDED' and found[2] == ARGV[2]
end
if lands then
    redis.call('DEL', KEYS[3], KEYS[4])
    redis.call('SREM', KEYS[2], ARGV[1])
end
return { epoch, micros, lands and 1 or 0 }
