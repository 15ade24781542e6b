-- SPDX-License-Identifier: Apache-2.0
-- Begins every fenced script: goes on only if the term leads. The caller's script sees its own keys and arguments only.
-- KEYS: those of the caller, then the election.
-- ARGV: those of the caller, then the term.
local held = redis.call('HMGET', table.remove(KEYS), 'state', 'term')
if held[1] ~= 'HELD' or held[2] ~= table.remove(ARGV) then
    return redis.error_reply('STALETERM election4j: the term does not lead')
end
