-- SPDX-License-Identifier: Apache-2.0
-- Names some of the records of one kind.
-- KEYS: the index.
-- ARGV: where to go on, '0' to begin; about how many names.
-- Answer: epoch, microseconds since 1970, where to go on, '0' at the end, and the names.
local page = redis.call('SSCAN', KEYS[1], ARGV[1], 'COUNT', ARGV[2])
return { epoch, micros, page[1], page[2] }
