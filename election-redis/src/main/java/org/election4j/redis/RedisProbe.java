// SPDX-License-Identifier: Apache-2.0
package org.election4j.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.election4j.Takeover;
import org.election4j.spi.ReadOutcome;
import org.election4j.spi.RecordKey;
import org.election4j.spi.StoreRecord;
import org.election4j.spi.UnsafeStoreException;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;

/**
 * Refuses servers that two leaders could come from, with a sentence that says what to change. It asks {@code INFO} and not
 * {@code CONFIG}, which many users may not run.
 */
final class RedisProbe {

    private static final Script PERMISSIONS = Script.of(Script.resources("permissions.lua"));

    /** Without these there are no hints, and candidates poll. */
    private static final Set<String> OPTIONAL = Set.of("+publish", "+subscribe");

    private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})");

    private final RedisOptions options;
    private final RedisKeys keys;
    private final RecordReads reads;

    RedisProbe(RedisOptions options, RecordReads reads) {
        this.options = options;
        this.keys = options.keys();
        this.reads = reads;
    }

    boolean check(Line line) {
        refuse(server(line, info(line)));
        refuse(permissions(line, keys.store(), options.hints() ? keys.hints() : ""));
        refuse(format(reads.read(line, List.of(RecordKey.STORE)).get(0)));
        return true;
    }

    /** What ticks need, on the connections of their own. */
    boolean checkTicks(Line line) {
        refuse(server(line, info(line)));
        for (String key : List.of(keys.tick("probe"), keys.pause("probe"))) {
            refuse(permissions(line, key, ""));
            // Before Redis 7 only trying shows what a user may not do, and reading does no harm.
            line.ask(new CommandArguments(Protocol.Command.HGET).key(key).add("nonce"));
        }
        return true;
    }

    private static void refuse(List<String> complaints) {
        if (!complaints.isEmpty()) {
            throw new UnsafeStoreException(String.join(". ", complaints));
        }
    }

    /** Refuses a server whose policy was changed since it was probed; some other call goes on. */
    void checkPolicy(Line line) {
        String policy = info(line, "memory").getOrDefault("maxmemory_policy", "unknown");
        String complaint = eviction(policy);
        if (!complaint.isEmpty()) {
            throw new UnsafeStoreException(complaint);
        }
    }

    private static Map<String, String> info(Line line, String... sections) {
        Map<String, String> info = new HashMap<>();
        CommandArguments question = new CommandArguments(Protocol.Command.INFO);
        List.of(sections).forEach(question::add);
        Answer.text(line.ask(question)).lines().forEach(entry -> {
            int colon = entry.indexOf(':');
            if (colon > 0) {
                info.put(entry.substring(0, colon), entry.substring(colon + 1));
            }
        });
        return info;
    }

    private List<String> server(Line line, Map<String, String> info) {
        String server = line.server();
        if (info.getOrDefault("redis_mode", "").equals("sentinel")) {
            return List.of(server + " is a Sentinel; use RedisLeaseStore.connectSentinel, or a RedisSentinelClient");
        }
        List<String> complaints = new ArrayList<>();
        String version = info.getOrDefault("redis_version", "of an unknown version");
        if (!isRecent(version)) {
            complaints.add("Redis " + version + " is too old; use 6.2 or later");
        }
        if (!info.getOrDefault("role", "").equals("master")) {
            line.leadsAstray();
            complaints.add(server + " is a replica; connect to the primary, which is at " + info.get("master_host")
                    + ":" + info.get("master_port"));
        }
        if (!info.containsKey("master_replid")) {
            complaints.add("INFO replication of " + server + " names no master_replid, so a failover that loses writes"
                    + " could not be noticed; use a server that names it");
        }
        addIfPresent(complaints, eviction(info.getOrDefault("maxmemory_policy", "unknown")));
        return complaints;
    }

    private static void addIfPresent(List<String> complaints, String complaint) {
        if (!complaint.isEmpty()) {
            complaints.add(complaint);
        }
    }

    private String eviction(String policy) {
        if (policy.startsWith("allkeys-")) {
            return "maxmemory-policy is " + policy
                    + ", which may evict the records of elections; set it to noeviction, or" + " to a volatile policy";
        }
        if (options.takeover() == Takeover.STORE_CLOCK && !policy.equals("noeviction")) {
            return "maxmemory-policy is " + policy + ", which may evict the key that says that a leader is alive, and"
                    + " Takeover.STORE_CLOCK would trust that; set it to noeviction, or use Takeover.OBSERVED";
        }
        return "";
    }

    private static boolean isRecent(String version) {
        Matcher numbers = VERSION.matcher(version);
        if (!numbers.lookingAt()) {
            return false;
        }
        int major = Integer.parseInt(numbers.group(1));
        return major > 6 || (major == 6 && Integer.parseInt(numbers.group(2)) >= 2);
    }

    /** Only Redis 7 and later can say it beforehand. */
    private List<String> permissions(Line line, String key, String channel) {
        List<?> missing = (List<?>) PERMISSIONS.run(line, List.of(key), List.of(channel));
        List<String> commands = missing.stream().map(Answer::text).toList();
        if (OPTIONAL.containsAll(commands)) {
            return List.of();
        }
        return List.of("this user lacks permissions; run ACL SETUSER with " + String.join(" ", commands) + " ~{"
                + options.namespace() + "}:*" + (channel.isEmpty() ? "" : " &" + channel));
    }

    /** An answer without a record that can be read is one of another format, or none of ours. */
    private List<String> format(ReadOutcome outcome) {
        String refusal = null;
        if (outcome instanceof ReadOutcome.Unknown unknown) {
            refusal = unknown.cause().getMessage();
        } else if (outcome instanceof ReadOutcome.Found found
                && found.stored().record() instanceof StoreRecord record) {
            refusal = record.refusal();
        }
        return refusal == null ? List.of() : List.of("namespace " + options.namespace() + ": " + refusal);
    }
}
