-- SPDX-License-Identifier: Apache-2.0
-- Runs commands, one after the other.
-- ARGV: for each command the number of its words, then these.
-- Answer: what each command answers.
local answers = {}
local a = 1
while ARGV[a] do
    local last = a + tonumber(ARGV[a])
    answers[#answers + 1] = redis.call(unpack(ARGV, a + 1, last))
    a = last + 1
end
return answers
