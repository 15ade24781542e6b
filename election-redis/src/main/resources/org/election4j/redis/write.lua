-- SPDX-License-Identifier: Apache-2.0
-- Conditional writes, each for itself.
-- KEYS: the store record, the index of sessions, the index of elections; then for each write its record, and for a
--       session its presence.
-- ARGV: the channel of hints, or '' to announce nothing; then for each write: kind; name in the index; expected nonce,
--       or '' for none; epoch; settlement, or ''; '1' if the session must have expired; milliseconds to be present for,
--       or '0' to end that; the number of texts that follow, field and value in turn.
-- Answer: epoch, microseconds since 1970, and for each write 1 if it landed and 0 if not.
local NAMED_AT_MOST = 50
local indexes = { session = KEYS[2], election = KEYS[3] }
local answer = { epoch, micros }
local changed = {}
local k, a = 4, 2
while ARGV[a] do
    local kind, name, expected = ARGV[a], ARGV[a + 1], ARGV[a + 2]
    local count = tonumber(ARGV[a + 7])
    local record, presence = KEYS[k], nil
    k = k + 1
    if kind == 'session' then
        presence = KEYS[k]
        k = k + 1
    end
    local lands = allowed(KEYS[1], ARGV[a + 3], ARGV[a + 4])
    if lands and expected == '' then
        lands = redis.call('EXISTS', record) == 0
    elseif lands then
        lands = redis.call('HGET', record, 'nonce') == expected
    end
    if lands and ARGV[a + 5] == '1' then
        lands = redis.call('EXISTS', presence) == 0
    end
    if lands then
        if kind ~= 'store' then
            -- One record replaces another completely. Only the record about the namespace keeps what it has besides.
            redis.call('DEL', record)
        end
        redis.call('HSET', record, unpack(ARGV, a + 8, a + 7 + count))
        if indexes[kind] then
            redis.call('SADD', indexes[kind], name)
        end
        if presence and ARGV[a + 6] ~= '0' then
            redis.call('SET', presence, ARGV[a + 7 + count], 'PX', ARGV[a + 6])
        elseif presence then
            redis.call('DEL', presence)
        end
        if kind == 'election' then
            changed[#changed + 1] = name
        end
    end
    answer[#answer + 1] = lands and 1 or 0
    a = a + 8 + count
end
if ARGV[1] ~= '' then
    -- A user who may not publish makes candidates poll. The writes have landed all the same, so nothing may fail here.
    if #changed > NAMED_AT_MOST then
        changed = { '' }
    end
    for _, name in ipairs(changed) do
        redis.pcall('PUBLISH', ARGV[1], name)
    end
end
return answer
