-- SPDX-License-Identifier: Apache-2.0
-- Deletes sessions that have ended.
-- KEYS: the store record, the index of sessions; then for each session its record and its presence.
-- ARGV: epoch, settlement or ''; then for each session its name in the index and the expected nonce.
-- Answer: epoch, microseconds since 1970, and how many were deleted.
local deleted = 0
if allowed(KEYS[1], ARGV[1], ARGV[2]) then
    for i = 3, #KEYS, 2 do
        local found = redis.call('HMGET', KEYS[i], 'state', 'nonce')
        if found[1] == 'ENDED' and found[2] == ARGV[i + 1] then
            redis.call('DEL', KEYS[i], KEYS[i + 1])
            redis.call('SREM', KEYS[2], ARGV[i])
            deleted = deleted + 1
        end
    end
end
return { epoch, micros, deleted }
